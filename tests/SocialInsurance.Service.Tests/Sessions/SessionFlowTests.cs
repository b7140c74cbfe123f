using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>Whole sessions with the real models over real sockets.</summary>
public sealed class SessionFlowTests(LivePlatform platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Moving_face_that_does_what_is_asked_is_certified_and_guided_on_the_way()
    {
        await using var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        List<SocketMessageDto> guidance = [];

        var opened = await client.OpenAsync();
        var welcome = await client.HelloAsync(opened);
        var end = await client.PlayAsync(LivePlatform.Clip, guidance.Add);

        Assert.Equal(("welcome", false, 1), (welcome.Type, welcome.Restarted, opened.Attempt));
        Assert.Equal(LivePlatform.ClipOrder.Length, opened.Actions);
        Assert.Equal(LivePlatform.ClipOrder, guidance.Select(g => g.Action).OfType<string>().Distinct());
        Assert.Equal(("done", "Certified", 1), (end!.Type, end.Result!.Decision, end.Result.Attempt));
        Assert.NotNull(end.Result.ValidUntil);
        Assert.Null(await client.ReadAsync());
        Assert.Equal(Enumerable.Range(1, guidance.Count).Select(i => (long?)i), guidance.Select(g => g.Sequence));
        var codes = guidance.Select(g => g.AdviceCode!).ToHashSet();
        Assert.Superset(new HashSet<string> { "lookHere", "turnLeft", "turnRight", "openMouth", "wellDone" }, codes);
        Assert.Equal(3, guidance.Count(g => g.AdviceCode is "wellDone" or "waitPlease") + (guidance.Any(g => g.AdviceCode == "waitPlease") ? 0 : 1));
        Assert.Equal(guidance.Select(g => g.Passed), guidance.Select(g => g.Passed).Order());
        Assert.All(guidance, g => Assert.InRange(g.Face!.X + g.Face.Width, 0, 1));

        var stored = Assert.Single(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel)).Decision;
        Assert.Equal((DecisionOutcome.Certified, CertificationMethod.SelfFace), (stored.Outcome, stored.Method));
        using var again = await client.ReadResultAsync(opened.SessionId);
        Assert.Equal("Certified", (await again.Content.ReadFromJsonAsync(ContractsJson.Default.SessionResultDto, Cancel))!.Decision);
    }

    [Fact]
    public async Task Elderly_person_is_asked_one_action_without_the_eyes_and_helped_is_written_down()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions());
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person, "claim-of-a-helper-of-hers.helper-1");

        for (var i = 0; i < 6; i++)
        {
            Assert.NotEqual("blink", Assert.Single(await ChallengeAsync(host, await client.OpenAsync("elderly"))));
        }

        await using var fixedHost = await platform.StartAsync(new LiveSessionOptions { FixedChallengeForTests = ["turnLeft"] });
        using var second = new SessionClient(fixedHost.Http, person, "claim-of-a-helper-of-hers.helper-1");
        await second.HelloAsync(await second.OpenAsync("elderly"));
        var end = await second.PlayAsync(LivePlatform.Clip);

        Assert.Equal("Certified", end!.Result!.Decision);
        Assert.Equal(CertificationMethod.Assisted, Assert.Single(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel)).Decision.Method);
    }

    [Fact]
    public async Task Wrong_order_three_times_ends_at_a_caseworker_and_opens_no_fourth_session()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { FixedChallengeForTests = ["openMouth", "turnRight", "turnLeft"] });
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        List<(int Attempt, string Decision, int Left)> ends = [];

        for (var i = 0; i < 3; i++)
        {
            await client.HelloAsync(await client.OpenAsync());
            var result = (await client.PlayAsync(LivePlatform.Clip))!.Result!;
            ends.Add((result.Attempt, result.Decision, result.AttemptsLeft));
            Assert.Contains(result.Reasons, r => r.Code == "ChallengeNotPassed" && r.Advice.Zh.Length > 0);
        }

        Assert.Equal([(1, "RetryAllowed", 2), (2, "RetryAllowed", 1), (3, "ReferToCaseworker", 0)], ends);
        using var fourth = await client.PostAsync();
        Assert.Equal(HttpStatusCode.Conflict, fourth.StatusCode);
        Assert.Contains("with-caseworker", await fourth.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_without_a_reference_is_sent_to_a_caseworker_not_away()
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));

        await client.HelloAsync(await client.OpenAsync());
        var end = await client.PlayAsync(LivePlatform.Clip.Take(12));

        Assert.Equal(("ReferToCaseworker", "NoReference"), (end!.Result!.Decision, Assert.Single(end.Result.Reasons).Code));
    }

    [Fact]
    public async Task Face_that_is_never_found_ends_as_a_try_with_its_reason_and_after_three_at_a_caseworker()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { FixedChallengeForTests = LivePlatform.ClipOrder, Lifetime = TimeSpan.FromSeconds(8) });
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        List<(string Type, string? Decision, int? Left)> ends = [];

        for (var i = 0; i < 3; i++)
        {
            await client.HelloAsync(await client.OpenAsync());
            await client.PlayAsync(Enumerable.Repeat(LivePlatform.BlankPicture, 40), finish: false);
            var end = (await client.ReadEndAsync())!;
            ends.Add((end.Type, end.Result?.Decision, end.Result?.AttemptsLeft));
            Assert.Contains(end.Result?.Reasons ?? [], reason => reason.Code == "TooDark" && reason.Advice.Zh.Length > 0);
        }

        Assert.Equal([("done", "RetryAllowed", 2), ("done", "RetryAllowed", 1), ("done", "ReferToCaseworker", 0)], ends);
        using var fourth = await client.PostAsync();
        Assert.Equal(HttpStatusCode.Conflict, fourth.StatusCode);
    }

    [Fact]
    public async Task Few_frames_without_a_face_are_no_try_when_time_is_over()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { FixedChallengeForTests = LivePlatform.ClipOrder, Lifetime = TimeSpan.FromSeconds(3) });
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);

        await client.HelloAsync(await client.OpenAsync());
        await client.PlayAsync(Enumerable.Repeat(LivePlatform.BlankPicture, 5), finish: false);

        var end = (await client.ReadEndAsync())!;
        Assert.Equal(("refused", "expired"), (end.Type, end.Code));
        Assert.Empty(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));
    }

    [Fact]
    public async Task Opening_again_brings_no_other_action_until_a_decision_at_whichever_instance()
    {
        var store = new MemoryShortLivedStore(TimeProvider.System);
        await using var here = await platform.StartAsync(new LiveSessionOptions(), shortLived: store);
        await using var there = await platform.StartAsync(new LiveSessionOptions(), shortLived: store);
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(here.Http, person);
        using var elsewhere = new SessionClient(there.Http, person);
        var opened = await client.OpenAsync();
        List<IReadOnlyList<string>> asked = [await ChallengeAsync(here, opened)];
        for (var i = 0; i < 4; i++)
        {
            asked.Add(await ChallengeAsync(here, await (i % 2 == 0 ? client : elsewhere).OpenAsync()));
        }

        Assert.All(asked, challenge => Assert.Equal(asked[0], challenge));
        await client.HelloAsync(await client.OpenAsync());
        Assert.Equal("RetryAllowed", (await client.PlayAsync(LivePlatform.Clip.Take(12)))!.Result!.Decision);

        // one of several orders may be drawn twice in a row, not twelve times by twelve people
        Assert.True(await IsAskedAnewAsync(here, tries: 12));
    }

    /// <summary>What a session will ask for, from the record that no client sees.</summary>
    private static async Task<IReadOnlyList<string>> ChallengeAsync(LiveHost host, SessionOpenedDto opened) =>
        (await host.App.Services.GetRequiredService<SessionLedger>().FindAsync(opened.SessionId, Cancel))!.Challenge;

    /// <summary>Whoever knew the order before could look a recording out; of an action is told when its turn has come.</summary>
    [Fact]
    public async Task Nobody_is_told_which_actions_will_be_asked_for_before_their_turn()
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync());
        var opened = await client.OpenAsync();
        var welcome = await client.HelloAsync(opened);
        List<SocketMessageDto> guidance = [];
        await client.PlayAsync(LivePlatform.Clip.Take(40), guidance.Add, finish: false);

        var told = JsonSerializer.Serialize(opened, ContractsJson.Default.SessionOpenedDto) + JsonSerializer.Serialize(welcome, ContractsJson.Default.SocketMessageDto);
        Assert.All(LivePlatform.ClipOrder, action => Assert.DoesNotContain(action, told, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(LivePlatform.ClipOrder[1], guidance[^1].Action);
        Assert.DoesNotContain(guidance, message => JsonSerializer.Serialize(message, ContractsJson.Default.SocketMessageDto).Contains(LivePlatform.ClipOrder[2], StringComparison.OrdinalIgnoreCase));
    }

    private async Task<bool> IsAskedAnewAsync(LiveHost host, int tries)
    {
        for (var i = 0; i < tries; i++)
        {
            using var client = new SessionClient(host.Http, await platform.AddPersonAsync());
            var first = await client.OpenAsync();
            var asked = await ChallengeAsync(host, first);
            await client.HelloAsync(first);
            await client.PlayAsync(LivePlatform.Clip.Take(2));
            if (!(await ChallengeAsync(host, await client.OpenAsync())).SequenceEqual(asked))
            {
                return true;
            }
        }

        return false;
    }

    [Fact]
    public async Task Session_given_up_or_lost_is_no_try()
    {
        await using var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);

        await client.HelloAsync(await client.OpenAsync());
        await client.PlayAsync(LivePlatform.Clip.Take(8), finish: false);
        await client.SendTextAsync("""{"type":"cancel"}""");
        Assert.Equal("cancelled", (await client.ReadEndAsync())!.Code);
        await client.HelloAsync(await client.OpenAsync());
        client.Socket.Abort();

        Assert.Equal(1, (await client.OpenAsync()).Attempt);
        Assert.Empty(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));
    }

    [Fact]
    public async Task Lost_connection_goes_on_with_the_next_nonce_and_the_same_challenge()
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync());
        var opened = await client.OpenAsync();
        var first = await client.HelloAsync(opened);
        await client.PlayAsync(LivePlatform.Clip.Take(20), finish: false);
        var asked = await ChallengeAsync(host, opened);
        client.Socket.Abort();

        var second = await client.HelloAsync(opened, first.Nonce);
        var end = await client.PlayAsync(LivePlatform.Clip);

        Assert.Equal(("welcome", true), (second.Type, second.Restarted));
        Assert.Equal(asked, await ChallengeAsync(host, opened));
        Assert.Equal(("Certified", 1), (end!.Result!.Decision, end.Result.Attempt));
    }

    [Fact]
    public async Task Decision_that_an_instance_could_not_note_before_it_died_is_read_from_the_books()
    {
        var store = new MemoryShortLivedStore(TimeProvider.System);
        await using var host = await platform.StartAsync(shortLived: store);
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        var opened = await client.OpenAsync();
        var welcome = await client.HelloAsync(opened);
        await client.PlayAsync(LivePlatform.Clip);
        var noted = (await store.FindAsync($"session:{opened.SessionId}", Cancel))!;
        var record = JsonNode.Parse(noted)!;
        Assert.NotNull(record["result"]);
        record["result"] = null;
        await store.ReplaceAsync($"session:{opened.SessionId}", noted, Encoding.UTF8.GetBytes(record.ToJsonString()), TimeSpan.FromMinutes(1), Cancel);

        var again = await client.HelloAsync(opened, welcome.Nonce);

        Assert.Equal(("done", "Certified", 1), (again.Type, again.Result!.Decision, again.Result.Attempt));
        Assert.Single(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));
    }

    [Fact]
    public async Task Second_session_of_a_person_ends_the_first()
    {
        await using var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync();
        using var first = new SessionClient(host.Http, person);
        using var second = new SessionClient(host.Http, person, "claim-from-another-phone");
        await first.HelloAsync(await first.OpenAsync());

        var opened = await second.OpenAsync();

        Assert.Equal("superseded", (await first.ReadEndAsync())!.Code);
        await second.HelloAsync(opened);
        Assert.Equal("Certified", (await second.PlayAsync(LivePlatform.Clip))!.Result!.Decision);
    }

    [Fact]
    public async Task Another_persons_face_is_never_certified()
    {
        await using var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        var collins = Biometrics.Sessions.FrameSequence.Read(Path.Combine(LivePlatform.FacesFolder, "moving_collins.mjpeg")).Select(f => f.ToArray());

        await client.HelloAsync(await client.OpenAsync());
        var end = await client.PlayAsync(collins);

        Assert.NotEqual("Certified", end!.Result!.Decision);
        Assert.DoesNotContain(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel), d => d.Decision.Outcome == DecisionOutcome.Certified);
    }

    [Fact]
    public async Task Result_is_asked_for_while_the_session_runs_and_by_another_claim()
    {
        await using var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        using var stranger = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false), "claim-of-a-stranger-here");
        var opened = await client.OpenAsync();

        using var open = await client.ReadResultAsync(opened.SessionId);
        using var foreign = await stranger.ReadResultAsync(opened.SessionId);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (open.StatusCode, foreign.StatusCode));
    }

    [Fact]
    public async Task Shutdown_in_the_middle_ends_sessions_politely_and_undecided()
    {
        var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        await client.HelloAsync(await client.OpenAsync());
        await client.PlayAsync(LivePlatform.Clip.Take(10), finish: false);

        var stop = host.App.StopAsync(Cancel);
        var end = await client.ReadEndAsync();
        await client.ReadAsync();
        await stop;
        await host.DisposeAsync();

        Assert.Equal(("refused", "shuttingDown"), (end!.Type, end.Code));
        Assert.Empty(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));
    }
}
