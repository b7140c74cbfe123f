using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>Writes records of a feed in its notation. Stateless, thread-safe.</summary>
static class RecordWriter
{
    internal const int MaxRowBytes = 320;

    internal static void Write(ref ByteWriter to, Population people, FeedPlan plan, in RecordDraft draft)
    {
        byte delimiter = (byte)plan.Delimiter;
        to.Digits((ulong)draft.Serial, 10);
        to.Put(delimiter);
        NumberWriter.Write(ref to, people, draft.NumberOwner, draft.Number, draft.Noise);
        to.Put(delimiter);
        NameWriter.Write(ref to, people, draft.Person, draft.Name, plan.Notation, plan.Gb18030);
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
