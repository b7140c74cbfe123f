using System.Collections.Concurrent;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Storage;

namespace SocialInsurance.Storage.Tests;

public sealed class NoticeStoreTests : IDisposable
{
    private static readonly NoticePolicy Policy = NoticePolicy.Default(TimeSpan.FromHours(8));
    private readonly DataFolder folder = new();

    [Fact]
    public async Task Decision_by_face_and_its_notice_stand_or_fall_together()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 4);
        var store = new NotifyingStore(storage.Store, new NoticePlanner(Policy));
        await using (var work = await store.BeginAsync(DataFolder.Cancel))
        {
            await work.Decisions.AddAsync([Decided(DecisionOutcome.Review, "s-0")], DataFolder.Cancel);
        }

        Assert.Equal((0L, 0L), (folder.Count("decision"), folder.Count("notice")));
        await using (var work = await store.BeginAsync(DataFolder.Cancel))
        {
            await work.Decisions.AddAsync([Decided(DecisionOutcome.Review, "s-1"), Decided(DecisionOutcome.FaceRequired, "s-2")], DataFolder.Cancel);
            await work.CommitAsync(DataFolder.Cancel);
        }

        Assert.Equal((2L, 1L, 1L), (folder.Count("decision"), folder.Count("notice"), folder.Count("notice_outbox")));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Silent_run_writes_no_notice_unless_its_kind_is_switched_on()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await RunAsync(new NotifyingStore(storage.Store, new NoticePlanner(Policy)), "run-1");
        Assert.Equal(0, folder.Count("notice"));
        await RunAsync(new NotifyingStore(storage.Store, new NoticePlanner(Policy.With(NoticeKind.CertifiedSilently, true))), "run-2");
        Assert.Equal(3, folder.Count("notice"));
        await RunAsync(new NotifyingStore(storage.Store, new NoticePlanner(Policy.With(NoticeKind.CertifiedSilently, true))), "run-2");
        Assert.Equal(3, folder.Count("notice"));
    }

    [Fact]
    public async Task Same_key_is_queued_once()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 2);
        Assert.True(await QueueAsync(storage, folder.Time, DataFolder.Id(0), "a:1"));
        Assert.False(await QueueAsync(storage, folder.Time, DataFolder.Id(0), "a:1"));
        Assert.Equal(1, folder.Count("notice_outbox"));
    }

    [Fact]
    public async Task Dispatcher_sends_each_notice_once_and_erases_text_and_address()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        for (var i = 0; i < 12; i++)
        {
            await QueueAsync(storage, folder.Time, DataFolder.Id(i), $"a:{i}", $"1380000{i:D4}");
        }

        var channel = new RecordingChannel();
        var rounds = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Dispatch(storage, channel).RunOnceAsync(null, DataFolder.Cancel))));
        Assert.Equal(12, rounds.Sum(round => round.Sent));
        Assert.Equal(12, channel.Sent.Count);
        Assert.All(channel.Sent.Values, count => Assert.Equal(1, count));
        Assert.Equal(12, (await storage.Notices.CountAsync(DataFolder.Cancel))[NoticeState.Sent]);
        Assert.Equal(0, folder.Count("notice_outbox WHERE text_sealed IS NOT NULL OR address_sealed IS NOT NULL OR leased_until IS NOT NULL"));
        Assert.True((await Dispatch(storage, channel).RunOnceAsync(null, DataFolder.Cancel)).IsIdle);
    }

    [Fact]
    public async Task Dispatcher_that_died_after_sending_repeats_the_same_key_when_its_lease_is_over()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        await QueueAsync(storage, folder.Time, DataFolder.Id(0), "a:1");
        await using (var work = await storage.Store.BeginAsync(DataFolder.Cancel))
        {
            Assert.Single(await work.Notices.LeaseAsync(folder.Time.Now, folder.Time.Now.AddMinutes(10), 9, DataFolder.Cancel));
            await work.CommitAsync(DataFolder.Cancel);
        }

        var channel = new RecordingChannel();
        channel.Sent["a:1"] = 1;
        Assert.True((await Dispatch(storage, channel).RunOnceAsync(null, DataFolder.Cancel)).IsIdle);
        folder.Time.Now = folder.Time.Now.AddMinutes(11);
        Assert.Equal(1, (await Dispatch(storage, channel).RunOnceAsync(null, DataFolder.Cancel)).Sent);
        Assert.Equal(["a:1"], channel.Sent.Keys);
    }

    [Fact]
    public async Task Channel_that_fails_is_tried_again_later_each_time_longer_and_then_given_up_for_a_person()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        await QueueAsync(storage, folder.Time, DataFolder.Id(0), "a:1");
        var channel = new RecordingChannel { Fault = new IOException("planted: 13800001234") };
        List<string> told = [];
        var rounds = 0;
        while (!(await storage.Notices.CountAsync(DataFolder.Cancel)).ContainsKey(NoticeState.GivenUp))
        {
            await Dispatch(storage, channel).RunOnceAsync((_, fault) => told.Add(fault), DataFolder.Cancel);
            folder.Time.Now = folder.Time.Now.AddMinutes(30);
            Assert.True(++rounds < 200, "never given up");
        }

        Assert.Equal(Policy.MaximumTries, channel.Tries);
        Assert.All(told, fault => Assert.Equal("IOException", fault));
        Assert.Equal(1, folder.Count("notice_outbox WHERE state = 3 AND text_sealed IS NOT NULL"));
    }

    [Fact]
    public async Task Nobody_is_disturbed_in_the_quiet_hours()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        folder.Time.Now = new DateTimeOffset(2026, 11, 1, 21, 0, 0, TimeSpan.FromHours(8));
        await QueueAsync(storage, folder.Time, DataFolder.Id(0), "a:1");
        var channel = new RecordingChannel();
        Assert.True((await Dispatch(storage, channel).RunOnceAsync(null, DataFolder.Cancel)).IsIdle);
        folder.Time.Now = new DateTimeOffset(2026, 11, 2, 7, 59, 59, TimeSpan.FromHours(8));
        Assert.True((await Dispatch(storage, channel).RunOnceAsync(null, DataFolder.Cancel)).IsIdle);
        folder.Time.Now = folder.Time.Now.AddSeconds(1);
        Assert.Equal(1, (await Dispatch(storage, channel).RunOnceAsync(null, DataFolder.Cancel)).Sent);
    }

    [Fact]
    public async Task Dispatcher_asked_to_stop_finishes_the_notice_in_hand_and_puts_the_others_back()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 3);
        for (var i = 0; i < 3; i++)
        {
            await QueueAsync(storage, folder.Time, DataFolder.Id(i), $"a:{i}");
        }

        using var stop = new CancellationTokenSource();
        var channel = new RecordingChannel { OnSend = stop.Cancel };
        var round = await Dispatch(storage, channel).RunOnceAsync(null, stop.Token);
        Assert.Equal((1, 2), (round.Sent, round.PutBack));
        channel.OnSend = null;
        Assert.Equal(2, (await Dispatch(storage, channel).RunOnceAsync(null, DataFolder.Cancel)).Sent);
    }

    [Fact]
    public async Task Address_is_looked_up_when_it_is_sent_and_a_person_without_one_waits()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        await QueueAsync(storage, folder.Time, DataFolder.Id(0), "a:1", address: null);
        var (channel, contacts) = (new RecordingChannel(), new Contacts());
        Assert.Equal(1, (await Dispatch(storage, channel, contacts).RunOnceAsync(null, DataFolder.Cancel)).Failed);
        contacts.Number = "13900000000";
        folder.Time.Now = folder.Time.Now.AddMinutes(2);
        Assert.Equal(1, (await Dispatch(storage, channel, contacts).RunOnceAsync(null, DataFolder.Cancel)).Sent);
        Assert.Equal("13900000000", channel.LastAddress);
    }

    public void Dispose() => folder.Dispose();

    internal static async Task<bool> QueueAsync(PlatformStorage storage, FixedTime time, BeneficiaryId person, string about, string? address = "13800000000")
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        var notice = new NoticePlanner(Policy).For(NoticeKind.Appointment, person, about, null, time.GetUtcNow())!;
        var added = await work.Notices.AddAsync(notice with { Address = address }, DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
        return added;
    }

    private Task RunAsync(IEligibilityStore store, string run) => new RecordSilentDecisions(store, folder.Time)
        .ExecuteAsync(DataFolder.Run(run), Enumerable.Range(0, 12).Select(DataFolder.Decision), DataFolder.Cancel);

    private DispatchNotices Dispatch(PlatformStorage storage, IMessageChannel channel, INoticeAddresses? addresses = null) =>
        new(storage.Store, new NoticeWays([channel], addresses), Policy, folder.Time);

    private CertificationDecision Decided(DecisionOutcome outcome, string session) => new(
        new DecisionId(Guid.CreateVersion7(folder.Time.Now)),
        DataFolder.Id(0),
        CertificationMethod.SelfFace,
        outcome,
        "face",
        DataFolder.Policy,
        null,
        folder.Time.Now,
        DeciderKind.Automatic,
        new DecisionOrigin.FaceSession(new SessionId(session), 1),
        null,
        null);

    private sealed class Contacts : INoticeAddresses
    {
        public string? Number { get; set; }

        public Task<NoticeAddress?> FindAsync(BeneficiaryId beneficiary, MessageChannelKind channel, CancellationToken cancellationToken) =>
            Task.FromResult(Number is null ? null : new NoticeAddress(channel, Number));
    }

    /// <summary>A receiver that counts a message by its key.</summary>
    private sealed class RecordingChannel : IMessageChannel
    {
        public ConcurrentDictionary<string, int> Sent { get; } = new();

        public Exception? Fault { get; set; }

        public Action? OnSend { get; set; }

        public int Tries { get; private set; }

        public string? LastAddress { get; private set; }

        public MessageChannelKind Kind => MessageChannelKind.Sms;

        public Task<bool> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            Tries++;
            LastAddress = message.Address;
            OnSend?.Invoke();
            if (Fault is not null)
            {
                throw Fault;
            }

            Sent.AddOrUpdate(message.Key, 1, static (_, count) => count + 1);
            return Task.FromResult(true);
        }
    }
}
