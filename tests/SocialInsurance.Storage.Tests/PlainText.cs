using System.Text;

namespace SocialInsurance.Storage.Tests;

/// <summary>Searches files for what the numbers and names of all people that <see cref="DataFolder.Person"/> makes begin with.</summary>
internal static class PlainText
{
    public static void AssertAbsent(string folder, string mustContain)
    {
        // a socket has no content
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith(".s.", StringComparison.Ordinal)).ToArray();
        Assert.Contains(files, file => file.EndsWith(mustContain, StringComparison.Ordinal));
        foreach (var file in files)
        {
            var bytes = ReadShared(file);
            foreach (var text in (string[])["试验者", "H000000"])
            {
                foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
                {
                    Assert.Equal(-1, bytes.AsSpan().IndexOf(encoding.GetBytes(text)));
                }
            }
        }
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
