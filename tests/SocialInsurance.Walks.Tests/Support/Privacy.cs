using System.Text;
using System.Text.RegularExpressions;

namespace SocialInsurance.Walks.Tests.Support;

/// <summary>Searches output and files for people.</summary>
internal static partial class Privacy
{
    /// <summary>No run may print anything of the form of a citizen number (18 characters, or 15 digits).</summary>
    public static void AssertNoCitizenNumber(SicertResult result)
    {
        Assert.DoesNotMatch(CitizenNumber(), result.Out);
        Assert.DoesNotMatch(CitizenNumber(), result.Error);
    }

    /// <summary>Neither numbers nor names of the input may be printed.</summary>
    public static void AssertSilentAbout(SicertResult result, IEnumerable<string> people)
    {
        foreach (var secret in people)
        {
            Assert.DoesNotContain(secret, result.Out, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, result.Error, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Files whose bytes hold one of the texts in UTF-8, or one long enough to be no accident in UTF-16.</summary>
    public static string[] FilesThatHold(IEnumerable<string> files, IReadOnlyCollection<string> people)
    {
        byte[][] needles = [.. people.Select(Encoding.UTF8.GetBytes), .. people.Where(text => text.Length > 4).Select(Encoding.Unicode.GetBytes)];
        return [.. files.Where(file =>
        {
            var bytes = File.ReadAllBytes(file);
            return Array.Exists(needles, needle => bytes.AsSpan().IndexOf(needle) >= 0);
        })];
    }

    // boundaries keep digests out: they are hexadecimal and longer
    [GeneratedRegex(@"(?<![0-9A-Za-z.])([0-9]{17}[0-9Xx]|[0-9]{15})(?![0-9A-Za-z])")]
    private static partial Regex CitizenNumber();
}
