using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Walks.Tests;

/// <summary>A death record, from file to case.</summary>
public sealed class DeathRecordWalkTests : IDisposable
{
    private static readonly string[] People = [.. Enumerable.Range(1, 7).Select(i => $"D{i:D9}")];

    private readonly Workspace workspace = new();

    [Fact]
    public async Task Death_records_become_findings_cases_and_audit_entries()
    {
        using var run = Books.Compare(Deaths(), workspace.At("run"));
        Assert.Equal(
            """
            beneficiaryId,outcome,rule,color,evidenceSource,evidenceDate,finding
            D000000001,Review,R030,red,cremation,2026-10-04,DeathCorroborated
            D000000002,Review,R040,red,cremation,2026-09-20,DeathSuspected
            D000000003,Review,R050,yellow,death_certificate,2026-09-21,PossibleDeathLink
            D000000004,Review,R020,yellow,medical_settlement,2026-10-10,DeathContradicted
            D000000005,Certified,R110,none,medical_settlement,2026-10-20,
            D000000006,FaceRequired,R310,yellow,,,
            D000000007,NotDue,R210,yellow,,,

            """.ReplaceLineEndings("\n"),
            await File.ReadAllTextAsync(workspace.At("run", "decisions.csv"), TestContext.Current.CancellationToken));

        await using var books = await Books.OpenAsync(workspace);
        var recorded = await books.RecordAsync("run-1", run);
        Assert.Equal((RecordingStatus.Recorded, 7, 1, 4), (recorded.Decisions.Status, recorded.Decisions.Recorded, recorded.Decisions.PeriodsOpened, recorded.Decisions.CasesOpened));
        Assert.Equal((long)recorded.Decisions.Head!.Value.Size, (await books.WholeHeadAsync()).Size);
        Snapshot.Match("death-record", await books.DescribeAuditAsync([.. People, "run-1"])
            + await books.DescribeDecisionsAsync(People)
            + await books.DescribeOpenCasesAsync());
    }

    [Fact]
    public async Task Run_recorded_again_changes_nothing()
    {
        using var run = Books.Compare(Deaths(), workspace.At("run"));
        await using var books = await Books.OpenAsync(workspace);
        await books.RecordAsync("run-1", run);
        var before = (await books.WholeHeadAsync(), await books.DescribeOpenCasesAsync());
        books.Time.Step(minutes: 60);
        var again = await books.RecordAsync("run-1", run);
        Assert.True(again.Register.AlreadyRegistered);
        Assert.Equal((RecordingStatus.AlreadyRecorded, 0, 7, 0, 0), (again.Decisions.Status, again.Decisions.Recorded, again.Decisions.AlreadyRecorded, again.Decisions.PeriodsOpened, again.Decisions.CasesOpened));
        Assert.Equal(before, (await books.WholeHeadAsync(), await books.DescribeOpenCasesAsync()));
    }

    [Fact]
    public async Task Same_file_twice_changes_no_decision_and_opens_no_second_case()
    {
        var data = Deaths();
        await using var books = await Books.OpenAsync(workspace);
        using var first = Books.Compare(data, workspace.At("run-1"));
        await books.RecordAsync("run-1", first);
        var cases = await books.DescribeOpenCasesAsync();

        File.Copy(workspace.At("data", "cremation.csv"), workspace.At("data", "cremation_again.csv"));
        using var second = Books.Compare(data, workspace.At("run-2"));
        Assert.Equal(first.DecisionsDigest, second.DecisionsDigest);
        Assert.Equal(first.Comparison.RecordsRead, second.Comparison.RecordsRead);
        Assert.Equal("cremation.csv", second.Comparison.Files.Single(f => f.File == "cremation_again.csv").SameContentAs);
        var recorded = await books.RecordAsync("run-2", second);
        Assert.Equal((7, 0), (recorded.Decisions.Recorded, recorded.Decisions.CasesOpened));
        Assert.Equal(cases, await books.DescribeOpenCasesAsync());
    }

