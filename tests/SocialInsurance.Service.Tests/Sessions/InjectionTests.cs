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
    /// <summary>Between frames of a usual camera.</summary>
    private const int CameraMs = 125;

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
        Assert.Equal(("Certified", string.Empty), await PlayAsync(host, LivePlatform.Clip));
        Assert.Equal(("ReferToCaseworker", "SampleInjected"), await PlayAsync(host, Covered(LivePlatform.Clip, cover)));
        Assert.Equal(("Certified", string.Empty), await PlayAsync(host, LivePlatform.OtherClip));
    }

    [Fact]
    public async Task Stamps_made_up_go_to_a_caseworker_and_true_ones_do_not()
    {
        foreach (var (stampOf, end) in new (Func<int, long>?, (string, string))[] { (Even, ("ReferToCaseworker", "SampleInjected")), (null, ("Certified", string.Empty)) })
        {
            // a host of its own has not seen the recording
            await using var host = await StartAsync();
            Assert.Equal(end, await PlayAsync(host, LivePlatform.Clip, stampOf: stampOf));
        }

        static long Even(int frame) => 1_700_000_000_000 + (125 * frame);
    }

    /// <summary>
    /// The first action is asked for after as much rest as was drawn for the session: whoever sends a recording cannot know when.
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
            var asked = await AskedAsync(host, CameraMs);
            Assert.Contains(LivePlatform.ClipOrder[0], asked);
            unasked.Add(asked.TakeWhile(action => action is null).Count());
        }

        Assert.Equal(drawn, unasked.Count > 1);
    }

    /// <summary>
    /// Before the clip turns there are 27 frames: at a tenth of the time learning takes more than that. What the face does on the stamps of
    /// a usual camera is of no help.
    /// </summary>
    [Fact]
    public async Task Sender_at_ten_times_the_rate_is_asked_for_nothing_before_the_recording_moves()
    {
        const int StillFrames = 27;
        await using var host = await StartAsync(Watching with { PromptsForTests = true });
        Assert.Contains(LivePlatform.ClipOrder[0], (await AskedAsync(host, CameraMs)).Take(StillFrames));
        Assert.All((await AskedAsync(host, CameraMs / 10)).Take(StillFrames), Assert.Null);
    }

    private static string CookieOf(BeneficiaryId person) => $"{CookieClaims.Cookie}={person.Value}.claim-one-of-this-person";

    private static byte[][] Covered(IReadOnlyList<byte[]> clip, string cover) => [.. clip.Select((frame, at) => FileCover.All[cover](frame, at))];

    private readonly PacedClock clock = new();

    private Task<LiveHost> StartAsync(LiveSessionOptions? sessions = null) => platform.StartAsync(
        sessions ?? Watching,
        options => options with { Clock = clock, Velocity = new VelocityOptions { SessionsPerAddress = 1_000_000, SessionsPerPerson = 1_000_000 } });

    /// <summary>What each answer to a frame asked for, when the clip is sent with so many milliseconds between frames.</summary>
    private async Task<List<string?>> AskedAsync(LiveHost host, int everyMs)
    {
        using var client = new InjectionClient(host.Http, CookieOf(await platform.AddPersonAsync()));
        var (opened, _) = await client.OpenAsync();
        Assert.Null(await client.HelloAsync(opened!, opened!.Nonce));
        await client.PlayAsync(LivePlatform.Clip, frame => clock.Advance(frame, everyMs));
        return client.Asked;
    }

    /// <param name="stampOf">null: the sender's own clock</param>
    private async Task<(string End, string Reasons)> PlayAsync(LiveHost host, IReadOnlyList<byte[]> frames, Func<int, long>? stampOf = null)
    {
        var person = await platform.AddPersonAsync();
        using var client = new InjectionClient(host.Http, CookieOf(person));
        var (opened, _) = await client.OpenAsync();
        Assert.Null(await client.HelloAsync(opened!, opened!.Nonce));
        var end = await client.PlayAsync(frames, frame => clock.Advance(frame, CameraMs) is var own && stampOf is null ? own : stampOf!(frame));
        Assert.Equal(end == "Certified", (await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel)).Single().Decision.Outcome == DecisionOutcome.Certified);
        return (end, client.Reasons);
    }
}
