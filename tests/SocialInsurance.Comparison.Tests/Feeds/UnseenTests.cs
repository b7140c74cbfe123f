using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>What nobody sees in a file: blanks of every kind, line breaks within a cell, invisible marks.</summary>
public class UnseenTests
{
    const string Quoted = "{ delimiter: ',', header: yes, quoting: double }";

    // Unicode: White_Space, then Default_Ignorable_Code_Point by way of example
    static readonly string[] All =
    [
        "\t", "\n", "\v", "\f", "\r", "\r\n", " ", "\u0085", "\u00A0", "\u1680", "\u2000", "\u2002", "\u2003", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000",
        "\u00AD", "\u034F", "\u061C", "\u115F", "\u17B4", "\u180B", "\u180E", "\u200B", "\u200D", "\u200F", "\u202A", "\u202C", "\u202E", "\u2060", "\u2066", "\u2069", "\u3164", "\uFE0F", "\uFEFF", "\uFFA0", "\U000E0001", "\U000E0100",
    ];

    public static TheoryData<string> Marks => new(All.Select(m => string.Join(' ', m.EnumerateRunes().Select(r => $"{r.Value:X4}"))));

    static string Text(string codes) => string.Concat(codes.Split(' ').Select(c => char.ConvertFromUtf32(Convert.ToInt32(c, 16))));

    [Theory]
    [MemberData(nameof(Marks))]
    public void Numbers_names_dates_and_headers_lose_what_does_not_show(string codes)
    {
        string m = Text(codes);
        string number = Scene.Number(1);
        using var scene = new Scene($"a,{number},张伟,2026-12-01");
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace("{ delimiter: ',', header: yes }", Quoted, StringComparison.Ordinal));
        scene.File("register.csv", $"id,number,name,due\n\"{m}a{m}\",\"{m}{number[..6]}{m}{number[6..]}{m}\",\"{m}张{m}伟{m}\",\"{m}2026-12-01{m}\"");
        scene.Feed("death", $"\"{m}number{m}\",name,on\n\"{m}{number}{m}\",\"张伟\",2026-10-01\n\"{number[..9]}{m}{number[9..]}\",\"{m}张{m}伟{m}\",2026-10-02\n{number},\"张伟\",\"{m}2026-10-03{m}\"\n",
            Scene.Descriptor("death", "terminal", Quoted));
        using Scene.Run run = scene.Compare();
        Assert.Empty(run.Rejects);
        Assert.Equal((3L, 3L, 0L), (run.Counts("death.csv").Accepted, run.Counts("death.csv").Matched, run.Counts("death.csv").NameDisagreed));
        Assert.Equal((20261003, 20261002, 0), (run.Cell("a", "death").LatestOn, run.Cell("a", "death").PreviousOn, run.Cell("a", "death").DisagreeingOn));
        Assert.Equal((20261201, SubjectFlags.None), (run.Subject("a").DueOn, run.Subject("a").Flags));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{", "}")]
    [InlineData("(", ")")]
    [InlineData("（", "）")]
    [InlineData("［", "］")]
    [InlineData("【", "】")]
    [InlineData("〔", "〕")]
    public void Brackets_within_a_number_mean_nothing(string open, string close) =>
        Assert.Equal(DocumentNumberTests.Parse(Scene.Number(1)), DocumentNumberTests.Parse($"{Scene.Number(1)[..17]}{open}{Scene.Number(1)[17..]}{close}"));

    [Theory]
    [InlineData("yyyy-MM-dd", "2026\u200E-10\u200E-01")] // as a desktop copies a date
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-10-01\u202F08:00:00")]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-10-01\n08:00:00")]
    [InlineData("yyyy/M/d H:mm", "2026/10/1\u00A08:00\u2028")]
    [InlineData("excelSerial", "\u206646296\u2069")]
    public void Marks_within_a_date_are_dropped_and_blanks_are_spaces(string notation, string text) =>
        Assert.Equal(20261001, DateNotation.TryParse(notation, out _)!.Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("yyyy-MM-dd", "2026-1\u00A00-01")]
    [InlineData("yyyy-MM-dd", "\u200B")]
    [InlineData("yyyyMMdd", "2026100\u2007")]
    public void Blank_within_a_part_of_a_date_stays_a_fault(string notation, string text) =>
        Assert.Equal(0, DateNotation.TryParse(notation, out _)!.Read(Encoding.UTF8.GetBytes(text)));
}
