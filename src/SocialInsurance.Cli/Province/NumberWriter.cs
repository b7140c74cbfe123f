namespace SocialInsurance.Cli.Province;

/// <summary>Writes document numbers, right and wrong. Stateless, thread-safe.</summary>
static class NumberWriter
{
    const ulong DivisionUnit = 100_000_000_000;
    const ulong NobodysDivision = 439_901;

    static readonly string[] Nations = ["USA", "JPN", "KOR", "CAN", "DEU", "FRA", "GBR", "AUS"];
    static readonly ulong[] NationCodes = [840, 392, 410, 124, 276, 250, 826, 036];

    internal static void Write(ref ByteWriter to, Population people, long person, NumberForm form, ulong noise)
    {
        int start = to.Length;
        switch (form)
        {
            case NumberForm.Empty:
                return;
            case NumberForm.Placeholder:
                to.Put("111111111111111111"u8);
                return;
            case NumberForm.Blanks:
                to.Put((byte)' ');
                Clean(ref to, people, person);
                to.Put((byte)' ');
                return;
            case NumberForm.WrongDivision:
                Citizen(ref to, (people.First17(person) % DivisionUnit) + (NobodysDivision * DivisionUnit));
                return;
            default:
                Clean(ref to, people, person);
                Respell(ref to, start, form, noise);
                return;
        }
    }

    static void Clean(ref ByteWriter to, Population people, long person)
    {
        PersonDocument kind = people.DocumentOf(person);
        ulong first17 = people.First17(person);
        if (kind == PersonDocument.Resident)
        {
            Citizen(ref to, first17);
            return;
        }

        ulong index = 10_000_000 + ((ulong)person % 80_000_000);
        int nation = (int)(people.Noise(31, person) % (ulong)Nations.Length);
        switch (kind)
        {
            case PersonDocument.Foreigner:
                Lettered(ref to, "E"u8, index, 8);
                break;
            case PersonDocument.HongKongPermit or PersonDocument.MacauPermit:
                Lettered(ref to, kind == PersonDocument.HongKongPermit ? "H"u8 : "M"u8, index, 8);
                to.Digits(1 + (people.Noise(32, person) % 3), 2);
                break;
            case PersonDocument.TaiwanPermit:
                to.Digits(index, 8);
                break;
            case PersonDocument.TaiwanPermitOld:
                Lettered(ref to, "01"u8, index, 8);
                break;
            case PersonDocument.Passport:
                Lettered(ref to, [(byte)('A' + (person / 260_000_000)), (byte)('A' + (person / 10_000_000 % 26))], (ulong)person % 10_000_000, 7);
                break;
            case PersonDocument.PermanentResidenceOld:
                foreach (char c in Nations[nation])
                {
                    to.Put((byte)c);
                }

                to.Digits(first17 / (DivisionUnit * 100), 4);
                to.Digits(first17 / 1000 % 1_000_000, 6);
                to.Digits((ulong)person % 100, 2);
                break;
            case PersonDocument.PermanentResidence:
                Citizen(ref to, (first17 % DivisionUnit) + ((943_000 + NationCodes[nation]) * DivisionUnit));
                break;
            default:
                ulong residence = kind == PersonDocument.TaiwanResidence ? 830_000UL : person % 3 == 0 ? 820_000UL : 810_000UL;
                Citizen(ref to, (first17 % DivisionUnit) + (residence * DivisionUnit));
                break;
        }
    }

    static void Lettered(ref ByteWriter to, scoped ReadOnlySpan<byte> letters, ulong number, int digits)
    {
        to.Put(letters);
        to.Digits(number, digits);
    }

    static void Citizen(ref ByteWriter to, ulong first17)
    {
        to.Digits(first17, 17);
        to.Put(Population.Check(first17));
    }

