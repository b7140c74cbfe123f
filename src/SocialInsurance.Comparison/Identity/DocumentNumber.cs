using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SocialInsurance.Comparison;

/// <summary>Arithmetic of document numbers: check character and packing. Thread-safe, allocation-free.</summary>
public static class DocumentNumber
{
    const int CitizenLength = 18;
    const int OldCitizenLength = 15;
    const int LongestNormalised = 24; // longer input has the wrong length in any case

    // ISO 7064 MOD 11-2: 2^(17 - i) mod 11 for digit i = 0..16
    static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>The check character, '0'..'9' or 'X', for the first 17 digits of an 18-character number. Range: 0 to 10^17 - 1.</summary>
    public static byte CheckCharacter(ulong first17)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first17, 100_000_000_000_000_000UL);
        return CheckCharacterOf(CheckValue(first17));
    }

    internal static byte CheckCharacterOf(int value) => value == 10 ? (byte)'X' : (byte)('0' + value);

    internal static int CheckValue(ulong first17)
    {
        uint sum = 0;
        for (int i = 16; i >= 0; i--, first17 /= 10)
        {
            sum += (uint)(first17 % 10) * Weights[i];
        }

        return CheckValueOfSum(sum);
    }

    /// <summary>Key, or 0 and the fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static DocumentNumberFault Read(ReadOnlySpan<byte> utf8, out long key)
    {
        key = CitizenNumberKernel.Key(utf8);
        return key != 0 ? DocumentNumberFault.None : ReadScalar(utf8, out key);
    }

    /// <summary>As <see cref="Read(ReadOnlySpan{byte}, out long)"/>, for a document whose kind the record states.</summary>
    internal static DocumentNumberFault Read(ReadOnlySpan<byte> utf8, DocumentKind kind, out long key)
    {
        key = 0;
        Span<byte> buffer = stackalloc byte[LongestNormalised];
        DocumentNumberFault fault = Normalise(utf8, buffer, out int length);
        if (fault != DocumentNumberFault.None)
        {
            return fault;
        }

        return DocumentKinds.IsLengthOf(kind, length) || length == 0 ? ReadScalar(DocumentKinds.Lasting(kind, buffer[..length]), out key) : DocumentNumberFault.WrongLength;
    }

    /// <summary><see cref="Read(ReadOnlySpan{byte}, out long)"/> without the kernel: its oracle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static DocumentNumberFault ReadScalar(ReadOnlySpan<byte> utf8, out long key)
    {
        if (utf8.Length == CitizenLength && ReadCitizen(utf8, out key, out DocumentNumberFault fault))
        {
            return fault;
        }

        return ReadOther(utf8, out key);
    }

    /// <summary>The usual case: exactly 18 ASCII characters. False when a character does not fit; then nothing is decided.</summary>
    static bool ReadCitizen(ReadOnlySpan<byte> number, out long key, out DocumentNumberFault fault)
    {
        key = 0;
        fault = DocumentNumberFault.None;
        ref byte first = ref MemoryMarshal.GetReference(number);
        ulong high = Unsafe.ReadUnaligned<ulong>(ref first);
        ulong low = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, 8));
        uint seventeenth = (uint)number[16] - '0';
        if (!EightDigits.AreDigits(high) || !EightDigits.AreDigits(low) || seventeenth > 9)
        {
            return false;
        }

        uint check = (uint)number[17] - '0';
        if (check > 9)
        {
            if ((number[17] | 0x20) != 'x')
            {
                return false;
            }

            check = 10;
        }

        ulong first17 = ((EightDigits.Value(high) * 100_000_000) + EightDigits.Value(low)) * 10 + seventeenth;
        fault = FaultOf(number, check, seventeenth);
        key = fault == DocumentNumberFault.None ? (long)(first17 * 11 + check) : 0;
        return true;
    }

    static DocumentNumberFault FaultOf(ReadOnlySpan<byte> number, uint check, uint seventeenth)
    {
        uint sum = WeightedSum16(number) + seventeenth * 2;
        bool checksumFits = CheckValueOfSum(sum) == (int)check;
        if (checksumFits && IsBirthDate((int)EightDigits.Value(BinaryPrimitives.ReadUInt64LittleEndian(number[6..]))))
        {
            return DocumentNumberFault.None;
        }

        return AllEqual(number) ? DocumentNumberFault.Placeholder
            : checksumFits ? DocumentNumberFault.ImpossibleBirthDate
            : DocumentNumberFault.ChecksumMismatch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint WeightedSum16(ReadOnlySpan<byte> number)
    {
        Vector128<byte> digits = Vector128.Create(number[..16]) - Vector128.Create((byte)'0');
        Vector128<byte> weights = Vector128.Create(Weights[..16]);
        (Vector128<ushort> a, Vector128<ushort> b) = Vector128.Widen(digits);
        (Vector128<ushort> c, Vector128<ushort> d) = Vector128.Widen(weights);
        return Vector128.Sum((a * c) + (b * d)); // <= 16 * 90: no overflow
    }

    static int CheckValueOfSum(uint sum) => (int)((12 - sum % 11) % 11);

    static bool IsBirthDate(int yyyymmdd) => yyyymmdd is >= 1850_01_01 and <= 2099_12_31 && CalendarDate.IsReal(yyyymmdd);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static DocumentNumberFault ReadOther(ReadOnlySpan<byte> utf8, out long key)
    {
        key = 0;
        Span<byte> buffer = stackalloc byte[LongestNormalised];
        DocumentNumberFault fault = Normalise(utf8, buffer, out int length);
        if (fault != DocumentNumberFault.None)
        {
            return fault;
        }

        ReadOnlySpan<byte> number = buffer[..length];
        return length switch
        {
            0 => DocumentNumberFault.Empty,
            _ when length >= 5 && AllEqual(number) => DocumentNumberFault.Placeholder,
            CitizenLength => ReadCitizen(number, out key, out fault) ? fault : DocumentNumberFault.MisplacedLetter,
            OldCitizenLength => char.IsAsciiLetter((char)number[0]) ? ReadOldForeigner(number, out key) : ReadOldCitizen(number, out key),
            >= 5 and <= 11 => ReadPacked(WithoutIssueCount(number), out key),
            _ => DocumentNumberFault.WrongLength,
        };
    }

    /// <summary>15 digits: region 6, yymmdd, sequence 3. The century is 19 (GB 11643-1989).</summary>
    static DocumentNumberFault ReadOldCitizen(ReadOnlySpan<byte> number, out long key)
    {
        key = 0;
        ulong value = 0;
        for (int i = 0; i < OldCitizenLength; i++)
        {
            uint digit = (uint)number[i] - '0';
            if (digit > 9)
            {
                return DocumentNumberFault.MisplacedLetter;
            }

            value = (i == 6 ? value * 100 + 19 : value) * 10 + digit;
        }

        if (!IsBirthDate((int)(value / 1000 % 100_000_000)))
        {
            return DocumentNumberFault.ImpossibleBirthDate;
        }

        key = (long)(value * 11) + CheckValue(value);
        return DocumentNumberFault.None;
    }

    static DocumentNumberFault ReadPacked(ReadOnlySpan<byte> number, out long key)
    {
        key = 0;
        foreach (byte c in number)
        {
            key = key * 36 + (c <= '9' ? c - '0' : c - 'A' + 10);
        }

        key += DocumentKey.OtherDocuments + (number.Length - 1) * DocumentKey.LengthStep;
        return DocumentNumberFault.None;
    }

    static ReadOnlySpan<byte> WithoutIssueCount(ReadOnlySpan<byte> number) =>
        number.Length == 11 && number[0] is (byte)'H' or (byte)'M' && !number[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? number[..9] : number;

    static bool AllEqual(ReadOnlySpan<byte> number) => number.IndexOfAnyExcept(number[0]) < 0;

    /// <summary>Three letters of the country, 12 digits.</summary>
    static DocumentNumberFault ReadOldForeigner(ReadOnlySpan<byte> number, out long key)
    {
        key = 0;
        if (number[..3].ContainsAnyExceptInRange((byte)'A', (byte)'Z') || number[3..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return DocumentNumberFault.MisplacedLetter;
        }

        key = DocumentKey.OldForeignerPermits
            + ((number[0] - 'A') * 676 + (number[1] - 'A') * 26 + number[2] - 'A') * 1_000_000_000_000
            + long.Parse(number[3..], NumberStyles.None, CultureInfo.InvariantCulture);
        return DocumentNumberFault.None;
    }

    /// <summary>Upper-case ASCII letters and digits of a text with surrounding blanks, full-width forms and what people put between.</summary>
    static DocumentNumberFault Normalise(ReadOnlySpan<byte> utf8, Span<byte> number, out int length)
    {
        length = 0;
        ReadOnlySpan<byte> rest = FieldText.Trim(utf8);
        if (SpreadsheetDamage.IsIn(rest))
        {
            return DocumentNumberFault.DamagedBySpreadsheet;
        }

        while (!rest.IsEmpty)
        {
            int read = NumberFiller.LengthAt(rest);
            if (read == 0)
            {
                read = FullWidth.ReadAscii(rest, out byte c);
                if (read == 0 || !char.IsAsciiLetterOrDigit((char)c))
                {
                    return DocumentNumberFault.NotAlphanumeric;
                }

                if (length == number.Length)
                {
                    return DocumentNumberFault.WrongLength;
                }

                number[length++] = (byte)char.ToUpperInvariant((char)c);
            }

            rest = rest[read..];
        }

        return DocumentNumberFault.None;
    }
}