    [Fact]
    public void Bad_row_of_every_kind_is_kept_with_its_line_and_reason()
    {
        var number = HandmadeData.Number(1);
        string[] rows =
        [
            "",
            $"{number},张建国",
            $"{number},张\0国,2026-09-20",
            "§",
            ",张建国,2026-09-20",
            "1234,张建国,2026-09-20",
            "12#45#78,张建国,2026-09-20",
            "9901011945070700OX,张建国,2026-09-20",
            $"{number[..17]}{(number[17] == '0' ? '1' : '0')},张建国,2026-09-20",
            "990101450230001,张建国,2026-09-20",
            "111111111111111111,张建国,2026-09-20",
            "4.30101E+17,张建国,2026-09-20",
            $"{number},张建国,2026-02-30",
            $"{number},张建国,2026-11-01",
            $"{number},{new string('长', 400_000)},2026-09-20",
            $"\"{number}\"x,张建国,2026-09-20",
            $"\"{number},张建国,2026-09-20",
        ];
        var bytes = System.Text.Encoding.UTF8.GetBytes(HandmadeData.FeedHeader + string.Join('\n', rows) + $"\n{number},张建国,2026-09-21\n");
        bytes[Array.IndexOf(bytes, (byte)0xC2)] = 0xFF; // the first byte of '§': no longer UTF-8
        var data = new HandmadeData(workspace)
            .Register($",{number},张建国,2026-10-30\nD1,{number},张建国,2026-10-30\nD1,{number},张建国,2026-10-30\n")
            .Feed("cremation", HandmadeData.Descriptor("cremation", "terminal", format: "{ delimiter: ',', header: yes, quoting: double }"), bytes)
            .Feed("custody", HandmadeData.Descriptor("custody", "interval", columns: "{ number: number, name: name, eventDate: on, endDate: until }"),
                System.Text.Encoding.UTF8.GetBytes($"number,name,on,until\n{number},张建国,2026-09-20,2026-09-19\n"))
            .Feed("travel", HandmadeData.Descriptor("travel", "activity", "personPresent", format: "{ fixedWidth: { unit: bytes, recordLength: 40, columns: [{ name: number, start: 1, length: 18 }, { name: name, start: 19, length: 12 }, { name: on, start: 31, length: 10 }] } }"),
                System.Text.Encoding.UTF8.GetBytes($"{number}张建国   2026-09-20{number}张建国   2026-0"));

        using var run = Books.Compare(data, workspace.At("run"));
        var rejects = File.ReadAllLines(workspace.At("run", "rejects.csv"));
        Snapshot.Match("rejects", string.Join('\n', rejects));
        var reasons = rejects.Skip(1).Select(line => line.Split(',')[3].Split(' ')[0]).ToHashSet();
        Assert.Equal(Enum.GetNames<RejectReason>().Order(), reasons.Order());
        Assert.Equal(run.Comparison.RecordsRead, run.Comparison.RecordsAccepted + run.Comparison.RecordsRejected);
        Assert.Empty(Privacy.FilesThatHold([workspace.At("run", "rejects.csv")], [number, number[..17], "张建国"]));
    }

    /// <summary>Corroborated, single source, other name, activity after death, no death (three ways).</summary>
    private HandmadeData Deaths()
    {
        string[] n = [.. Enumerable.Range(0, 8).Select(HandmadeData.Number)];
        return new HandmadeData(workspace)
            .Register($"""
                {People[0]},{n[1]},张建国,2026-10-30
                {People[1]},{n[2]},李秀英,2026-10-30
                {People[2]},{n[3]},王桂兰,2026-10-30
                {People[3]},{n[4]},刘玉珍,2026-10-30
                {People[4]},{n[5]},陈淑兰,2026-10-30
                {People[5]},{n[6]},杨秀珍,2026-10-30
                {People[6]},{n[7]},黄玉兰,2027-06-30

                """.ReplaceLineEndings("\n"))
            .Feed("death_certificate", "terminal", $"{n[1]},张建国,2026-10-01\n{n[3]},赵铁柱,2026-09-21\n{n[4]},刘玉珍,2026-09-01\n{n[0]},路人,2026-09-01\n")
            .Feed("cremation", "terminal", $"{n[1]},张建国,2026-10-04\n{n[2]},李秀英,2026-09-20\n")
            .Feed("medical_settlement", "activity", $"{n[4]},刘玉珍,2026-10-10\n{n[5]},陈淑兰,2026-10-20\n", "personPresent");
    }

    public void Dispose() => workspace.Dispose();
}
