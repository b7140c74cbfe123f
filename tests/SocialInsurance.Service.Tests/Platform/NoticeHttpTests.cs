using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Service.Tests.Platform;

public sealed class NoticeHttpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_confirmed_by_a_caseworker_is_told_once_and_no_log_says_whom()
    {
        await using var platform = await RunningPlatform.StartAsync(options => options with { ShowOutbox = true });
        using var caseworker = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        foreach (var _ in new[] { 1, 2 })
        {
            using var confirmed = await RunningPlatform.SendAsync(
                caseworker, HttpMethod.Post, "/api/v1/staff/confirmations", new ConfirmAliveRequest("P000001", "window", "窗口"), ContractsJson.Default.ConfirmAliveRequest, ("Idempotency-Key", "key-00000001"));
            Assert.Equal(HttpStatusCode.Created, confirmed.StatusCode);
        }

        await UntilAsync(async () => (await platform.Storage.Notices.CountAsync(Token)).GetValueOrDefault(NoticeState.Sent) == 1);
        var message = Assert.Single((await RunningPlatform.ReadAsync(await platform.Http.GetAsync("/api/v1/outbox", Token), ContractsJson.Default.OutboxDto)).Messages);
        Assert.Equal(("sms", "13800001111"), (message.Channel, message.Address));
        Assert.Contains("2027年11月3日前", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(platform.Logs.Lines, line => line.Contains("13800001111", StringComparison.Ordinal) || line.Contains("P000001", StringComparison.Ordinal) || line.Contains("社保认证", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Outbox_is_shown_only_when_switched_on_and_only_to_this_machine()
    {
        await using (var hidden = await RunningPlatform.StartAsync())
        {
            Assert.Equal(HttpStatusCode.NotFound, (await hidden.Http.GetAsync("/api/v1/outbox", Token)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await hidden.Http.GetAsync("/outbox/", Token)).StatusCode);
        }

        await using var shown = await RunningPlatform.StartAsync(options => options with { ShowOutbox = true });
        Assert.Equal(HttpStatusCode.OK, (await shown.Http.GetAsync("/outbox/", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await shown.Http.GetAsync("/api/v1/outbox", Token)).StatusCode);
        foreach (var gateway in new[] { "X-Forwarded-For", "Forwarded", "Via" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/outbox");
            request.Headers.TryAddWithoutValidation(gateway, "1.1 gateway");
            Assert.Equal("not-found", await RunningPlatform.ProblemAsync(await shown.Http.SendAsync(request, Token), HttpStatusCode.NotFound));
        }
    }

    [Fact]
    public void Outbox_on_an_address_that_others_reach_is_refused()
    {
        var open = new ServiceOptions { ShowOutbox = true, HttpUrl = "http://*:8080" };
        Assert.Contains(open.Validate(), error => error.StartsWith("ShowOutbox", StringComparison.Ordinal));
        Assert.Empty(new ServiceOptions { ShowOutbox = true }.Validate());
    }

    [Fact]
    public async Task Metrics_count_notices_by_state_and_people_by_method_and_name_nobody()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await UntilAsync(async () => (await platform.Http.GetStringAsync("/metrics", Token)).Contains("method=\"silent\"} 4", StringComparison.Ordinal));
        var text = await platform.Http.GetStringAsync("/metrics", Token);
        Assert.Contains("socialinsurance_notices{state=\"queued\"}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("P0000", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_that_shuts_down_finishes_the_message_in_hand()
    {
        var channel = new SlowChannel();
        var platform = await RunningPlatform.StartAsync(ports: ports => ports with { Channels = [channel] });
        await using (var work = await platform.Storage.Store.BeginAsync(Token))
        {
            var notice = new NoticePlanner(NoticePolicy.Default(TimeSpan.FromHours(8))).For(NoticeKind.Appointment, RunningPlatform.Id(1), "a:1", null, platform.Clock.Now)!;
            await work.Notices.AddAsync(notice, Token);
            await work.CommitAsync(Token);
        }

        await channel.Begun.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        var stopping = platform.App.StopAsync(Token);
        channel.MayEnd.SetResult();
        await stopping;
        Assert.Equal(1, (await platform.Storage.Notices.CountAsync(Token)).GetValueOrDefault(NoticeState.Sent));
        await platform.DisposeAsync();
    }

    [Fact]
    public async Task Outbox_that_takes_long_to_count_is_not_counted_after_every_round()
    {
        var outbox = new SlowOutbox();
        await using var platform = await RunningPlatform.StartAsync(ports: ports => ports with { NoticeOutbox = outbox });
        await using (var work = await platform.Storage.Store.BeginAsync(Token))
        {
            var planner = new NoticePlanner(NoticePolicy.Default(TimeSpan.FromHours(8)));
            foreach (var number in Enumerable.Range(0, 300))
            {
                await work.Notices.AddAsync(planner.For(NoticeKind.Appointment, RunningPlatform.Id(1), $"slow:{number}", null, platform.Clock.Now)! with { Address = "13900000001" }, Token);
            }

            await work.CommitAsync(Token);
        }

        await UntilAsync(async () => (await platform.Storage.Notices.CountAsync(Token)).GetValueOrDefault(NoticeState.Queued) == 0);
        Assert.InRange(outbox.Counts, 1, 2);
    }

    [Fact]
    public void Outbox_keeps_the_newest_hundred_and_one_of_each_key()
    {
        var outbox = new Service.Notices.OutboxMessages();
        for (var i = 0; i < 250; i++)
        {
            outbox.Add($"k{i / 2}", new Service.Notices.KeptMessage(MessageChannelKind.Sms, "a", $"{i}", DateTimeOffset.UnixEpoch));
        }

        Assert.Equal(100, outbox.List().Count);
        Assert.Equal("248", outbox.List()[0].Text);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await holds())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private sealed class SlowOutbox : INoticeReader
    {
        private int counts;

        public int Counts => Volatile.Read(ref counts);

        public async Task<IReadOnlyDictionary<NoticeState, long>> CountAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counts);
            await Task.Delay(1500, cancellationToken);
            return new Dictionary<NoticeState, long>();
        }

        public Task<IReadOnlyList<NoticeStatus>> ListOfAsync(BeneficiaryId beneficiary, DateTimeOffset since, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<NoticeStatus>>([]);
    }

    private sealed class SlowChannel : IMessageChannel
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MessageChannelKind Kind => MessageChannelKind.Sms;

        public async Task<bool> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            await MayEnd.Task.WaitAsync(cancellationToken);
            return true;
        }
    }
}