    /// <summary>Changes the number that was just written; a slip that this number does not allow becomes a replaced digit.</summary>
    static void Respell(ref ByteWriter to, int start, NumberForm form, ulong noise)
    {
        Span<byte> number = to.Since(start);
        switch (form)
        {
            case NumberForm.LowerCase when number[^1] == 'X':
                number[^1] = (byte)'x';
                break;
            case NumberForm.FifteenDigits or NumberForm.FifteenDigitsSlip when IsOfTheNineteenHundreds(number):
                number[8..17].CopyTo(number[6..]);
                to.CutTo(start + 15);
                if (form == NumberForm.FifteenDigitsSlip)
                {
                    ReplaceDigit(number[12..15], noise); // of the sequence: the date stays a date
                }

                break;
            case NumberForm.FullWidth:
                FullWidth(ref to, start);
                break;
            case NumberForm.DigitDropped:
                int dropped = DigitAt(number, noise);
                number[(dropped + 1)..].CopyTo(number[dropped..]);
                to.CutTo(start + number.Length - 1);
                break;
            case NumberForm.DigitDoubled:
                int doubled = DigitAt(number, noise);
                to.Put((byte)0);
                Span<byte> longer = to.Since(start);
                longer[doubled..^1].CopyTo(longer[(doubled + 1)..]);
                break;
            case NumberForm.WrongCheck when number.Length == 18:
                number[17] = (byte)('0' + ((number[17] == 'X' ? 0 : number[17] - '0' + 1) + (int)(noise % 9)) % 10);
                break;
            case NumberForm.NeighboursSwapped when TrySwap(number, noise):
            case NumberForm.BirthSwapped when TrySwapBirth(number):
            case NumberForm.LookAlikeDigit when TryLookAlike(number, noise):
                break;
            case > NumberForm.WrongDivision:
                ReplaceDigit(number, noise);
                break;
            default:
                break;
        }
    }

    static bool IsOfTheNineteenHundreds(ReadOnlySpan<byte> number) => number.Length == 18 && number[6..8].SequenceEqual("19"u8) && number[0] == '4';

    static void FullWidth(ref ByteWriter to, int start)
    {
        Span<byte> number = to.Since(start);
        Span<byte> copy = stackalloc byte[number.Length];
        number.CopyTo(copy);
        to.CutTo(start);
        foreach (byte c in copy)
        {
            to.Put([0xEF, (byte)(c >= 0x60 ? 0xBD : 0xBC), (byte)(0x80 + ((c - 0x20) % 0x40))]); // U+FF01..U+FF5E, UTF-8
        }
    }

    /// <summary>Some digit, never the check character or a letter.</summary>
    static int DigitAt(ReadOnlySpan<byte> number, ulong noise)
    {
        int most = number.Length == 18 ? 17 : number.Length;
        int at = (int)(noise % (ulong)most);
        while (!char.IsAsciiDigit((char)number[at]))
        {
            at = (at + 1) % most;
        }

        return at;
    }

    static void ReplaceDigit(Span<byte> number, ulong noise)
    {
        int at = DigitAt(number, noise);
        number[at] = (byte)('0' + ((number[at] - '0' + 1 + (int)((noise >> 8) % 9)) % 10));
    }

    static bool TrySwap(Span<byte> number, ulong noise)
    {
        for (int i = 0; i < number.Length - 1; i++)
        {
            int at = (int)((noise + (ulong)i) % (ulong)(number.Length - 1));
            if (number[at] != number[at + 1])
            {
                (number[at], number[at + 1]) = (number[at + 1], number[at]);
                return true;
            }
        }

        return false;
    }

    static bool TrySwapBirth(Span<byte> number)
    {
        if (number.Length != 18 || number[10..12].SequenceEqual(number[12..14]))
        {
            return false;
        }

        (number[10], number[12]) = (number[12], number[10]);
        (number[11], number[13]) = (number[13], number[11]);
        return true;
    }

    static bool TryLookAlike(Span<byte> number, ulong noise)
    {
        for (int i = 0; i < number.Length; i++)
        {
            int at = (int)((noise + (ulong)i) % (ulong)number.Length);
            int which = "061738"u8.IndexOf(number[at]);
            if (which >= 0)
            {
                number[at] = "607183"u8[which];
                return true;
            }
        }

        return false;
    }
}
