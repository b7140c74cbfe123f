using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Names in Latin letters: of foreigners, or Pinyin. Words may stand in any order. Stateless, thread-safe; few records have one.</summary>
static class LatinNames
{
    const int FewestLettersOfWord = 3;
    const int FewestLettersForAnEdit = 6;

    internal static ComparisonLevel Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<NameUnit> left, ReadOnlySpan<NameUnit> right)
    {
        string[] ours = [.. WordsOf(a).Order(StringComparer.Ordinal)];
        string[] theirs = [.. WordsOf(b).Order(StringComparer.Ordinal)];
        bool areLong = Math.Min(left.Length, right.Length) >= FewestLettersForAnEdit;
        return ours.SequenceEqual(theirs) ? ComparisonLevel.NameVariant
            : areLong && (NameText.IsFewEdits(left, right) || NameText.IsFewEdits(UnitsOf(ours), UnitsOf(theirs))) ? ComparisonLevel.NameNear
            : ours.Any(w => w.Length >= FewestLettersOfWord && theirs.Contains(w)) ? ComparisonLevel.NameSurnameOnly
            : ComparisonLevel.NameDifferent;
    }

    /// <summary>The Latin name is the Pinyin of the Chinese one, the surname first or last.</summary>
    internal static bool IsPinyinOf(ReadOnlySpan<byte> latin, ReadOnlySpan<NameUnit> name)
    {
        string[] words = WordsOf(latin);
        Span<ushort> sounds = stackalloc ushort[NameUnits.Most];
        for (int first = 0; first < words.Length; first++)
        {
            int[] letters = [.. string.Concat([.. words[first..], .. words[..first]]).Select(c => (int)c)];
            if (NameSounds.TrySpell(letters, sounds, out int count) && AreRead(name, sounds[..count]))
            {
                return true;
            }
        }

        return false;
    }

    static bool AreRead(ReadOnlySpan<NameUnit> name, ReadOnlySpan<ushort> sounds)
    {
        if (name.Length != sounds.Length || name.Length < 2)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            bool isRead = name[i].Kind switch
            {
                NameUnitKind.Character => NameSounds.IsRead(name[i].Value, sounds[i]),
                NameUnitKind.Syllable => name[i].Value == sounds[i],
                _ => false,
            };
            if (!isRead)
            {
                return false;
            }
        }

        return true;
    }

    static NameUnit[] UnitsOf(string[] words) => [.. string.Concat(words).Take(NameUnits.Most).Select(c => new NameUnit(NameUnitKind.Character, c))];

    /// <summary>Words of folded letters, cut at blanks, dots, commas and hyphens.</summary>
    static string[] WordsOf(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder();
        while (!utf8.IsEmpty)
        {
            (int first, int second) = NameFolding.Next(ref utf8);
            text.Append(first == 0 ? ' ' : (char)first);
            if (second != 0)
            {
                text.Append((char)second);
            }
        }

        return text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
