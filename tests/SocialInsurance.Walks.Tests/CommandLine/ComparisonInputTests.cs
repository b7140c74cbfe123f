using System.Text;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Walks.Tests;

/// <summary>Input that is bad in part is read: bad rows are kept with their reason, bad register rows become findings, nobody is dropped.</summary>
public sealed class ComparisonInputTests : IDisposable
{
    private static readonly string Number = HandmadeData.Number(1);

    private readonly Workspace workspace = new();
    private readonly HandmadeData data;

    public ComparisonInputTests() => data = new HandmadeData(workspace);

    [Fact]
    public async Task Register_with_double_and_invalid_numbers_keeps_everybody_with_a_finding()
    {
        var wrongCheck = Number[..17] + (Number[17] == '0' ? '1' : '0');
        BadRegister(wrongCheck);
        var result = await workspace.RunAsync(data.Run("run"));
        var run = result.Json(exitCode: 0);
        Privacy.AssertSilentAbout(result, [Number, wrongCheck, "张建国", "李秀英"]);
        Assert.Equal(6, run.GetProperty("beneficiaries").GetInt32());
        string[] findings = [.. (await File.ReadAllLinesAsync(workspace.At("run", "decisions.csv"), TestContext.Current.CancellationToken)).Skip(1).Select(row => row.Split(',') is var f ? $"{f[0]} {f[1]} {f[6]}".TrimEnd() : row)];
        Assert.Equal(
            [
                "R1 Review DuplicateRegistration", "R2 Review DuplicateRegistration", "R3 Review InvalidDocumentNumber",
                "R4 Review InvalidDocumentNumber", "R5 Review InvalidDocumentNumber", "R6 FaceRequired",
            ],
            findings);
    }

    [Fact]
    public async Task Register_with_unusable_numbers_and_names_is_taken_into_the_books_whole()
    {
        BadRegister(Number[..17] + (Number[17] == '0' ? '1' : '0'));
        using var run = Books.Compare(data, workspace.At("run"));
        await using var books = await Books.OpenAsync(workspace);
        var recorded = await books.RecordAsync("run-1", run);
        Assert.Equal((6, 6, 5), (recorded.Register.Added, recorded.Decisions.Recorded, recorded.Decisions.CasesOpened));
        var unreadable = await books.Storage.Identities.FindAsync(new BeneficiaryId("R4"), TestContext.Current.CancellationToken);
        Assert.Equal((DocumentNumber.Unreadable, PersonName.Unreadable), (unreadable!.Document, unreadable.Name));
        await books.WholeHeadAsync();
    }

    [Theory]
    [InlineData("column count", "0,WrongColumnCount expected 3 found 2")]
    [InlineData("mixed encoding", "0,InvalidEncoding")]
    [InlineData("NUL byte", "0,NulByte")]
    public async Task Bad_row_of_a_feed_is_rejected_and_its_neighbours_count(string fault, string reason)
    {
        byte[] bad = fault switch
        {
            "column count" => Encoding.UTF8.GetBytes($"{Number},张建国\n"),
            "mixed encoding" => [.. Encoding.UTF8.GetBytes($"{Number},"), 0xD5, 0xC5, .. Encoding.UTF8.GetBytes(",2026-10-20\n")], // 张 in GB 18030
            _ => Encoding.UTF8.GetBytes($"{Number},张\0国,2026-10-20\n"),
        };
        var good = Encoding.UTF8.GetBytes($"{Number},张建国,2026-10-20\n");
        data.Register($"R1,{Number},张建国,2026-10-30\n")
            .Feed("medical_settlement", HandmadeData.Descriptor("medical_settlement", "activity", "personPresent"), [.. Encoding.UTF8.GetBytes(HandmadeData.FeedHeader), .. good, .. bad, .. good]);
        var result = await workspace.RunAsync(data.Run("run"));
        var records = result.Json(exitCode: 0).GetProperty("records");
        Privacy.AssertSilentAbout(result, [Number, "张建国"]);
        Assert.Equal((4, 3, 1), (records.GetProperty("read").GetInt32(), records.GetProperty("accepted").GetInt32(), records.GetProperty("rejected").GetInt32()));
        Assert.Equal(["file,line,column,reason", $"medical_settlement.csv,3,{reason}"], await File.ReadAllLinesAsync(workspace.At("run", "rejects.csv"), TestContext.Current.CancellationToken));
        Assert.Equal(1, result.Json().GetProperty("outcomes").GetProperty("Certified").GetInt32());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    public async Task Final_newline_byte_order_mark_and_line_ends_do_not_matter(string final, bool mark)
    {
        data.Register($"R1,{Number},张建国,2026-10-30\n")
            .Feed("medical_settlement", HandmadeData.Descriptor("medical_settlement", "activity", "personPresent"),
                [.. mark ? Encoding.UTF8.Preamble.ToArray() : [], .. Encoding.UTF8.GetBytes($"{HandmadeData.FeedHeader}{Number},张建国,2026-10-20{final}")]);
        var run = (await workspace.RunAsync(data.Run("run"))).Json(exitCode: 0);
        Assert.Equal((0, 1), (run.GetProperty("records").GetProperty("rejected").GetInt32(), run.GetProperty("outcomes").GetProperty("Certified").GetInt32()));
    }

    /// <summary>Twice the same number, a wrong check character, no number and no name, words for a number, and one good row.</summary>
    private void BadRegister(string wrongCheck) => data
        .Register($"R1,{Number},张建国,2026-10-30\nR2,{Number},张建国,2026-10-30\nR3,{wrongCheck},李秀英,2026-10-30\nR4,,,2026-10-30\nR5,无证件号码,李秀英,2026-10-30\nR6,{HandmadeData.Number(6)},李秀英,2026-10-30\n")
        .Feed("bus_card", "activity", $"{Number},张建国,2026-10-20\n", "account");

    public void Dispose() => workspace.Dispose();
}
