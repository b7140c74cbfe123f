using System.Globalization;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>The folding of names told the slow way: whole strings, one rule after the other. The oracle of <see cref="NameKey"/>.</summary>
static class PlainNames
{
    const string Dropped =
        ".-'`,<\u00B4\u00B7\u0387\u1427\u16EB\u2022\u2024\u2027\u2219\u22C5\u25E6\u2E30\u2E31\u2E33" +
        "\u3001\u3002\u30FB\u318D\uA78F\uFE51\uFE52\uFF61\uFF64\uFF65\u02D9\u02B9\u02BA\u02BB\u02BC\u02BD\u2018\u2019\u201B\u2032" +
        "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63\u00AD\u061C\u115F\u1160\u17B4\u17B5\u3164\uFEFF\uFFA0";

    static readonly Dictionary<string, string> Tables = Read();

    internal static string Fold(string name)
    {
        IEnumerable<string> characters = name.EnumerateRunes()
            .Select(r => r.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(r.Value - 0xFEE0) : r)
            .Where(r => !Dropped.Contains(r.ToString(), StringComparison.Ordinal) && !Rune.IsWhiteSpace(r) && !IsMark(r))
            .Select(r => Rune.ToLowerInvariant(r).ToString());
        string folded = string.Concat(characters.Select(c => Tables.GetValueOrDefault(c, c)));
        return folded.All(char.IsAsciiLetterLower) ? Enumerable.Range(0, Math.Max(1, folded.Length)).Select(i => folded[i..] + folded[..i]).Min(StringComparer.Ordinal)! : folded;
    }

    static bool IsMark(Rune r) => r.Value is (>= 0x300 and <= 0x36F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF) or 0x10101
        or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F)
        or (>= 0xFFF0 and <= 0xFFF8) or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A);

    static Dictionary<string, string> Read()
    {
        var tables = new Dictionary<string, string>();
        foreach (string line in NameTables.Lines("variants.txt"))
        {
            string[] characters = [.. line.EnumerateRunes().Select(r => r.ToString())];
            foreach (string other in characters[1..])
            {
                tables.Add(other, characters[0]);
            }
        }

        foreach (string[] line in NameTables.Lines("private.txt").Select(l => l.EnumerateRunes().Select(r => r.ToString()).ToArray()))
        {
            tables.Add(line[1], tables.GetValueOrDefault(line[0], line[0]));
        }

        foreach (string[] line in NameTables.Lines("letters.txt").Select(l => l.Split(' ')))
        {
            foreach (Rune other in line[1].EnumerateRunes())
            {
                tables.Add(other.ToString(), line[0]);
            }
        }

        return tables;
    }
}
