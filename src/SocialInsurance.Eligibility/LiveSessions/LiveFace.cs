using System.Diagnostics;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Interop;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>What one live session asks.</summary>
/// <param name="Profile">name of a profile that ships; see <see cref="SessionProfile"/></param>
/// <param name="Challenge">actions in order</param>
/// <param name="PadFrames">frontal frames that attack detection needs, from the policy</param>
/// <param name="MaximumFramePixels">a frame of more is refused before it is decoded</param>
public sealed record LiveFaceRules(string Profile, IReadOnlyList<string> Challenge, int PadFrames, int MaximumFramePixels)
{
    /// <summary>Each action is asked for at a moment drawn by chance, when the face rests, and counts only after it; false for recorded clips, which hear no prompt.</summary>
    public bool IsPrompted { get; init; }
}

/// <summary>What became of a frame.</summary>
public enum FrameVerdict
{
    /// <summary>It was looked at.</summary>
    Seen = 1,

    /// <summary>A JPEG that could not be read to its end: a slip of the line, unless it repeats.</summary>
    Unreadable = 2,

    /// <summary>No JPEG, or one of more pixels than asked for: not a frame of our page.</summary>
    Refused = 3,
}

/// <summary>The box of a face, each 0..1 of the frame's width or height.</summary>
public readonly record struct FaceShare(double X, double Y, double Width, double Height);

/// <summary>What is told after a frame. Holds no score.</summary>
/// <param name="Action">waited for; null while the resting face is learned, while the face comes to rest before the next, and after the last</param>
/// <param name="Progress">0..1</param>
/// <param name="WorkMs">time on the worker, without waiting</param>
public readonly record struct FrameReading(
    FrameVerdict Verdict, AdviceCode Advice, string? Action, int Passed, double Progress, FaceShare? Face, bool IsComplete, double WorkMs);

/// <summary>
/// One live session's face: frames one after another, each on the worker that is free. Holds measures, a few templates and the few frames
/// that a review would need; <see cref="DisposeAsync"/> zeroes them. Not thread-safe.
/// </summary>
public sealed class LiveFace : IAsyncDisposable
{
    private readonly LiveFaces _faces;
    private readonly LiveFaceRules _rules;

    internal LiveFace(LiveFaces faces, LiveFaceRules rules, FaceSession session) => (_faces, _rules, Session) = (faces, rules, session);

    internal FaceSession Session { get; }

    internal LiveShots Shots { get; } = new();

    /// <summary>Whether the resting face is learned: every frame after it is of a try.</summary>
    public bool HasBegun => Session.Progress.RestKnown;

    /// <summary>Looks at a frame. The bytes are borrowed until the task ends, whatever happens to the caller.</summary>
    /// <exception cref="ObjectDisposedException">the host is shutting down</exception>
    public Task<FrameReading> AddAsync(ReadOnlyMemory<byte> jpeg) => _faces.RunAsync(worker => Look(worker, jpeg.Span));

    /// <summary>Whether the frame last looked at showed one face that could be used.</summary>
    public bool ShowsFace { get; private set; }

    /// <summary>The digest of its coded picture, whatever is written around it; that of the frame before when it was refused.</summary>
    public ReadOnlySpan<byte> PictureDigest => Session.PictureDigestOfLastFrame;

    /// <inheritdoc cref="FaceSession.Time"/>
    public void Time(long? clientClockMs, long arrivedMs) => Session.Time(clientClockMs, arrivedMs);

    /// <inheritdoc cref="FaceSession.MarkForeign"/>
    public void MarkForeign() => Session.MarkForeign();

    public ValueTask DisposeAsync()
    {
        Session.Dispose();
        Shots.Clear();
        return ValueTask.CompletedTask;
    }

    private FrameReading Look(FaceWorker worker, ReadOnlySpan<byte> jpeg)
    {
        var start = Stopwatch.GetTimestamp();
        var pipeline = worker.PipelineOf(_rules.Profile);
        var before = Session.Progress;
        ShowsFace = false;
        if (!IsOurs(worker.Probe(jpeg, out var header), header))
        {
            return Tell(FrameVerdict.Refused, FrameOutcome.Unreadable, before, before, start);
        }

        try
        {
            var outcome = Session.Add(pipeline, jpeg);
            ShowsFace = outcome == FrameOutcome.Acceptable;
            Shots.Add(before, Session.Progress, Session.IsLastFrameBest, jpeg);
            var verdict = outcome == FrameOutcome.Unreadable ? FrameVerdict.Unreadable : FrameVerdict.Seen;
            return Tell(verdict, outcome, before, Session.Progress, start);
        }
        finally
        {
            pipeline.Clear();
        }
    }

    private bool IsOurs(ImageStatus status, in ImageHeader header) =>
        header.Format == ImageFormat.Jpeg
        && status is ImageStatus.Ok or ImageStatus.Truncated or ImageStatus.Corrupt
        && (long)header.Width * header.Height <= _rules.MaximumFramePixels;

    private FrameReading Tell(FrameVerdict verdict, FrameOutcome outcome, in SessionProgress before, in SessionProgress now, long start)
    {
        var enough = Math.Min(1.0, (double)now.PadFrames / _rules.PadFrames);
        var complete = now.ChallengePassed && now.PadFrames >= _rules.PadFrames;
        var face = verdict == FrameVerdict.Seen ? ShareOf(now) : null;
        return new FrameReading(
            verdict,
            Guidance.For(outcome, before.Passed, now, face, complete),
            now.Awaited is { } action ? Actions.NameOf(action) : null,
            now.Passed,
            complete ? 1 : (0.1 * (now.RestKnown ? 1 : 0)) + (0.6 * now.Passed / now.Actions) + (0.3 * enough),
            face,
            complete,
            Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static FaceShare? ShareOf(in SessionProgress progress)
    {
        if (progress.Face is not { } box || progress.FrameWidth == 0)
        {
            return null;
        }

        var (left, top) = (Share(box.X, progress.FrameWidth), Share(box.Y, progress.FrameHeight));
        return new FaceShare(
            left, top, Share(box.X + box.Width, progress.FrameWidth) - left, Share(box.Y + box.Height, progress.FrameHeight) - top);
    }

    private static double Share(float pixels, int of) => Math.Round(Math.Clamp(pixels / of, 0, 1), 4);
}
