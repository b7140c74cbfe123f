using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Tests.Support.Injection;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>
/// The small part of the injection corpus; the long one, with every method and its figures, is <c>benchmarks -- injection</c>. The
/// order of actions is fixed to that of the clip here: the attacker has guessed it, and only what looks at the way of the frames is left.
/// </summary>
public sealed class InjectionTests(LivePlatform platform)
{
    private static readonly LiveSessionOptions Watching = new()
    {
        FixedChallengeForTests = LivePlatform.ClipOrder, InjectionWatchForTests = true, MaximumSessions = 10_000,
    };

    private static readonly string[] Refusals =
    [
        "http401", "http403", "http400", "noSocket", "nonceRefused", "unknownSession", "badMessage", "badFrame", "badSequence", "tooManyInFlight", "tooLarge",
        "noFrames", "superseded",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Scripts => [.. ScriptAttacks.All.Select(attack => attack.Name)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_in_the_place_of_the_page_is_refused_and_decides_nothing(string name)
    {
        await using var host = await StartAsync();
        var attack = ScriptAttacks.All.Single(attack => attack.Name == name);
        foreach (var seed in new[] { 1, 2 })
        {
            var (person, other) = (await platform.AddPersonAsync(enrolled: false), await platform.AddPersonAsync(enrolled: false));
            var end = await attack.RunAsync(new ScriptScene(host.Http, CookieOf(person), CookieOf(other), LivePlatform.Clip, new Random(seed)));
            Assert.Contains(end, Refusals);
            Assert.Empty(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));
        }
    }

    public static TheoryData<string> Covers => [.. FileCover.All.Keys];

    /// <summary>As it is, or with something else written around every picture; another recording of the same person is no repeat.</summary>
    [Theory]
    [MemberData(nameof(Covers))]
    public async Task Recording_that_certified_once_goes_to_a_caseworker_when_it_is_sent_again(string cover)
    {
        await using var host = await StartAsync(Watching with { FixedChallengeForTests = ["turnLeft"] });
        Assert.Equal(("Certified", string.Empty), await PlayAsync(host, LivePlatform.Clip, honest: true));
        Assert.Equal(("ReferToCaseworker", "SampleInjected"), await PlayAsync(host, Covered(LivePlatform.Clip, cover), honest: true));
        Assert.Equal(("Certified", string.Empty), await PlayAsync(host, LivePlatform.OtherClip, honest: true));
    }

    [Fact]
    public async Task Stamps_made_up_go_to_a_caseworker_and_true_ones_do_not()
    {
        foreach (var (honest, end) in new[] { (false, ("ReferToCaseworker", "SampleInjected")), (true, ("Certified", string.Empty)) })
        {
            // a host of its own has not seen the recording
            await using var host = await StartAsync();
            Assert.Equal(end, await PlayAsync(host, LivePlatform.Clip, honest));
        }
    }

    /// <summary>
    /// The first action is asked for after as many frames of rest as were drawn for the session: whoever sends a recording cannot know when.
    /// What that keeps out: prompts.md. Six sessions with one number are one in ten thousand.
    /// </summary>
    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 2)]
    public async Task First_prompt_comes_at_another_moment_in_each_session_where_moments_are_drawn(bool drawn, int sessions)
    {
        await using var host = await StartAsync(Watching with { PromptsForTests = drawn });
        HashSet<int> unasked = [];
        for (var session = 0; session < sessions; session++)
        {
            using var client = new InjectionClient(host.Http, CookieOf(await platform.AddPersonAsync()));
            var (opened, _) = await client.OpenAsync();
            Assert.Null(await client.HelloAsync(opened!, opened!.Nonce));
            await client.PlayAsync(LivePlatform.Clip, _ => Environment.TickCount64);
            Assert.Contains(opened.Challenge[0], client.Asked);
            unasked.Add(client.Asked.TakeWhile(action => action is null).Count());
        }

        Assert.Equal(drawn, unasked.Count > 1);
    }

    private static string CookieOf(BeneficiaryId person) => $"{CookieClaims.Cookie}={person.Value}.claim-one-of-this-person";

    private static byte[][] Covered(IReadOnlyList<byte[]> clip, string cover) => [.. clip.Select((frame, at) => FileCover.All[cover](frame, at))];

    private Task<LiveHost> StartAsync(LiveSessionOptions? sessions = null) => platform.StartAsync(
        sessions ?? Watching,
        options => options with { Velocity = new VelocityOptions { SessionsPerAddress = 1_000_000, SessionsPerPerson = 1_000_000 } });

    private async Task<(string End, string Reasons)> PlayAsync(LiveHost host, IReadOnlyList<byte[]> frames, bool honest)
    {
        var person = await platform.AddPersonAsync();
        using var client = new InjectionClient(host.Http, CookieOf(person));
        var (opened, _) = await client.OpenAsync();
        Assert.Null(await client.HelloAsync(opened!, opened!.Nonce));
        var end = await client.PlayAsync(frames, index => honest ? Environment.TickCount64 : 1_700_000_000_000 + (125 * index));
        Assert.Equal(end == "Certified", (await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel)).Single().Decision.Outcome == DecisionOutcome.Certified);
        return (end, client.Reasons);
    }
}
