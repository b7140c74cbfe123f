using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class DateFormatTests
{
    static string NotationOf(DateFormat format) => DateFormats.ByText.Single(p => p.Value == format).Key;

    // slow, independent: the runtime's exact parser over digits of ASCII
    static int Oracle(DateFormat format, string text)
    {
        string[] notations = format == DateFormat.Slashed ? ["yyyy/M/d", "yyyy/MM/d", "yyyy/M/dd", "yyyy/MM/dd"] : [NotationOf(format)];
        return DateTime.TryParseExact(text.Replace('\t', ' ').Trim(), notations, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime at) && at.Year >= 1850
            ? at.Year * 10000 + at.Month * 100 + at.Day : 0;
    }

    [Theory]
    [InlineData(DateFormat.Dashed)]
    [InlineData(DateFormat.Compact)]
    [InlineData(DateFormat.Slashed)]
    [InlineData(DateFormat.Dotted)]
    [InlineData(DateFormat.DashedTime)]
    [InlineData(DateFormat.CompactTime)]
    public void Date_is_read_as_the_runtime_reads_it_also_with_one_character_changed(DateFormat format)
    {
        Gen<string> text =
            from year in Gen.Elements(1849, 1850, 1900, 1999, 2000, 2024, 2026, 9999)
            from month in Gen.Choose(1, 12)
            from day in Gen.Choose(1, DateTime.DaysInMonth(year, month))
            from second in Gen.Choose(0, 86399)
            select new DateTime(year, month, day).AddSeconds(second).ToString(NotationOf(format), CultureInfo.InvariantCulture);
        Gen<string> changed =
            from t in text
            from at in Gen.Choose(0, t.Length - 1)
            from c in Gen.Elements("0123456789/-.: \tx".ToCharArray())
            from how in Gen.Choose(0, 2)
            select how == 0 ? t.Remove(at, 1).Insert(at, c.ToString()) : how == 1 ? t.Remove(at, 1) : t.Insert(at, c.ToString());
        Prop.ForAll(Gen.OneOf(text, changed).ToArbitrary(), t => format.Read(Encoding.ASCII.GetBytes(t)) == Oracle(format, t))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }
}
