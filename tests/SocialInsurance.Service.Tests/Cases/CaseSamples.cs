using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Service.Receipts;
using SocialInsurance.Service.Tests.Platform;
using FindingKind = SocialInsurance.Eligibility.Cases.FindingKind;

namespace SocialInsurance.Service.Tests.Cases;

/// <summary>Cases as a recorded run or session opens them.</summary>
internal static class CaseSamples
{
    /// <summary>Enough people that one death is an everyday share.</summary>
    private const int Registered = 3_000;

    private const char OpenBrace = '{';
    private const char CloseBrace = '}';

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A red case over a death record in a feed; the same run and record open it once.</summary>
    public static async Task<CaseId> OpenAsync(RunningPlatform platform, int person, string kind = "DeathSuspected", string place = "civil-deaths.csv:12", PolicyReference? policy = null)
    {
        await new RecordSilentDecisions(platform.Storage.Store, platform.Clock).ExecuteAsync(
            new SilentRun(
                new RunId(string.Create(CultureInfo.InvariantCulture, $"run-{kind}-{person}")),
                RunningPlatform.AsOf,
                policy ?? RecordRun.PolicyOf(RunningPlatform.Policy.Stamp),
                12,
                Sha256Digest.Of("decisions"u8)),
            [
                new SilentDecision(
                    RunningPlatform.Id(person),
                    DecisionOutcome.Review,
                    "death.suspected",
                    new DecisionEvidence("civil-deaths", new DateOnly(2026, 10, 20), place),
                    [new Finding(new FindingKind(kind), Eligibility.Cases.RiskColour.Red, place)]),
            ],
            Token);
        return (await platform.Storage.Cases.ListOfAsync(RunningPlatform.Id(person), Token)).Last(row => row.Kind.Code == kind).Id;
    }

    /// <summary>
    /// The same from the files on: a register, a delivery of the cremation feed with one record about person 1, compared and recorded by the
    /// job of the night under the sample policy.
    /// </summary>
    public static Task OpenFromFeedAsync(RunningPlatform platform) => OpenFromFeedsAsync(platform, static _ => { }, "cremation");

    /// <summary>The same from several feeds, each of which reports person 1 dead.</summary>
    /// <param name="published">gets the folder of the run, which stays while the test lasts</param>
    /// <param name="feedNames">sources of the sample policy</param>
    public static async Task OpenFromFeedsAsync(RunningPlatform platform, Action<string> published, params string[] feedNames)
    {
        var folder = Directory.CreateTempSubdirectory("sicert-night-").FullName;
        var (register, feeds) = (Path.Combine(folder, "register.csv"), Directory.CreateDirectory(Path.Combine(folder, "feeds")).FullName);
        var day = DateOnly.FromDateTime(platform.Clock.Now.UtcDateTime);
        await File.WriteAllLinesAsync(
            register,
            Enumerable.Range(0, Registered).Select(RunningPlatform.Person)
                .Select(person => string.Create(CultureInfo.InvariantCulture, $"{person.Id},{person.Document.Reveal()},{person.Name.Reveal()},1950-01-01,{person.DivisionCode},active,{person.DueOn:yyyy-MM-dd},"))
                .Prepend("id,number,name,birthDate,divisionCode,status,dueDate,lastCertifiedDate"),
            Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "register.feed.yaml"), Descriptor("register", "subjects", ',', "id: id, birthDate: birthDate, divisionCode: divisionCode, status: status, dueDate: dueDate, lastCertifiedDate: lastCertifiedDate", "yyyy-MM-dd"), Token);
        var dead = RunningPlatform.Person(1);
        foreach (var name in feedNames)
        {
            await File.WriteAllTextAsync(Path.Combine(feeds, $"{name}.feed.yaml"), Descriptor(name, "terminal", '|', "eventDate: died_on", "yyyyMMdd"), Token);
            await File.WriteAllTextAsync(
                Path.Combine(feeds, $"{name}.csv"), $"number|name|died_on\n{dead.Document.Reveal()}|{dead.Name.Reveal()}|{day.AddDays(-14 - Array.IndexOf(feedNames, name)):yyyyMMdd}\n", Token);
        }

        var nightly = new NightlyComparison(
            new TimeOnly(2, 0), [register], feeds, Path.Combine(folder, "runs"), _ => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "province-2026.yaml")), Threads: 1);
        var round = await new CompareAtNight(nightly, platform.Storage.Store, platform.Clock).ExecuteAsync(day, Token);
        Assert.Equal((0, 1), (round.HeldFiles, round.CasesOpened));
        published(Directory.GetDirectories(Path.Combine(folder, "runs")).Single());
        if (feedNames.Length == 1)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Descriptor(string name, string kind, char delimiter, string columns, string dates) =>
        $"""
        name: {name}
        kind: {kind}
        authority: 试验
        filePattern: '{name}*.csv'
        format: {OpenBrace} delimiter: '{delimiter}', header: yes, encoding: utf-8 {CloseBrace}
        columns: {OpenBrace} number: number, name: name, {columns} {CloseBrace}
        dateFormat: {dates}
        presenceClass: administrative
        independenceGroup: civil_affairs

        """;

    /// <summary>The receipt of somebody certified silently.</summary>
    public static async Task<string> ReceiptAsync(RunningPlatform platform)
    {
        var receipts = platform.App.Services.GetRequiredService<IReceiptDesk>();
        return (await receipts.FindOrIssueAsync(RunningPlatform.Id(0), Token))!.ReceiptId;
    }

    /// <summary>A complaint of somebody certified silently.</summary>
    public static async Task<string> ComplaintAsync(RunningPlatform platform) =>
        (await new GiveFeedback(platform.Storage.Store, platform.Storage.Reader, platform.Clock).ExecuteAsync(RunningPlatform.Id(0), 1, true, Token)).Given!.Id.ToString();

    /// <summary>Waits until the dispatcher of the host has handed every notice to its channel; its clock does not move.</summary>
    public static async Task SendAllAsync(RunningPlatform platform)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while ((await platform.Storage.Notices.CountAsync(patience.Token)).GetValueOrDefault(Eligibility.Notices.NoticeState.Queued) > 0)
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
