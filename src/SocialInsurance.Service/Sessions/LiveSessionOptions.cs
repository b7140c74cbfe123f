using SocialInsurance.Eligibility.LiveSessions;

namespace SocialInsurance.Service.Sessions;

/// <summary>Limits of live face sessions. Validated with <see cref="ServiceOptions"/>.</summary>
public sealed record LiveSessionOptions
{
    /// <summary>
    /// Sessions that this instance carries at once; more are asked to wait. Null: ten a worker, because a session at 8 frames a
    /// second needs 4 to 7 % of a core (307 to 501 ms for 60 frames, benchmarks/results/session.md). Range 1 to 10,000.
    /// </summary>
    public int? MaximumSessions { get; init; }

    /// <summary>From opening to the end. Default 120 s, range 1 s to 10 min.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The same for the profile <c>elderly</c>. Default 240 s, range 1 s to 10 min.</summary>
    public TimeSpan ElderlyLifetime { get; init; } = TimeSpan.FromSeconds(240);

    /// <summary>From the connection to the whole first message. Default 10 s, range 100 ms to 1 min.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without a whole message for so long, a session ends; a warning comes at 3/5 of it. Default 20 s, range 100 ms to 2 min.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an opened or broken session keeps its place without a connection. Default 20 s, range 100 ms to 2 min.</summary>
    public TimeSpan PlaceHeldFor { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Wanted from the browser. Default 8, range 1 to 30.</summary>
    public int FramesPerSecond { get; init; } = 8;

    /// <summary>Frames sent and not yet answered; one more ends the session. Default 4, range 1 to 16.</summary>
    public int MaximumInFlight { get; init; } = 4;

    /// <summary>Bytes of one JPEG. Default 524,288, range 1 KiB to 1 MiB.</summary>
    public int MaximumFrameBytes { get; init; } = 512 * 1024;

    /// <summary>Width times height of a frame. Default 921,600 (1280 x 720), range 10,000 to 2,100,000.</summary>
    public int MaximumFramePixels { get; init; } = 1280 * 720;

    /// <summary>
    /// FOR TESTS ONLY: the same actions in the same order for everybody, because a recorded clip cannot follow another.
    /// Null draws a new order for each session; anything else lets a recorded video pass.
    /// </summary>
    public IReadOnlyList<string>? FixedChallengeForTests { get; init; }

    /// <summary>
    /// Whether frames are compared with those of other sessions, and clocks with each other. Null: wherever the order of actions is drawn;
    /// a fixed order is for recorded clips, which are the same pictures every time.
    /// </summary>
    internal bool? InjectionWatchForTests { get; init; }

    internal bool WatchesInjection => InjectionWatchForTests ?? FixedChallengeForTests is null;

    /// <summary>Whether an action counts only after a prompt at a drawn moment. Null: wherever the order of actions is drawn.</summary>
    internal bool? PromptsForTests { get; init; }

    internal bool Prompts => PromptsForTests ?? FixedChallengeForTests is null;

    internal IEnumerable<string> Errors()
    {
        var millisecond = TimeSpan.FromMilliseconds(1);
        return new (string Name, double Found, double Least, double Most)[]
        {
            (nameof(MaximumSessions), MaximumSessions ?? 1, 1, 10_000),
            (nameof(Lifetime), Lifetime / millisecond, 1_000, 600_000),
            (nameof(ElderlyLifetime), ElderlyLifetime / millisecond, 1_000, 600_000),
            (nameof(HelloTimeout), HelloTimeout / millisecond, 100, 60_000),
            (nameof(IdleTimeout), IdleTimeout / millisecond, 100, 120_000),
            (nameof(PlaceHeldFor), PlaceHeldFor / millisecond, 100, 120_000),
            (nameof(FramesPerSecond), FramesPerSecond, 1, 30),
            (nameof(MaximumInFlight), MaximumInFlight, 1, 16),
            (nameof(MaximumFrameBytes), MaximumFrameBytes, 1024, 1 << 20),
            (nameof(MaximumFramePixels), MaximumFramePixels, 10_000, 2_100_000),
        }
        .Where(o => o.Found < o.Least || o.Found > o.Most)
        .Select(o => FormattableString.Invariant($"{o.Name}: expected {o.Least} to {o.Most}, found {o.Found}"))
        .Concat(FixedChallengeForTests is { } order && (order.Count == 0 || !order.All(Actions.IsKnown))
            ? [$"{nameof(FixedChallengeForTests)}: expected names of actions, found {string.Join(',', order)}"]
            : []);
    }
}
