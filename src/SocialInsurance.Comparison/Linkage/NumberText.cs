using System.Buffers;
using System.Globalization;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Document numbers as ASCII text, for comparing what a key cannot hold. Stateless, thread-safe.</summary>
static class NumberText
{
    internal const int MaxBytes = 24;
    internal const int CitizenLength = 18;

    const int OldCitizenLength = 15;
    const int OldPermitLength = 15;
    const int OldPermitLetters = 3;
    const int FewestPlausible = 15;
    const int MostPlausible = 20;
    const int FewestDigits = 12;

    /// <summary>As <see cref="FullWidth.ReadAscii"/>; the decimal digits of any script or style (٣, 𝟛) are read as well.</summary>
    internal static int ReadAscii(ReadOnlySpan<byte> utf8, out byte ascii)
    {
        int read = FullWidth.ReadAscii(utf8, out ascii);
        if (read == 0 && Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) == OperationStatus.Done && Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
        {
            ascii = (byte)('0' + (int)Rune.GetNumericValue(rune));
            return length;
        }

        return read;
    }

    /// <summary>Bytes of a sign or blank between two numbers, at the start of the text; 0 = none. Also in full width, and 、.</summary>
    /// <param name="utf8">Not empty.</param>
    /// <param name="read">Bytes of the character, whatever it is.</param>
    internal static int SeparatorAt(ReadOnlySpan<byte> utf8, out int read)
    {
        _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out read);
        int c = rune.Value is >= 0xFF01 and <= 0xFF5E ? rune.Value - 0xFF01 + '!' : rune.Value;
        return Rune.IsWhiteSpace(rune) || c is '/' or '\\' or ',' or ';' or '|' or '+' or '&' or 0x3001 ? read : 0;
    }

    /// <summary>Letters and digits only, upper case, full-width forms folded. Returns 0 for a text longer than <see cref="MaxBytes"/>.</summary>
    internal static int Normalise(ReadOnlySpan<byte> utf8, Span<byte> to)
    {
        int length = 0;
        while (!utf8.IsEmpty)
        {
            int read = ReadAscii(utf8, out byte c);
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
            int read = ReadAscii(utf8, out byte c);
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

    /// <summary>Somebody meant a permit or a passport and wrote what it is before it, or lost a digit of a foreigner's permit in the form before 2023.</summary>
    /// <param name="raw">As delivered.</param>
    /// <param name="normalised">Letters and digits of it.</param>
    internal static bool IsDocument(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> normalised)
    {
        if (normalised.Length == OldPermitLength - 1 && normalised[..OldPermitLetters].IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0)
        {
            return normalised[OldPermitLetters..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        }

        _ = Rune.DecodeFromUtf8(FieldText.Trim(raw), out Rune first, out _);
        return !first.IsAscii && Rune.IsLetter(first) && DocumentKey.Parse(normalised).IsUsable;
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
    const int FirstAfterBirth = 2100_01_01;
    const int FewestOfFragment = 12;
    const int OldLength = 15;

    /// <summary>False when there is no sequence: then nothing is known about the sex either.</summary>
    internal bool HasSequence => Sequence != 0;

    internal bool IsMale => Sequence % 2 == 1;

    /// <summary>
    /// Parts of the 18-character form; of a text one character short or long those that stand before the slip; of a date of birth in the place of
    /// a number that date; of a number cut short what shows.
    /// </summary>
    internal static NumberParts Of(ReadOnlySpan<byte> number)
    {
        if (number.Length == DateDigits)
        {
            return new NumberParts(0, DateOf(number), 0);
        }

        if (number.Length is >= FewestOfFragment and < NumberText.CitizenLength - 1)
        {
            return OfFragment(number);
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

    /// <summary>Of a number that is a character or two short or long: date of birth and sequence counted from its end. None for others.</summary>
    internal static NumberParts FromEnd(ReadOnlySpan<byte> number) =>
        number.Length is >= NumberText.CitizenLength - 2 and <= NumberText.CitizenLength + 2 and not NumberText.CitizenLength
            ? new NumberParts(0, Math.Max(0, Digits(number[^12..^4])), SequenceOf(number[^4..^1]))
            : default;

    /// <summary>Of the first or the last 12 to 16 characters, and of the form of 15 digits with one of them dropped or added; the first of these that has a real date.</summary>
    static NumberParts OfFragment(ReadOnlySpan<byte> number)
    {
        int division = Math.Max(0, Digits(number[..6]));
        if (number.Length >= 14 && DateOf(number[6..14]) is > 0 and int first)
        {
            return new NumberParts(division, first, 0);
        }

        if (DateOf(number[^12..^4]) is > 0 and int last)
        {
            return new NumberParts(0, last, SequenceOf(number[^4..^1]));
        }

        if (number.Length >= OldLength - 1 && Digits(number[6..12]) is >= 0 and int old && DateOf(1900_00_00 + old) is > 0 and int birth)
        {
            return new NumberParts(division, birth, number.Length == OldLength ? SequenceOf(number[12..15]) : 0);
        }

        return new NumberParts(Digits(number[6..8]) is 18 or 19 or 20 ? division : 0, 0, 0);
    }

    static int SequenceOf(ReadOnlySpan<byte> digits) => Digits(digits) is >= 0 and int sequence ? sequence + SequenceMark : 0;

    /// <summary>yyyymmdd of a real day on which a living person may be born, else 0.</summary>
    static int DateOf(ReadOnlySpan<byte> digits) => DateOf(Digits(digits));

    static int DateOf(int date) => date is >= EarliestBirth and < FirstAfterBirth && CalendarDate.IsReal(date) ? date : 0;

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
