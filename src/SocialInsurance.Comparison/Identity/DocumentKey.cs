using System.Globalization;

namespace SocialInsurance.Comparison;

/// <summary>Outcome of <see cref="DocumentKey.Parse(ReadOnlySpan{byte})"/>: a usable key, or the fault that prevents one.</summary>
public readonly record struct DocumentKeyResult(DocumentKey Key, DocumentNumberFault Fault)
{
    /// <summary>True when <see cref="Key"/> may be joined on.</summary>
    public bool IsUsable => Fault == DocumentNumberFault.None;
}

/// <summary>
/// An identity document number packed exactly into 64 bits; equal documents have equal values and no two documents share one.
/// 18 characters: first 17 digits * 11 + check value (0..10), below 2e18. 15 digits: as their 18-character form (19yy implied).
/// Other documents, 5..11 letters and digits: 2e18 + (length - 1) * 36^11 + base 36 value. 0 = no usable number.
/// Mainland travel permits of Hong Kong and Macau residents (H or M, 8 digits, 2 digits issue count) lose the issue count,
/// because it changes with every renewal while the person stays the same; so do Taiwan permits of 10 digits where a feed states the kind.
/// Residence permits of foreigners in the form before 2023, 3 letters and 12 digits: 4e18 + letters in base 26 * 10^12 + digits.
/// Those of today, and residence permits of Hong Kong, Macau and Taiwan residents, have the 18-character form.
/// </summary>
/// <remarks>Immutable, thread-safe. Sources: GB 11643, ISO 7064 MOD 11-2. <see cref="ToString"/> is masked.</remarks>
public readonly record struct DocumentKey(long Value)
{
    internal const long OtherDocuments = 2_000_000_000_000_000_000;
    internal const long OldForeignerPermits = 4_000_000_000_000_000_000;
    internal const long LengthStep = 131_621_703_842_267_136; // 36^11

    /// <summary>False for the default value, which stands for "no usable number".</summary>
    public bool IsUsable => Value != 0;

    /// <summary>True when the number has the 18-character form (also when it was written with 15).</summary>
    public bool IsCitizenForm => Value is > 0 and < OtherDocuments;

    /// <summary>Reads a number from UTF-8. Surrounding blanks, full-width forms and lower case are normalised. Allocates nothing, throws nothing.</summary>
    public static DocumentKeyResult Parse(ReadOnlySpan<byte> utf8)
    {
        DocumentNumberFault fault = DocumentNumber.Read(utf8, out long key);
        return new DocumentKeyResult(new DocumentKey(key), fault);
    }

    /// <summary>As <see cref="Parse(ReadOnlySpan{byte})"/>, for a document whose kind the record states.</summary>
    public static DocumentKeyResult Parse(ReadOnlySpan<byte> utf8, DocumentKind kind)
    {
        DocumentNumberFault fault = DocumentNumber.Read(utf8, kind, out long key);
        return new DocumentKeyResult(new DocumentKey(key), fault);
    }

    /// <summary>The number in its one canonical form: for sealing and look-up, never for a log or a page.</summary>
    /// <exception cref="InvalidOperationException">There is no usable number.</exception>
    public string Reveal()
    {
        if (!IsUsable)
        {
            throw new InvalidOperationException("no usable number to reveal");
        }

        Span<char> text = stackalloc char[18];
        return new string(text[..Write(text)]);
    }

    /// <summary>The masked number, e.g. <c>4301**********123X</c>: never more than four characters at each end.</summary>
    public override string ToString()
    {
        if (!IsUsable)
        {
            return "(none)";
        }

        Span<char> text = stackalloc char[18];
        int length = Write(text);
        int shown = length == 18 ? 4 : 2;
        text[shown..(length - shown)].Fill('*');
        return new string(text[..length]);
    }

    /// <summary>The number in full, at most 18 characters: personal data. Returns the length.</summary>
    internal int Write(Span<char> text)
    {
        if (IsCitizenForm)
        {
            (Value / 11).TryFormat(text, out _, "D17", CultureInfo.InvariantCulture);
            text[17] = (char)DocumentNumber.CheckCharacterOf((int)(Value % 11));
            return 18;
        }

        if (Value >= OldForeignerPermits)
        {
            long letters = (Value - OldForeignerPermits) / 1_000_000_000_000;
            (text[0], text[1], text[2]) = ((char)('A' + letters / 676), (char)('A' + letters / 26 % 26), (char)('A' + letters % 26));
            ((Value - OldForeignerPermits) % 1_000_000_000_000).TryFormat(text[3..], out _, "D12", CultureInfo.InvariantCulture);
            return 15;
        }

        long rest = Value - OtherDocuments;
        int length = (int)(rest / LengthStep) + 1;
        rest %= LengthStep;
        for (int i = length - 1; i >= 0; i--, rest /= 36)
        {
            text[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(int)(rest % 36)];
        }

        return length;
    }
}
