using System.Text;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>The committed sample policy, as text and bound at the as-of date of the sample province.</summary>
internal static class SamplePolicy
{
    internal static readonly DateOnly AsOf = new(2026, 10, 31);
    internal static readonly byte[] Bytes = File.ReadAllBytes(Locate());
    internal static readonly string Text = Encoding.UTF8.GetString(Bytes);
    internal static readonly Policy Policy = Load(Bytes);
    internal static readonly string[] Names = [.. Policy.Sources.Select(s => s.Name)];
    internal static readonly CompiledPolicy Compiled = Policy.Bind(Names, AsOf);

    internal static Policy Load(ReadOnlyMemory<byte> bytes)
    {
        var load = Policy.Load(bytes);
        Assert.True(load.Policy is not null, string.Join('\n', load.Errors));
        return load.Policy;
    }

    internal static PolicyLoad LoadText(string text) => Policy.Load(Encoding.UTF8.GetBytes(text));

    /// <summary>Replaces a snippet that stands in the text; a snippet that does not is a fault of the test.</summary>
    internal static string Change(string find, string replace)
    {
        int at = Text.IndexOf(find, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the sample policy has no \"{find}\"");
        return Text[..at] + replace + Text[(at + find.Length)..];
    }

    internal static int Cell(string source) => Array.IndexOf(Names, source);

    private static string Locate()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "samples", "policies", "province-2026.yaml");
            if (File.Exists(file)) return file;
        }
        throw new FileNotFoundException("samples/policies/province-2026.yaml stands above no test folder");
    }
}
