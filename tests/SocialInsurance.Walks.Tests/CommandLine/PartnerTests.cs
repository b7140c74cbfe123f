using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>partner</c> and <c>events</c>: a key shown once, and what partners pushed read by a comparison.</summary>
public sealed class PartnerTests : IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Partner_is_added_with_a_key_shown_once_listed_and_revoked()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        var added = (await RunAsync("partner", "add", "示例殡仪馆", "--scope", "feeds", "--scope", "verification", "--source", "cremation:death", "--quota", "7")).Json(exitCode: 0);
        var partner = added.GetProperty("partner").AssertHas("id", "name", "scopes", "sources", "dailyQuota", "usedToday", "addedAt", "revokedAt");
        var (id, key) = (partner.GetProperty("id").GetString()!, added.GetProperty("key").GetString()!);
        Assert.StartsWith($"{id}.", key, StringComparison.Ordinal);
        Assert.Equal(["verification", "feeds"], partner.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));

        var listed = await RunAsync("partner", "list");
        Assert.DoesNotContain(key.Split('.')[1], listed.Out, StringComparison.Ordinal);
        var one = Assert.Single(listed.Json(exitCode: 0).GetProperty("partners").EnumerateArray());
        Assert.Equal((id, "示例殡仪馆", 7, 0), (one.GetProperty("id").GetString(), one.GetProperty("name").GetString(), one.GetProperty("dailyQuota").GetInt32(), one.GetProperty("usedToday").GetInt32()));
        Assert.Equal("cremation:death:administrative", one.GetProperty("sources")[0].GetString());

        Assert.NotNull((await RunAsync("partner", "revoke", id)).Json(exitCode: 0).GetProperty("partner").GetProperty("revokedAt").GetString());
        Assert.Equal("partnerAlreadyRevoked", (await RunAsync("partner", "revoke", id)).Refused().Code);
        Assert.Equal("partnerUnknown", (await RunAsync("partner", "revoke", "p-none")).Refused().Code);
        Assert.Equal("partnerUnknown", (await RunAsync("partner", "revoke", "'; DROP TABLE partner; --")).Refused().Code);
        (await workspace.RunAsync("audit", "verify", "--data", workspace.At("books"))).AssertExit(0);
    }

    [Fact]
    public async Task Partner_gets_another_key_and_a_certificate_and_a_lost_second_factor_is_reset()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        var added = (await RunAsync("partner", "add", "示例银行", "--scope", "verification")).Json(exitCode: 0);
        var id = added.GetProperty("partner").GetProperty("id").GetString()!;
        var rotated = (await RunAsync("partner", "rotate", id, "--overlap-days", "3")).Json(exitCode: 0);
        Assert.NotEqual(added.GetProperty("key").GetString(), rotated.GetProperty("key").GetString());
        Assert.NotNull(rotated.GetProperty("partner").GetProperty("formerKeyUntil").GetString());
        (await RunAsync("partner", "rotate", id, "--overlap-days", "31")).AssertExit(2);

        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=bank", key, System.Security.Cryptography.HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        workspace.Write("bank.pem", certificate.ExportCertificatePem());
        workspace.Write("none.pem", "none");
        var bound = (await RunAsync("partner", "certificate", id, workspace.At("bank.pem"))).Json(exitCode: 0);
        Assert.Equal(certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), bound.GetProperty("partner").GetProperty("certificate").GetString(), ignoreCase: true);
        Assert.Equal("certificate", (await RunAsync("partner", "certificate", id, workspace.At("none.pem"))).Refused().Code);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await RunAsync("partner", "certificate", id)).Json(exitCode: 0).GetProperty("partner").GetProperty("certificate").ValueKind);

        Assert.Equal("accountWithoutFactor", (await RunAsync("staff", "reset-factor", "admin")).Refused().Code);
        await SetFactorUpAsync();
        Assert.True((await RunAsync("staff", "reset-factor", "admin")).Json(exitCode: 0).GetProperty("reset").GetBoolean());
        (await workspace.RunAsync("audit", "verify", "--data", workspace.At("books"))).AssertExit(0);
    }

    private async Task SetFactorUpAsync()
    {
        await using var books = await Books.OpenAsync(workspace);
        var (store, id) = (books.Storage.Store, new CaseworkerId("admin"));
        await using (var work = await store.BeginAsync(Cancel))
        {
            await work.Staff.PutAsync(new StaffAccount(id, "x", StaffRoles.Administrator, false, 0, null, false), null, Cancel);
            await work.CommitAsync(Cancel);
        }

        var factors = new StaffFactors(store, TimeProvider.System);
        var secret = (await factors.BeginAsync(id, null, Cancel)).Secret!;
        Assert.NotNull((await factors.ConfirmAsync(id, Totp.CodeAt(secret, Totp.StepAt(TimeProvider.System.GetUtcNow())), Cancel)).Account);
    }

    [Fact]
    public async Task Partner_that_makes_no_sense_is_refused()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();

        Assert.Equal("partnerGrantsInvalid", (await RunAsync("partner", "add", "n", "--scope", "feeds")).Refused().Code);
        Assert.Equal("partnerNameInvalid", (await RunAsync("partner", "add", " ", "--scope", "verification")).Refused().Code);
        Assert.Equal("grant", (await RunAsync("partner", "add", "n", "--scope", "feeds", "--source", "bus_card:activity")).Refused().Code);
        (await RunAsync("partner", "add", "n", "--scope", "everything")).AssertExit(2);
        (await RunAsync("partner", "add", "n", "--scope", "verification", "--quota", "0")).AssertExit(2);
        Assert.Equal("dataMissing", (await workspace.RunAsync("partner", "list", "--data", workspace.At("nothing"), "--json")).Refused().Code);
        Assert.Empty((await RunAsync("partner", "list")).Json(exitCode: 0).GetProperty("partners").EnumerateArray());
    }

    [Fact]
    public async Task Pushed_events_are_read_by_a_comparison_each_from_its_own_line()
    {
        var data = new HandmadeData(workspace).Register(string.Concat(Enumerable.Range(1, 3).Select(i => $"D{i:D9},{HandmadeData.Number(i)},测试人{i},2026-10-31\n")));
        var mistyped = $"{HandmadeData.Number(9)[..17]}{(HandmadeData.Number(9)[17] == '0' ? '1' : '0')}";
        await PushAsync(
            Event("d-1", FeedEventKind.Death, HandmadeData.Number(1), "测试人1", "2026-10-20"),
            Event("a-1", FeedEventKind.Activity, HandmadeData.Number(2), "测试人2", "2026-10-21"),
            Event("d-2", FeedEventKind.Death, mistyped, "奇\"怪, =名", "2026-10-22"));

        var exported = (await RunAsync("events", "export", "--out", data.Folder)).Json(exitCode: 0).AssertHas("out", "events", "files");
        Assert.Equal(3, exported.GetProperty("events").GetInt32());
        var run = (await workspace.RunAsync(data.Run(workspace.At("run")))).Json(exitCode: 0);

        // three of the register, three of partners
        Assert.Equal((6, 5, 1), (Records("read"), Records("accepted"), Records("rejected")));
        var decisions = await File.ReadAllLinesAsync(workspace.At("run", "decisions.csv"), Cancel);
        Assert.StartsWith("D000000001,Review,", decisions[1], StringComparison.Ordinal);
        Assert.EndsWith(",cremation,2026-10-20,DeathSuspected", decisions[1], StringComparison.Ordinal);
        Assert.StartsWith("D000000002,Certified,", decisions[2], StringComparison.Ordinal);
        Assert.StartsWith("D000000003,FaceRequired,", decisions[3], StringComparison.Ordinal);
        var evidence = (await workspace.RunAsync("compare", "explain", "--run", workspace.At("run"), "--beneficiary", "D000000001", "--json")).Json(exitCode: 0).GetProperty("evidence")[0];
        Assert.Equal(("events-cremation.csv", 2), (Path.GetFileName(evidence.GetProperty("file").GetString()), evidence.GetProperty("line").GetInt32()));

        int Records(string name) => run.GetProperty("records").GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Export_again_gives_the_same_bytes_and_a_later_one_only_adds_lines()
    {
        await PushAsync(Event("d-1", FeedEventKind.Death, HandmadeData.Number(1), "测试人1", "2026-10-20"));
        var first = await ExportAsync("one");
        var again = await ExportAsync("two");
        Assert.Equal(first, again);

        await PushAsync(Event("d-2", FeedEventKind.Death, HandmadeData.Number(2), "测试人2", "2026-10-21"));
        var later = await ExportAsync("one");

        Assert.Equal(first["events-cremation.feed.yaml"], later["events-cremation.feed.yaml"]);
        Assert.StartsWith(first["events-cremation.csv"], later["events-cremation.csv"], StringComparison.Ordinal);
        Assert.Equal(3, later["events-cremation.csv"].Count(character => character == '\n'));
    }

    [Fact]
    public async Task Export_since_a_day_holds_what_came_on_it_and_later()
    {
        await PushAsync(Event("d-1", FeedEventKind.Death, HandmadeData.Number(1), "测试人1", "2026-10-20"));
        await PushAsync(days: 3, Event("d-2", FeedEventKind.Death, HandmadeData.Number(2), "测试人2", "2026-10-21"));
        var day = SteppedTimeDay(days: 3);

        var files = await ExportAsync("part", "--since", day);

        var text = files[$"events-cremation.since-{day}.csv"];
        Assert.Equal(2, text.Count(character => character == '\n'));
        Assert.Contains("/d-2\"", text, StringComparison.Ordinal);
        Assert.Equal("date", (await RunAsync("events", "export", "--out", workspace.At("x"), "--since", "yesterday")).Refused().Code);
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_is_refused()
    {
        await PushAsync(Event("d-1", FeedEventKind.Death, HandmadeData.Number(1), "测试人1", "2026-10-20"));
        workspace.Write("taken", "a file");

        Assert.Equal("fileUnreadable", (await RunAsync("events", "export", "--out", workspace.At("taken"))).Refused().Code);
    }

    public void Dispose() => workspace.Dispose();

    private Task<SicertResult> RunAsync(params string[] arguments) => workspace.RunAsync([.. arguments, "--data", workspace.At("books"), "--json"]);

    private async Task<Dictionary<string, string>> ExportAsync(string folder, params string[] more)
    {
        (await RunAsync(["events", "export", "--out", workspace.At(folder), .. more])).AssertExit(0);
        return Directory.EnumerateFiles(workspace.At(folder)).ToDictionary(path => Path.GetFileName(path)!, File.ReadAllText);
    }

    private Task PushAsync(params PushedEvent[] events) => PushAsync(days: 0, events);

    private async Task PushAsync(int days, params PushedEvent[] events)
    {
        await using var books = await Books.OpenAsync(workspace);
        books.Time.Step(minutes: days * 24 * 60);
        var partner = (await books.Storage.Partners.ListAsync(Cancel)).SingleOrDefault() ?? await AddAsync(books);
        var batch = await new AcceptFeedEvents(books.Storage.Store, books.Time, LocalDay).ExecuteAsync(partner, events, Cancel);
        Assert.All(batch.Answers, answer => Assert.Equal(FeedEventVerdict.Accepted, answer.Verdict));
    }

    private static async Task<Partner> AddAsync(Books books)
    {
        FeedGrant[] grants = [FeedGrantText.TryRead("cremation:death")!, FeedGrantText.TryRead("medical_settlement:activity:personPresent")!];
        return (await new AddPartner(books.Storage.Store, books.Time).ExecuteAsync(new NewPartner("'医'院: #1", PartnerScope.Feeds, 100, grants), Cancel)).Partner!;
    }

    private static PushedEvent Event(string id, FeedEventKind kind, string number, string name, string day) =>
        new(id, kind, kind == FeedEventKind.Death ? "cremation" : "medical_settlement", number, name, day, default);

    private static string SteppedTimeDay(int days) => LocalDay(new SteppedTime().GetUtcNow().AddDays(days)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static DateOnly LocalDay(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(TimeSpan.FromHours(8)).DateTime);
}
