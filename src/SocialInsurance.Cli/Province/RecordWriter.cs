using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>How a number is written. Everything from <see cref="BrokenDigit"/> on is rejected by a reader.</summary>
enum NumberForm
{
    Clean,
    FifteenDigits,
    LowerCase,
    Blanks,
    FullWidth,

    /// <summary>A valid number that belongs to nobody.</summary>
    OtherPerson,

    BrokenDigit,
    Empty,
    Placeholder,
}

/// <summary>Damage to the row as a whole; a reader rejects it.</summary>
enum RowDamage
{
    None,
    BadDate,
    FutureDate,
    MissingColumn,
    NulByte,
    InvalidEncoding,
}

/// <summary>One record before it becomes bytes.</summary>
readonly record struct RecordDraft(long Serial, long Person, int Day, ulong Noise)
{
    internal int EndDay { get; init; }

    internal NumberForm Number { get; init; }

    internal NameTable.Spelling Name { get; init; }

    internal RowDamage Damage { get; init; }

    internal bool IsRejected => Damage != RowDamage.None || Number >= NumberForm.BrokenDigit;
}

/// <summary>Writes records of a feed in its notation. Stateless, thread-safe.</summary>
static class RecordWriter
{
    internal const int MaxRowBytes = 320;

    internal static void Write(ref ByteWriter to, Population people, FeedPlan plan, in RecordDraft draft)
    {
        byte delimiter = (byte)plan.Delimiter;
        to.Digits((ulong)draft.Serial, 10);
        to.Put(delimiter);
        Number(ref to, people, draft.Person, draft.Number);
        to.Put(delimiter);
        NameTable.Write(ref to, people.Noise(20, draft.Person), draft.Name, plan.Gb18030);
        Damage(ref to, plan, draft.Damage);
        to.Put(delimiter);
        Date(ref to, plan.Dates, draft.Damage == RowDamage.FutureDate ? people.AsOfDay + 300 : draft.Day, draft.Noise, draft.Damage == RowDamage.BadDate);
        to.Put(delimiter);
        if (draft.EndDay != 0)
        {
            Date(ref to, plan.Dates, draft.EndDay, draft.Noise, isBad: false);
        }

        if (draft.Damage != RowDamage.MissingColumn)
        {
            to.Put(delimiter);
            Last(ref to, plan, draft);
        }

        to.Put(plan.IsFromSpreadsheet ? "\r\n"u8 : "\n"u8);
    }

    internal static void Number(ref ByteWriter to, Population people, long person, NumberForm form)
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
                CleanNumber(ref to, people, person);
                to.Put((byte)' ');
                return;
            case NumberForm.OtherPerson:
                Citizen(ref to, people.First17(person) % 100_000_000_000 + 439_901UL * 100_000_000_000);
                return;
            default:
                CleanNumber(ref to, people, person);
                Respell(ref to, start, people.First17(person), form);
                return;
        }
    }

    static void CleanNumber(ref ByteWriter to, Population people, long person)
    {
        ulong index = 10_000_000 + (ulong)person % 80_000_000;
        switch (people.DocumentOf(person))
        {
            case 1:
                to.Put((byte)'E');
                to.Digits(index, 8);
                break;
            case 2:
                to.Put((byte)'H');
                to.Digits(index, 8);
                to.Put("01"u8);
                break;
            case 3:
                to.Digits(index, 8);
                break;
            case 4:
                Citizen(ref to, people.First17(person) % 100_000_000_000 + 830_000UL * 100_000_000_000);
                break;
            default:
                Citizen(ref to, people.First17(person));
                break;
        }
    }

    static void Citizen(ref ByteWriter to, ulong first17)
    {
        to.Digits(first17, 17);
        to.Put(Population.Check(first17));
    }

    static void Respell(ref ByteWriter to, int start, ulong first17, NumberForm form)
    {
        Span<byte> number = to.Since(start);
        switch (form)
        {
            case NumberForm.LowerCase when number[^1] == 'X':
                number[^1] = (byte)'x';
                break;
            case NumberForm.FifteenDigits when number.Length == 18 && number[6..8].SequenceEqual("19"u8) && number[0] == '4':
                number[8..17].CopyTo(number[6..]);
                to.CutTo(start + 15);
                break;
            case NumberForm.FullWidth:
                Span<byte> copy = stackalloc byte[number.Length];
                number.CopyTo(copy);
                to.CutTo(start);
                foreach (byte c in copy)
                {
                    to.Put([0xEF, (byte)(c >= 0x60 ? 0xBD : 0xBC), (byte)(0x80 + (c - 0x20) % 0x40)]); // U+FF01..U+FF5E, UTF-8
                }

                break;
            case NumberForm.BrokenDigit when number.Length == 18:
                number[15] = (byte)('0' + (number[15] - '0' + 1 + (int)(first17 % 9)) % 10);
                break;
            case NumberForm.BrokenDigit:
                to.Put("0000"u8); // 12 or 13 characters: no document has that
                break;
            default:
                break;
        }
    }

    static void Damage(ref ByteWriter to, FeedPlan plan, RowDamage damage)
    {
        if (damage == RowDamage.NulByte)
        {
            to.Put((byte)0);
        }
        else if (damage == RowDamage.InvalidEncoding)
        {
            to.Put(plan.Gb18030 ? [0xFF, 0xFF] : [0xC3, 0x28]);
        }
    }

    internal static void Date(ref ByteWriter to, DateFormat format, int day, ulong noise, bool isBad)
    {
        int date = isBad ? 0 : Calendar.Compact(day);
        ulong year = (ulong)date / 10000;
        ulong month = (ulong)date / 100 % 100;
        ulong dayOfMonth = (ulong)date % 100;
        switch (format)
        {
            case DateFormat.Compact or DateFormat.CompactTime:
                to.Digits((ulong)date, 8);
                break;
            case DateFormat.Slashed:
                to.Digits(year, 4);
                to.Put((byte)'/');
                to.Short((int)month);
                to.Put((byte)'/');
                to.Short((int)dayOfMonth);
                break;
            case DateFormat.Dotted:
                to.Digits(dayOfMonth, 2);
                to.Put((byte)'.');
                to.Digits(month, 2);
                to.Put((byte)'.');
                to.Digits(year, 4);
                break;
            default:
                to.Digits(year, 4);
                to.Put((byte)'-');
                to.Digits(month, 2);
                to.Put((byte)'-');
                to.Digits(dayOfMonth, 2);
                break;
        }

        if (format is DateFormat.DashedTime or DateFormat.CompactTime)
        {
            Time(ref to, noise, format == DateFormat.DashedTime);
        }
    }

    static void Time(ref ByteWriter to, ulong noise, bool spaced)
    {
        if (spaced)
        {
            to.Put((byte)' ');
        }

        to.Digits(noise % 24, 2);
        if (spaced)
        {
            to.Put((byte)':');
        }

        to.Digits(noise / 24 % 60, 2);
        if (spaced)
        {
            to.Put((byte)':');
        }

        to.Digits(noise / 1440 % 60, 2);
    }

    static void Last(ref ByteWriter to, FeedPlan plan, in RecordDraft draft)
    {
        if (plan.Quoted)
        {
            to.Put(draft.Serial % 50 == 7 ? "\"一审;\n\"\"二审\"\"维持\""u8 : "\"一审;生效\""u8);
        }
        else
        {
            to.Digits(430_100 + draft.Noise % 120, 6);
        }
    }
}
