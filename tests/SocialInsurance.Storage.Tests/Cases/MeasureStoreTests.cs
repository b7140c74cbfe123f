using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Cases;

/// <summary>Changes of payment, facts for receivers, and the notices that the law counts.</summary>
public abstract class MeasureStoreTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Changes_of_payment_read_back_and_fold_and_a_number_is_given_once()
    {
        await using var storage = await folder.OpenAsync();
        var id = await OpenCaseAsync(storage);
        var changes = Changes(id, folder.Time.Now);
        Assert.Equal(BenefitState.InPayment, (await storage.Benefits.FindStandingAsync(DataFolder.Id(0), DataFolder.Cancel)).State);
        foreach (var change in changes)
        {
            await AddAsync(storage, change);
        }

        var standing = await storage.Benefits.FindStandingAsync(DataFolder.Id(0), DataFolder.Cancel);
        Assert.Equal(changes, standing.Changes);
        Assert.Equal((BenefitState.InPayment, new DateOnly(2027, 2, 1)), (standing.State, standing.SinceMonth));
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(storage, changes[1]));
        Assert.Empty((await storage.Benefits.FindStandingAsync(DataFolder.Id(1), DataFolder.Cancel)).Changes);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Stop_without_a_second_person_or_by_one_person_alone_is_refused_by_the_database()
    {
        await using var storage = await folder.OpenAsync();
        var stop = Changes(await OpenCaseAsync(storage), folder.Time.Now)[0];
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(storage, stop with { ApprovedBy = null }));
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(storage, stop with { ApprovedBy = stop.ProposedBy }));
        Assert.Empty((await storage.Benefits.FindStandingAsync(DataFolder.Id(0), DataFolder.Cancel)).Changes);
    }

    [Fact]
    public async Task Fact_is_queued_once_for_its_key_leased_to_one_and_its_body_stays_sealed()
    {
        await using var storage = await folder.OpenAsync();
        var id = await OpenCaseAsync(storage);
        var (now, message) = (folder.Time.Now, Fact(id, folder.Time.Now));
        Assert.Equal((true, false), (await QueueAsync(storage, message), await QueueAsync(storage, message with { Body = "{}" })));
        Assert.True(await QueueAsync(storage, message with { Key = "correction:2", Receiver = "partner:bank-1", Kind = FactKind.Correction }));
        var leased = await LeaseAsync(storage, now, now.AddMinutes(5));
        Assert.Equal([message.Body, message.Body], leased.Select(one => one.Body));
        Assert.Empty(await LeaseAsync(storage, now.AddMinutes(4), now.AddMinutes(9)));
        await UseAsync(storage, facts => facts.MarkSentAsync(leased[0].Id, now.AddMinutes(1), DataFolder.Cancel));
        await UseAsync(storage, facts => facts.MarkFailedAsync(leased[1].Id, NoticeState.Queued, now.AddHours(1), DataFolder.Cancel));
        Assert.Empty(await LeaseAsync(storage, now.AddMinutes(59), now.AddHours(2)));
        var again = Assert.Single(await LeaseAsync(storage, now.AddHours(1), now.AddHours(2)));
        Assert.Equal((leased[1].Id, 1), (again.Id, again.Tries));
        await UseAsync(storage, facts => facts.MarkFailedAsync(again.Id, NoticeState.GivenUp, now.AddHours(3), DataFolder.Cancel));
        var status = await storage.FactMessages.ListMessagesAsync(id, DataFolder.Cancel);
        Assert.Equal([(NoticeState.Sent, now.AddMinutes(1)), (NoticeState.GivenUp, null)], status.Select(one => (one.State, one.SentAt)));
        Assert.Equal(new Dictionary<NoticeState, long> { [NoticeState.Sent] = 1, [NoticeState.GivenUp] = 1 }, await storage.FactMessages.CountMessagesAsync(DataFolder.Cancel));
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        Assert.Equal(["partner:bank-1", "payment"], await work.FactMessages.ReadReceiversAsync(DataFolder.Id(0), DataFolder.Cancel));
        Assert.Equal(0L, folder.Count($"fact_message WHERE body_sealed = {folder.Intruder.Literal(System.Text.Encoding.UTF8.GetBytes(message.Body))}"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Law_counts_only_doubts_that_a_channel_took_since_by_local_days()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 2);
        // 20:00 UTC is 04:00 of the next day in China
        var evening = new DateTimeOffset(2026, 11, 5, 20, 0, 0, TimeSpan.Zero);
        await NotifyAsync(storage, "early", NoticeKind.Doubt, MessageChannelKind.Sms, evening.AddDays(-9));
        await NotifyAsync(storage, "second", NoticeKind.Doubt, MessageChannelKind.Letter, evening.AddHours(13));
        await NotifyAsync(storage, "first", NoticeKind.Doubt, MessageChannelKind.Sms, evening);
        await NotifyAsync(storage, "reminder", NoticeKind.Reminder, MessageChannelKind.Sms, evening);
        await NotifyAsync(storage, "queued", NoticeKind.Doubt, MessageChannelKind.WeChat, null);
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        Assert.Equal(
            [new SentNotice(MessageChannelKind.Sms, new DateOnly(2026, 11, 6)), new SentNotice(MessageChannelKind.Letter, new DateOnly(2026, 11, 6))],
            await work.Notices.ReadSentAsync(DataFolder.Id(0), evening.AddDays(-1), DataFolder.Cancel));
        Assert.Empty(await work.Notices.ReadSentAsync(DataFolder.Id(1), evening.AddDays(-1), DataFolder.Cancel));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Suspended, then terminated, then resumed with three months paid after.</summary>
    internal static BenefitChanged[] Changes(CaseId id, DateTimeOffset at) =>
    [
        new(DataFolder.Id(0), 1, BenefitMeasure.Suspend, MeasureGround.Death, "basis-26", new DateOnly(2026, 11, 1), id, CaseSamples.Clerk, CaseSamples.Colleague, 218_600, null, "review-1", at),
        new(DataFolder.Id(0), 2, BenefitMeasure.Terminate, MeasureGround.Death, "basis-26", new DateOnly(2026, 12, 1), id, CaseSamples.Clerk, CaseSamples.Colleague, null, null, "review-1", at),
        new(DataFolder.Id(0), 3, BenefitMeasure.Resume, MeasureGround.Alive, "basis-54", new DateOnly(2027, 2, 1), id, CaseSamples.Clerk, null, 218_600, new BackPayment(new DateOnly(2026, 11, 1), new DateOnly(2027, 2, 1), 655_800), "review-1", at),
    ];

    internal static NewFactMessage Fact(CaseId id, DateTimeOffset at) =>
        new(DataFolder.Id(0), id, FactKind.Suspension, "payment", $"suspension:{id}", """{"fromMonth":"2026-11","name":"试验者"}""", at);

    internal static async Task AddAsync(PlatformStorage storage, BenefitChanged change)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Benefits.AddAsync(change, DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }

    internal static async Task<bool> QueueAsync(PlatformStorage storage, NewFactMessage message)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        var added = await work.FactMessages.AddAsync(message, DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
        return added;
    }

    private static async Task UseAsync(PlatformStorage storage, Func<IFactMessageRecords, Task> use)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await use(work.FactMessages);
        await work.CommitAsync(DataFolder.Cancel);
    }

    private static async Task<IReadOnlyList<LeasedFactMessage>> LeaseAsync(PlatformStorage storage, DateTimeOffset now, DateTimeOffset until)
    {
        IReadOnlyList<LeasedFactMessage> leased = [];
        await UseAsync(storage, async facts => leased = await facts.LeaseAsync(now, until, 10, DataFolder.Cancel));
        return leased;
    }

    private async Task<CaseId> OpenCaseAsync(PlatformStorage storage)
    {
        await folder.RegisterAsync(storage, 2);
        var opened = CaseSamples.Opened(DataFolder.Id(0), DataFolder.Death, RiskColour.Red, "d.csv:1", folder.Time.Now);
        await CaseSamples.AddAsync(storage, [opened]);
        return opened.Case;
    }

    private async Task NotifyAsync(PlatformStorage storage, string key, NoticeKind kind, MessageChannelKind channel, DateTimeOffset? sentAt)
    {
        var id = new NoticeId(Guid.CreateVersion7(folder.Time.Now));
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Notices.AddAsync(
            new QueuedNotice(new Notice(id, DataFolder.Id(0), kind, channel, "notices-test", key, folder.Time.Now), "试验", folder.Time.Now), DataFolder.Cancel);
        if (sentAt is { } at)
        {
            await work.Notices.MarkSentAsync(id, at, DataFolder.Cancel);
        }

        await work.CommitAsync(DataFolder.Cancel);
    }
}

public sealed class MeasureStoreOnSqliteTests() : MeasureStoreTests(new DataFolder());

public sealed class MeasureStoreOnPostgresTests(PostgresServer server) : MeasureStoreTests(new DataFolder(server));
