using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class DateNotationTests
{
    static int Read(string notation, string text) => DateNotation.TryParse(notation, out _)!.Read(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("yyyy年M月d日", "2026年1月5日", 20260105)]
    [InlineData("yyyy年M月d日", "２０２６年０１月０５日", 20260105)]
    [InlineData("yyyy年M月d日", "2026年1月5", 0)]
    [InlineData("yyyy-MM-dd", "２０２６-０１-０５", 20260105)]
    [InlineData("yyyy-MM-dd", "2026－０1－05", 20260105)]
    [InlineData("yyyyMMdd", " ２０２６０１０５\u3000", 20260105)]
    [InlineData("yyyy/M/d", "2026／1／5", 20260105)]
    [InlineData("yyyy-M-d", "2026-1-5", 20260105)]
    [InlineData("yyyy-M-d", "2026-01-005", 0)]
    [InlineData("yyyy/MM/dd", "2026/1/5", 0)]
    [InlineData("dd/MM/yyyy", "05/01/2026", 20260105)]
    [InlineData("MM/dd/yyyy", "01/05/2026", 20260105)]
    [InlineData("yyyy/M/d H:mm", "2026/1/5 8:07", 20260105)]
    [InlineData("yyyy/M/d H:mm", "2026/1/5 24:00", 0)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T23:59:59", 20260105)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T23:59:59.123+08:00", 20260105)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T15:59:59Z", 20260105)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T16:00:00Z", 20260106)] // midnight in Beijing
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T00:30:00+0900", 20260104)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T00:00:00-05:00", 20260105)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T23:59:60", 0)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T23:59:59+25:00", 0)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T23:59:59 morning", 0)]
    [InlineData("excelSerial", "1", 19000101)]
    [InlineData("excelSerial", "59", 19000228)]
    [InlineData("excelSerial", "60", 0)] // 29 February 1900 never was
    [InlineData("excelSerial", "61", 19000301)]
    [InlineData("excelSerial", "46326", 20261031)]
    [InlineData("excelSerial", "46326.999988", 20261031)]
    [InlineData("excelSerial", " ４６３２６ ", 20261031)]
    [InlineData("excelSerial", "0", 0)]
    [InlineData("excelSerial", "2958465", 99991231)]
    [InlineData("excelSerial", "2958466", 0)]
    [InlineData("excelSerial", "4.6326E+4", 0)]
    [InlineData("excelSerial", "-1", 0)]
    [InlineData("excelSerial", "46326.", 0)]
    [InlineData("excelSerial", "2026-10-31", 0)]
    [InlineData("excelSerial1904", "0", 19040101)]
    [InlineData("excelSerial1904", "44864", 20261031)]
    public void Text_is_read_in_its_notation(string notation, string text, int expected) => Assert.Equal(expected, Read(notation, text));

    [Theory]
    [InlineData("yyyyMd")]
    [InlineData("yy-MM-dd")]
    [InlineData("yyyy-MM")]
    [InlineData("yyyy-MM-dd MM")]
    [InlineData("yyyy-MMM-dd")]
    [InlineData("yyyy-MM-dd Q")]
    public void Notation_without_one_meaning_is_refused(string notation)
    {
        Assert.Null(DateNotation.TryParse(notation, out string fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Serial_is_the_day_that_the_runtime_counts_for_every_day_after_the_leap_bug()
    {
        for (int serial = 61; serial < 60_000; serial++)
        {
            DateTime day = DateTime.FromOADate(serial);
            Assert.Equal(day.Year * 10000 + day.Month * 100 + day.Day, Read("excelSerial", $"{serial}"));
        }
    }

    [Fact]
    public void Each_column_has_its_own_notation()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("custody", $"number,name,on,until\n{Scene.Number(1)},王秀英,46000,2027年1月5日\n{Scene.Number(1)},王秀英,46000,46001\n",
            Scene.Descriptor("custody", "interval", columns: "{ number: number, name: name, eventDate: on, endDate: until }", more: "dateFormats: { eventDate: excelSerial, endDate: yyyy年M月d日 }"));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["custody.csv,3,4,BadDate"], run.Rejects);
        Assert.Equal((20270105, 20251209), (run.Cell("a", "custody").LatestOn, run.Cell("a", "custody").PreviousOn));
    }
}
