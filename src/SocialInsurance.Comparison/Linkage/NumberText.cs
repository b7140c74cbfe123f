namespace SocialInsurance.Comparison;

/// <summary>Document numbers as ASCII text, for comparing what a key cannot hold. Stateless, thread-safe.</summary>
static class NumberText
{
    internal const int MaxBytes = 24;
    internal const int CitizenLength = 18;

    const int OldCitizenLength = 15;
    const int FewestPlausible = 15;
    const int MostPlausible = 20;
    const int FewestDigits = 12;
    const int FewestShown = 8; // of a masked number: a division and a bit, a date of birth

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

    /// <summary>
    /// The sound citizen number that stands in a text with something else (a word, a second number) or with letters typed for the digits that look
    /// like them: the first of them, in the 18-character form. Returns its length, 0 = there is none.
    /// </summary>
    internal static int FindSound(ReadOnlySpan<byte> utf8, Span<byte> to)
    {
        Span<byte> window = stackalloc byte[CitizenLength];
        int length = 0;
        int seen = 0;
        while (!utf8.IsEmpty)
        {
            int read = FullWidth.ReadAscii(utf8, out byte c);
            utf8 = utf8[Math.Max(read, 1)..];
            if (read == 0 || !char.IsAsciiLetterOrDigit((char)c))
            {
                continue;
            }

            if (length == CitizenLength)
            {
                window[1..].CopyTo(window);
                length--;
            }

            window[length++] = DigitLike((byte)char.ToUpperInvariant((char)c));
            seen++;
            if (length == CitizenLength && DocumentNumber.Read(window, out long key) == DocumentNumberFault.None)
            {
                return Write(key, to);
            }
        }

        return seen == OldCitizenLength && DocumentKey.Parse(window[..seen]) is { Key: { IsCitizenForm: true } old } ? Write(old.Value, to) : 0;
    }

    /// <summary>
    /// A citizen number of which an office hides a part: 18 characters, those hidden as <c>*</c>. Returns its length, 0 = it is none, or too little of it shows.
    /// </summary>
    internal static int ReadMasked(ReadOnlySpan<byte> utf8, Span<byte> to)
    {
        int length = 0;
        int digits = 0;
        for (utf8 = FieldText.Trim(utf8); !utf8.IsEmpty && length <= CitizenLength;)
        {
            int read = FullWidth.ReadAscii(utf8, out byte c);
            bool isDigit = read > 0 && char.IsAsciiDigit((char)c);
            bool isLast = read > 0 && (c | 0x20) == 'x' && length == CitizenLength - 1;
            if (!isDigit && !isLast && (read == 0 || c != '*'))
            {
                return 0;
            }

            to[length++] = (byte)char.ToUpperInvariant((char)c);
            digits += isDigit ? 1 : 0;
            utf8 = utf8[read..];
        }

        return length == CitizenLength && digits >= FewestShown ? length : 0;
    }

    static byte DigitLike(byte letter) => letter switch
    {
        (byte)'O' => (byte)'0',
        (byte)'I' or (byte)'L' => (byte)'1',
        (byte)'Z' => (byte)'2',
        (byte)'S' => (byte)'5',
        (byte)'B' => (byte)'8',
        _ => letter,
    };

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
    const int DateDigits = 8;
    const int EarliestBirth = 1850_01_01;

    /// <summary>False when there is no sequence: then nothing is known about the sex either.</summary>
    internal bool HasSequence => Sequence != 0;

    internal bool IsMale => Sequence % 2 == 1;

    /// <summary>
    /// Parts of the 18-character form; of a text one character short or long those that stand before the slip; of a date of birth in the place of
    /// a number that date.
    /// </summary>
    internal static NumberParts Of(ReadOnlySpan<byte> number)
    {
        if (number.Length == DateDigits)
        {
            int date = Math.Max(0, Digits(number));
            return date >= EarliestBirth && CalendarDate.IsReal(date) ? new NumberParts(0, date, 0) : default;
        }

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
