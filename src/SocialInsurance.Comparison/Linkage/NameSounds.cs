namespace SocialInsurance.Comparison;

/// <summary>
/// How characters are read: syllables of Hanyu Pinyin without tone. What dialects do not keep apart (zh and z, ch and c, sh and s, -ing
/// and -in, -eng and -en) is one sound here. Immutable, thread-safe. Source: NameData/PROVENANCE.md.
/// </summary>
static class NameSounds
{
    const int BasicPlane = 0x10000;
    const int LongestSyllable = 6;
    const int MostLetters = 96;

    // the sound of each spelling; sounds count from 1
    static readonly Dictionary<string, ushort> Spellings = [];
    static readonly Dictionary<string, ushort>.AlternateLookup<ReadOnlySpan<char>> BySpelling = Spellings.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly ushort[] Usual = new ushort[BasicPlane]; // 0 = no reading known
    static readonly Dictionary<int, ushort> UsualBeyond = [];
    static readonly CharacterMap<ushort[]> Others = new();

    static NameSounds()
    {
        var sounds = new Dictionary<string, ushort>();
        foreach (string line in NameTables.Lines("readings.txt"))
        {
            string[] parts = line.Split(' ');
            string heard = Heard(parts[0]);
            sounds.TryAdd(heard, (ushort)(sounds.Count + 1));
            ushort sound = sounds[heard];
            Spellings[parts[0]] = sound;
            if (parts[0] is ['l' or 'n', 'v', ..])
            {
                Spellings[$"{parts[0][0]}yu{parts[0][2..]}"] = sound; // ü as passports write it since 2012: LYU
            }

            foreach (int c in parts[1] == "-" ? [] : NameTables.CodePoints(parts[1]))
            {
                if (c < BasicPlane)
                {
                    Usual[c] = sound;
                }
                else
                {
                    UsualBeyond[c] = sound;
                }
            }

            foreach (int c in parts[2] == "-" ? [] : NameTables.CodePoints(parts[2]))
            {
                Others[c] = Others.TryGetValue(c, out ushort[]? known) ? [.. known, sound] : [sound];
            }
        }
    }

    /// <summary>The most usual sound of a folded character; 0 when it is not known.</summary>
    internal static ushort UsualOf(int codePoint) =>
        codePoint < BasicPlane ? Usual[codePoint] : UsualBeyond.GetValueOrDefault(codePoint);

    /// <summary>The character can be read so.</summary>
    internal static bool IsRead(int codePoint, ushort sound) =>
        sound != 0 && (UsualOf(codePoint) == sound || (Others.TryGetValue(codePoint, out ushort[]? others) && others.Contains(sound)));

    /// <summary>Some reading of one is a reading of the other.</summary>
    internal static bool AreAlike(int a, int b)
    {
        if (IsRead(b, UsualOf(a)) || IsRead(a, UsualOf(b)))
        {
            return true;
        }

        return Others.TryGetValue(a, out ushort[]? ours) && Others.TryGetValue(b, out ushort[]? theirs) && ours.Any(s => theirs.Contains(s));
    }

    /// <summary>
    /// Cuts small Latin letters into syllables, the longest first; false when they are no Pinyin or do not fit. At most 96 letters.
    /// </summary>
    internal static bool TrySpell(ReadOnlySpan<int> letters, Span<ushort> sounds, out int count)
    {
        count = 0;
        if (letters.Length > MostLetters)
        {
            return false;
        }

        Span<char> text = stackalloc char[letters.Length];
        Span<int> steps = stackalloc int[letters.Length + 1]; // letters of the syllable that starts here; 0 = the rest is no Pinyin
        steps.Clear();
        steps[^1] = 1;
        for (int i = letters.Length - 1; i >= 0; i--)
        {
            text[i] = (char)letters[i];
            for (int length = Math.Min(LongestSyllable, letters.Length - i); length > 0 && steps[i] == 0; length--)
            {
                steps[i] = steps[i + length] != 0 && BySpelling.ContainsKey(text.Slice(i, length)) ? length : 0;
            }
        }

        int at = 0;
        for (; at < letters.Length && steps[0] != 0 && count < sounds.Length; at += steps[at])
        {
            sounds[count++] = BySpelling[text.Slice(at, steps[at])];
        }

        return count > 0 && at == letters.Length;
    }

    static string Heard(string syllable)
    {
        string start = syllable.StartsWith("zh", StringComparison.Ordinal) || syllable.StartsWith("ch", StringComparison.Ordinal) || syllable.StartsWith("sh", StringComparison.Ordinal)
            ? syllable[0] + syllable[2..]
            : syllable;
        return start.EndsWith("ing", StringComparison.Ordinal) || start.EndsWith("eng", StringComparison.Ordinal) ? start[..^1] : start;
    }
}
