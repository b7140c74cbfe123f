using System.Buffers;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>What stands in one place of a name.</summary>
enum NameUnitKind : byte
{
    /// <summary>A folded character.</summary>
    Character,

    /// <summary>A syllable in Latin letters between Chinese characters: 李yan.</summary>
    Syllable,

    /// <summary>A sign for a character that a system could not write: 李？, 李□, a private code point.</summary>
    Placeholder,

    /// <summary>A character described by its two parts: 王(火华).</summary>
    Parts,
}

/// <summary>One place of a name.</summary>
/// <param name="Value">Code point, sound, or the first part.</param>
/// <param name="Second">The second part.</param>
readonly record struct NameUnit(NameUnitKind Kind, int Value, int Second = 0);

/// <summary>
/// A name cut into places: a Chinese character each, or what a register writes instead of one. Made on the stack of the caller.
/// </summary>
ref struct NameUnits
{
    internal const int Most = 48;

    const int Break = 0; // where blanks and dots stood

    readonly Span<NameUnit> units;

    NameUnits(Span<NameUnit> units) => this.units = units;

    internal int Length { get; private set; }

    /// <summary>Units before the first blank or dot; 0 = there is none inside.</summary>
    internal int FirstBreak { get; private set; }

    /// <summary>Written in Latin letters only.</summary>
    internal bool IsLatin { get; private set; }

    internal readonly ReadOnlySpan<NameUnit> All => units[..Length];

    /// <param name="utf8">The name.</param>
    /// <param name="storage">At least <see cref="Most"/> units.</param>
    internal static NameUnits Of(ReadOnlySpan<byte> utf8, Span<NameUnit> storage)
    {
        Span<int> text = stackalloc int[Most * 2];
        text = text[..Decode(utf8, text)];
        var name = new NameUnits(storage[..Most]) { IsLatin = IsLatinText(text) };
        for (int i = 0; i < text.Length && name.Length < Most;)
        {
            i += name.Take(text[i..]);
        }

        return name;
    }

    /// <summary>Folded code points, a <see cref="Break"/> for what is dropped.</summary>
    static int Decode(ReadOnlySpan<byte> utf8, Span<int> text)
    {
        int length = 0;
        while (!utf8.IsEmpty && length + 2 <= text.Length)
        {
            bool isMark = Rune.DecodeFromUtf8(utf8, out Rune rune, out _) == OperationStatus.Done && Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark;
            (int first, int second) = NameFolding.Next(ref utf8);
            if (first != Break || !isMark)
            {
                text[length++] = first;
            }

            if (second != 0)
            {
                text[length++] = second;
            }
        }

        return length;
    }

    static bool IsLatinText(ReadOnlySpan<int> text)
    {
        bool any = false;
        foreach (int c in text)
        {
            any |= IsLetter(c);
            if (c != Break && !IsLetter(c))
            {
                return false;
            }
        }

        return any;
    }

    /// <summary>Takes what stands first; returns how many code points it was.</summary>
    int Take(scoped ReadOnlySpan<int> text)
    {
        int c = text[0];
        if (c == Break)
        {
            FirstBreak = FirstBreak == 0 ? Length : FirstBreak;
            return 1;
        }

        if (ClosingOf(c) is > 0 and int closing && text.IndexOf(closing) is > 0 and int end)
        {
            Describe(text[1..end]);
            return end + 1;
        }

        if (IsLetter(c))
        {
            int letters = text.IndexOfAnyExceptInRange('a', 'z') is >= 0 and int n ? n : text.Length;
            Spell(text[..letters]);
            return letters;
        }

        Add(IsPlaceholder(c) ? new NameUnit(NameUnitKind.Placeholder, 0) : new NameUnit(NameUnitKind.Character, c));
        return 1;
    }

    /// <summary>What stands in brackets: two parts of a character or its sound; anything else is a remark.</summary>
    void Describe(scoped ReadOnlySpan<int> inner)
    {
        Span<int> parts = stackalloc int[2];
        int count = 0;
        foreach (int c in inner)
        {
            if (c is Break or '+')
            {
                continue;
            }

            if (count == 2 || !NameFolding.IsHan(c))
            {
                count = 0;
                break;
            }

            parts[count++] = c;
        }

        if (count == 2)
        {
            Add(new NameUnit(NameUnitKind.Parts, parts[0], parts[1]));
        }
        else if (!inner.IsEmpty && !inner.ContainsAnyExceptInRange('a', 'z'))
        {
            Spell(inner);
        }
    }

    void Spell(scoped ReadOnlySpan<int> letters)
    {
        Span<ushort> sounds = stackalloc ushort[Most];
        if (!IsLatin && NameSounds.TrySpell(letters, sounds, out int count))
        {
            foreach (ushort sound in sounds[..count])
            {
                Add(new NameUnit(NameUnitKind.Syllable, sound));
            }

            return;
        }

        foreach (int c in letters)
        {
            Add(new NameUnit(NameUnitKind.Character, c));
        }
    }

    void Add(NameUnit unit)
    {
        if (Length < Most)
        {
            units[Length++] = unit;
        }
    }

    internal static bool IsLetter(int c) => c is >= 'a' and <= 'z';

    /// <summary>Signs that systems put for a character they lack: GB 2312 had 6,763.</summary>
    static bool IsPlaceholder(int c) => c
        is '?' or '*' or '_' or 0x25A0 or 0x25A1 or 0x25CB or 0x25CF or 0x3013 or 0xFFFD or (>= 0xE000 and <= 0xF8FF) or >= 0xF0000;

    static int ClosingOf(int c) => c switch
    {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        0x3010 => 0x3011,
        0x3014 => 0x3015,
        0x300A => 0x300B,
        _ => 0,
    };
}
