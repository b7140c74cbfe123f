using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Keys that one slip of a typist away from a number would be usable: a replaced, dropped or added character, two neighbours swapped;
/// of permits and passports also another letter.
/// Stateless, thread-safe.
/// </summary>
static class NumberRepair
{
    const int LongestDocument = 11; // but for the 15 characters of older residence permits
    const int TaiwanDigits = 8;
    const int TaiwanIssueDigits = 2;

    static ReadOnlySpan<byte> Symbols => "0123456789X"u8;

    /// <summary>Distinct usable keys one edit away, ascending. A number that fails its checksum has about 35 of them.</summary>
    internal static void KeysAround(ReadOnlySpan<byte> number, List<long> keys)
    {
        keys.Clear();
        Span<byte> changed = stackalloc byte[NumberText.MaxBytes + 1];
        Replace(number, changed, keys);
        SwapNeighbours(number, changed, keys);
        Drop(number, changed, keys);
        Insert(number, changed, keys);
        keys.Sort();
        int distinct = 0;
        for (int i = 0; i < keys.Count; i++)
        {
            if (i == 0 || keys[i] != keys[i - 1])
            {
                keys[distinct++] = keys[i];
            }
        }

        keys.RemoveRange(distinct, keys.Count - distinct);
    }

    /// <summary>
    /// Adds the keys of permits and passports that differ by another letter, by a letter left off in front (E, H, M and the like are taken for
    /// no part of the number), or by the two digits of a Taiwan permit's issue.
    /// </summary>
    internal static void AddDocumentsLike(ReadOnlySpan<byte> number, List<long> keys)
    {
        bool isOldPermit = number.Length == 15 && char.IsAsciiLetter((char)number[0]);
        if (number.Length > LongestDocument && !isOldPermit)
        {
            return;
        }

        Span<byte> changed = stackalloc byte[NumberText.MaxBytes + TaiwanIssueDigits];
        number.CopyTo(changed);
        for (int i = 0; i < number.Length; i++)
        {
            for (byte letter = (byte)'A'; letter <= 'Z' && char.IsAsciiLetter((char)number[i]); letter++)
            {
                changed[i] = letter;
                if (letter != number[i])
                {
                    Try(changed[..number.Length], keys);
                }
            }

            changed[i] = number[i];
        }

        number.CopyTo(changed[1..]);
        for (byte letter = (byte)'A'; letter <= 'Z' && char.IsAsciiDigit((char)number[0]); letter++)
        {
            changed[0] = letter;
            Try(changed[..(number.Length + 1)], keys);
        }

        AddTaiwanIssues(number, changed, keys);
    }

    static void AddTaiwanIssues(ReadOnlySpan<byte> number, Span<byte> changed, List<long> keys)
    {
        if (number.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return;
        }

        if (number.Length == TaiwanDigits + TaiwanIssueDigits)
        {
            Try(number[..TaiwanDigits], keys);
        }

        number.CopyTo(changed);
        for (int issue = 0; issue < 100 && number.Length == TaiwanDigits; issue++)
        {
            changed[TaiwanDigits] = (byte)('0' + issue / 10);
            changed[TaiwanDigits + 1] = (byte)('0' + issue % 10);
            Try(changed[..(TaiwanDigits + TaiwanIssueDigits)], keys);
        }
    }

    static void Replace(ReadOnlySpan<byte> number, Span<byte> changed, List<long> keys)
    {
        number.CopyTo(changed);
        for (int i = 0; i < number.Length; i++)
        {
            foreach (byte symbol in Symbols)
            {
                changed[i] = symbol;
                if (symbol != number[i])
                {
                    Try(changed[..number.Length], keys);
                }
            }

            changed[i] = number[i];
        }
    }

    static void SwapNeighbours(ReadOnlySpan<byte> number, Span<byte> changed, List<long> keys)
    {
        for (int i = 1; i < number.Length; i++)
        {
            number.CopyTo(changed);
            (changed[i - 1], changed[i]) = (changed[i], changed[i - 1]);
            if (number[i] != number[i - 1])
            {
                Try(changed[..number.Length], keys);
            }
        }
    }

    static void Drop(ReadOnlySpan<byte> number, Span<byte> changed, List<long> keys)
    {
        for (int i = 0; i < number.Length; i++)
        {
            number[..i].CopyTo(changed);
            number[(i + 1)..].CopyTo(changed[i..]);
            Try(changed[..(number.Length - 1)], keys);
        }
    }

    static void Insert(ReadOnlySpan<byte> number, Span<byte> changed, List<long> keys)
    {
        for (int i = 0; i <= number.Length; i++)
        {
            number[..i].CopyTo(changed);
            number[i..].CopyTo(changed[(i + 1)..]);
            foreach (byte symbol in Symbols)
            {
                changed[i] = symbol;
                Try(changed[..(number.Length + 1)], keys);
            }
        }
    }

    /// <summary>Letters and digits only, so the kernel alone decides about 18 of them; of the other lengths 15 and up to 11 are documents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Try(ReadOnlySpan<byte> number, List<long> keys)
    {
        long key = 0;
        if (number.Length == NumberText.CitizenLength && CitizenNumberKernel.IsSupported)
        {
            key = CitizenNumberKernel.Key(number);
        }
        else if (number.Length is NumberText.CitizenLength or 15 or <= 11)
        {
            _ = DocumentNumber.Read(number, out key); // 0 with any fault
        }

        if (key != 0)
        {
            keys.Add(key);
        }
    }
}
