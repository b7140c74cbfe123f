using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Tests.Grpc;
using Kind = SocialInsurance.Contracts.Grpc.V1.FeedEvent.Types.Kind;

namespace SocialInsurance.Service.Tests.Partners;

public sealed class FeedsTests
{
    private const string Push = "/socialinsurance.v1.Feeds/Push";
    private const string PushAll = "/socialinsurance.v1.Feeds/PushAll";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_is_answered_when_it_is_stored_while_the_stream_stays_open()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        await using var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key));

        for (var number = 1; number <= 3; number++)
        {
            await push.SendAsync(Death($"d-{number}"));
            var answer = (await push.ReadAsync(PushResponse.Parser))!.Answer;
            Assert.Equal((number, $"d-{number}", EventVerdict.Accepted, ""), (answer.Position, answer.EventId, answer.Verdict, answer.Reason));
            Assert.Equal(number, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
        }

        await push.EndAsync();
        Assert.Equal(new PushSummary { Read = 3, Accepted = 3 }, (await push.ReadAsync(PushResponse.Parser))!.Summary);
        Assert.Equal(0, (await push.FinishAsync()).Status);
    }

    [Fact]
    public async Task Events_pushed_again_are_duplicates_and_stored_once()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        FeedEvent[] events = [.. Enumerable.Range(0, 700).Select(number => Death($"d-{number}"))];

        var first = await PushAllAsync(service, key, [.. events, events[0]]);
        var second = await PushAllAsync(service, key, events);

        Assert.Equal(new PushSummary { Read = 701, Accepted = 700, Duplicates = 1 }, first.Summary);
        Assert.Equal(new PushSummary { Read = 700, Duplicates = 700 }, second.Summary);
        Assert.Equal(700, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
        Assert.True((await service.Storage.AuditLog.VerifyAsync(Token)).Ok);
    }

    [Fact]
    public async Task Event_id_belongs_to_its_partner_alone()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, mine) = await service.AddFeedsAsync();
        var (_, theirs) = await service.AddFeedsAsync(name: "别家");

        Assert.Equal(1, (await PushAllAsync(service, mine, [Death("same")])).Summary.Accepted);
        var other = Death("same");
        other.DocumentNumber = PartnerService.Due;
        Assert.Equal(1, (await PushAllAsync(service, theirs, [other])).Summary.Accepted);
        // and the id stays with what it first meant
        var reused = await PushAllAsync(service, mine, [other]);
        Assert.Equal(("EVENT_ID_REUSED", 1L), (Assert.Single(reused.Rejected).Reason, reused.Summary.Rejected));
    }

    public static TheoryData<string, Action<FeedEvent>> Bad() => new()
    {
        { "EVENT_ID_INVALID", one => one.EventId = "" },
        { "EVENT_ID_INVALID", one => one.EventId = "a b" },
        { "EVENT_ID_INVALID", one => one.EventId = new string('x', 65) },
        { "EVENT_ID_INVALID", one => one.EventId = "'; DROP TABLE feed_event; --" },
        { "KIND_UNKNOWN", one => one.Kind = Kind.Unspecified },
        { "KIND_UNKNOWN", one => one.Kind = (Kind)77 },
        { "KIND_UNKNOWN", one => one.Kind = Kind.Activity },
        { "SOURCE_NOT_GRANTED", one => one.Source = "household_deregistration" },
        { "SOURCE_NOT_GRANTED", one => one.Source = "" },
        { "SOURCE_NOT_GRANTED", one => one.Source = "../../etc/passwd" },
        { "DOCUMENT_INVALID", one => one.DocumentNumber = "" },
        { "DOCUMENT_INVALID", one => one.DocumentNumber = new string('1', 33) },
        { "NAME_INVALID", one => one.Name = "" },
        { "NAME_INVALID", one => one.Name = "两\n行" },
        { "NAME_INVALID", one => one.Name = new string('长', 65) },
        { "DATE_INVALID", one => one.OccurredOn = "" },
        { "DATE_INVALID", one => one.OccurredOn = "2026-02-30" },
        { "DATE_INVALID", one => one.OccurredOn = "20261030" },
        { "DATE_INVALID", one => one.OccurredOn = "1899-12-31" },
        { "DATE_IN_FUTURE", one => one.OccurredOn = "2026-11-04" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Event_that_is_not_usable_is_rejected_with_its_reason_kept_and_the_stream_goes_on(string reason, Action<FeedEvent> spoil)
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        var bad = Death("bad");
        spoil(bad);

        var report = await PushAllAsync(service, key, [Death("good-1"), bad, Death("good-2")]);

        Assert.Equal(new PushSummary { Read = 3, Accepted = 2, Rejected = 1 }, report.Summary);
        Assert.Equal((2, reason), (report.Rejected[0].Position, report.Rejected[0].Reason));
        var counts = await service.Storage.FeedEvents.CountAsync(Token);
        Assert.Equal((2, 1), (counts.Accepted, counts.Rejected));
    }

    [Fact]
    public async Task Day_of_tomorrow_is_accepted_because_clocks_differ()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        var skewed = Death("d-1");
        skewed.OccurredOn = "2026-11-03";

        Assert.Equal(1, (await PushAllAsync(service, key, [skewed])).Summary.Accepted);
    }

    [Fact]
    public async Task Death_pushed_about_a_living_person_changes_nothing_but_the_record()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, feeds) = await service.AddFeedsAsync();
        var (_, bank) = await service.AddAsync();
        var before = await service.Storage.Identities.FindAsync(new BeneficiaryId("B1"), Token);

        Assert.Equal(1, (await PushAllAsync(service, feeds, [Death("d-1")])).Summary.Accepted);

        Assert.Equal(before!.Standing, (await service.Storage.Identities.FindAsync(new BeneficiaryId("B1"), Token))!.Standing);
        Assert.Empty(await service.Storage.Reader.ReadOpenCasesAsync(10, Token));
        Assert.Empty(await service.Storage.Reader.ReadDecisionsAsync(new BeneficiaryId("B1"), Token));
        var ended = await service.Running.CallAsync(
            "/socialinsurance.v1.Verification/GetStatus",
            GrpcCalls.Frame(new GetStatusRequest { DocumentNumber = PartnerService.Certified, Purpose = "p", ConsentReference = "c" }),
            GrpcCalls.Key(bank));
        Assert.Equal(GetStatusResponse.Types.State.Certified, ended.Read(GetStatusResponse.Parser).State);
    }

    [Fact]
    public async Task Quota_used_up_ends_the_stream_after_what_it_allowed_is_stored_and_answered()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync(quota: 3);
        await using var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key));
        for (var number = 1; number <= 5; number++)
        {
            await push.SendAsync(Death($"d-{number}"));
        }

        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal(EventVerdict.Accepted, (await push.ReadAsync(PushResponse.Parser))!.Answer.Verdict);
        }

        var ended = await push.FinishAsync();
        Assert.Equal((8, "QUOTA_EXHAUSTED", TimeSpan.FromHours(15)), (ended.Status, ended.Reason, ended.RetryAfter));
        Assert.Empty(ended.Body);
        Assert.Equal(3, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
    }

    [Fact]
    public async Task Partner_revoked_in_the_middle_of_a_stream_stores_nothing_more()
    {
        await using var service = await PartnerService.StartAsync();
        var (partner, key) = await service.AddFeedsAsync();
        await using var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key));
        await push.SendAsync(Death("d-1"));
        Assert.Equal(EventVerdict.Accepted, (await push.ReadAsync(PushResponse.Parser))!.Answer.Verdict);

        await new RevokePartner(service.Storage.Store, service.Clock).ExecuteAsync(partner.Id, Token);
        await push.SendAsync(Death("d-2"));

        Assert.Equal(8, (await push.FinishAsync()).Status);
        Assert.Equal(1, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
    }

    [Fact]
    public async Task Frame_malformed_in_the_middle_loses_nothing_that_came_before()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        await using var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key));
        await push.SendAsync(Death("d-1"));
        Assert.Equal(EventVerdict.Accepted, (await push.ReadAsync(PushResponse.Parser))!.Answer.Verdict);

        await push.SendAsync(GrpcCalls.Frame([0xFF, 0xFF, 0xFF, 0xFF]));

        var ended = await push.FinishAsync();
        Assert.Equal((13, "FRAME_MALFORMED"), (ended.Status, ended.Reason));
        Assert.Equal(1, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
    }

    [Fact]
    public async Task Numbers_and_names_pushed_are_sealed_in_the_store_accepted_or_not_and_absent_from_the_log()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        var (good, bad) = (Death("d-1"), Death("d-2"));
        (good.DocumentNumber, good.Name) = ("SECRETNUMBER0001", "秘密姓名甲");
        (bad.DocumentNumber, bad.Name, bad.OccurredOn) = ("SECRETNUMBER0002", "秘密姓名乙", "never");

        await PushAllAsync(service, key, [good, bad]);

        foreach (var secret in new[] { "SECRETNUMBER000", "秘密姓名" })
        {
            Assert.DoesNotContain(service.Running.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(service.Database)!, "eligibility.db*"))
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var bytes = new MemoryStream();
                await stream.CopyToAsync(bytes, Token);
                Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)));
            }
        }

        var stored = Assert.Single(await service.Storage.FeedEvents.ReadAsync(-1, 10, Token)).Event;
        Assert.Equal(("SECRETNUMBER0001", "秘密姓名甲", FeedEventKind.Death), (stored.Document.Reveal(), stored.Name!.Reveal(), stored.Kind));
    }

    private static FeedEvent Death(string id) => new()
    {
        EventId = id,
        Kind = Kind.Death,
        Source = "cremation",
        DocumentNumber = PartnerService.Certified,
        Name = PartnerService.Name,
        OccurredOn = "2026-10-30",
    };

    private static async Task<PushReport> PushAllAsync(PartnerService service, string key, FeedEvent[] events)
    {
        var ended = await service.Running.CallAsync(PushAll, [.. events.SelectMany(one => GrpcCalls.Frame(one))], GrpcCalls.Key(key));
        Assert.True(ended.Status == 0, $"{ended.Status} {ended.Message} {ended.Reason}");
        return ended.Read(PushReport.Parser);
    }
}
