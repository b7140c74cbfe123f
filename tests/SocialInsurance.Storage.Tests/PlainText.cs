using System.Text;

namespace SocialInsurance.Storage.Tests;

/// <summary>Searches files for the numbers and names of the people that <see cref="DataFolder.Person"/> makes.</summary>
internal static class PlainText
{
    public static void AssertAbsent(string folder, string mustContain)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith(mustContain, StringComparison.Ordinal));
        foreach (var file in files)
        {
            var bytes = ReadShared(file);
            for (var number = 0; number < 50; number++)
            {
                var person = DataFolder.Person(number);
                foreach (var text in new[] { person.Document.Reveal(), person.Name.Reveal(), "试验者" })
                {
                    foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
                    {
                        Assert.Equal(-1, bytes.AsSpan().IndexOf(encoding.GetBytes(text)));
                    }
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
