namespace SocialInsurance.Comparison;

/// <summary>Document numbers as ASCII text, for comparing what a key cannot hold. Stateless, thread-safe.</summary>
static class NumberText
{
    internal const int MaxBytes = 24;
    internal const int CitizenLength = 18;

    const int FewestPlausible = 15;
    const int MostPlausible = 20;
    const int FewestDigits = 12;

    /// <summary>Letters and digits only, upper case, full-width forms folded. Returns 0 for a text longer than <see cref="MaxBytes"/>.</summary>
    internal static int Normalise(ReadOnlySpan<byte> utf8, Span<byte> to)
    {
        int length = 0;
        while (!utf8.IsEmpty)
        {
            int read = FullWidth.ReadAscii(utf8, out byte c);
            if (read > 0 && char.IsAsciiLetterOrDigit((char)c))
            {
                if (length == MaxBytes)
                {
                    return 0;
                }

                to[length++] = (byte)char.ToUpperInvariant((char)c);
            }

            utf8 = utf8[Math.Max(read, 1)..];
        }

        return length;
    }

    /// <summary>Somebody meant a citizen number: about as long, mostly digits, not one character typed to fill a field.</summary>
    internal static bool IsPlausible(ReadOnlySpan<byte> number)
    {
        if (number.Length is < FewestPlausible or > MostPlausible || number.IndexOfAnyExcept(number[0]) < 0)
        {
            return false;
        }

        int digits = 0;
        foreach (byte c in number)
        {
            digits += char.IsAsciiDigit((char)c) ? 1 : 0;
        }

        return digits >= FewestDigits;
    }

    /// <summary>The number of a key, 18 characters for citizen numbers. Returns the length.</summary>
    internal static int Write(long key, Span<byte> to)
    {
        var document = new DocumentKey(key);
        if (document.IsCitizenForm)
        {
            long rest = key / 11;
            for (int i = CitizenLength - 2; i >= 0; i--, rest /= 10)
            {
                to[i] = (byte)('0' + rest % 10);
            }

            to[CitizenLength - 1] = (byte)DocumentNumber.CheckCharacterOf((int)(key % 11));
            return CitizenLength;
        }

        Span<char> text = stackalloc char[MaxBytes];
        int length = document.Write(text);
        for (int i = 0; i < length; i++)
        {
            to[i] = (byte)text[i];
        }

        return length;
    }
}

/// <summary>The three parts of a citizen number that can be right independently of each other. 0 = not readable.</summary>
/// <param name="Division">First six digits.</param>
/// <param name="BirthOn">yyyymmdd as written, also when it is no real day.</param>
/// <param name="Sequence">Three digits plus 1,000, so that 0 means none; the last one is odd for men.</param>
readonly record struct NumberParts(int Division, int BirthOn, int Sequence)
{
    const int SequenceMark = 1000;

    /// <summary>False when there is no sequence: then nothing is known about the sex either.</summary>
    internal bool HasSequence => Sequence != 0;

    internal bool IsMale => Sequence % 2 == 1;

    /// <summary>Parts of the 18-character form; of a text one character short or long those that stand before the slip.</summary>
    internal static NumberParts Of(ReadOnlySpan<byte> number)
    {
        if (number.Length is < NumberText.CitizenLength - 1 or > NumberText.CitizenLength + 1)
        {
            return default;
        }

        int sequence = number.Length == NumberText.CitizenLength ? Digits(number[14..17]) : -1;
        return new NumberParts(Math.Max(0, Digits(number[..6])), Math.Max(0, Digits(number[6..14])), sequence < 0 ? 0 : sequence + SequenceMark);
    }

    internal static NumberParts Of(long key)
    {
        if (!new DocumentKey(key).IsCitizenForm)
        {
            return default;
        }

        long first17 = key / 11;
        return new NumberParts((int)(first17 / 100_000_000_000), (int)(first17 / 1000 % 100_000_000), (int)(first17 % 1000) + SequenceMark);
    }

    static int Digits(ReadOnlySpan<byte> text)
    {
        int value = 0;
        foreach (byte c in text)
        {
            if (!char.IsAsciiDigit((char)c))
            {
                return -1;
            }

            value = value * 10 + c - '0';
        }

        return value;
    }
}
