using System.Buffers;
using System.Diagnostics;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility.ReviewFrames;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>
/// The few frames of a running session that a review would need, in memory only: the best one and one for each action seen. Zeroed when
/// they are replaced and by <see cref="Clear"/>. Not thread-safe.
/// </summary>
internal sealed class LiveShots
{
    private readonly List<Shot> shots = [];

    /// <summary>Keeps a frame when it became the best one or showed the action that was waited for.</summary>
    /// <param name="isBest">the frame just added is the best so far</param>
    internal void Add(in SessionProgress before, in SessionProgress now, bool isBest, ReadOnlySpan<byte> jpeg)
    {
        if (isBest)
        {
            Put(FrameKind.Best, null, jpeg);
        }

        if (now.Passed > before.Passed && before.Awaited is { } action)
        {
            Put(FrameKind.Challenge, Actions.NameOf(action), jpeg);
        }
    }

    /// <summary>Borrowed until <see cref="Clear"/>: the best first, then the actions in their order.</summary>
    /// <param name="endedAt">now</param>
    internal IReadOnlyList<SessionShot> List(DateTimeOffset endedAt) =>
        [.. shots.OrderBy(shot => shot.Kind).Select(shot => new SessionShot(
            shot.Kind, shot.Action, endedAt - Stopwatch.GetElapsedTime(shot.Taken), shot.Buffer.AsMemory(0, shot.Length)))];

    internal void Clear()
    {
        foreach (var shot in shots)
        {
            ArrayPool<byte>.Shared.Return(shot.Buffer, clearArray: true);
        }

        shots.Clear();
    }

    private void Put(FrameKind kind, string? action, ReadOnlySpan<byte> jpeg)
    {
        var at = kind == FrameKind.Best ? shots.FindIndex(shot => shot.Kind == FrameKind.Best) : -1;
        if (at >= 0)
        {
            ArrayPool<byte>.Shared.Return(shots[at].Buffer, clearArray: true);
            shots.RemoveAt(at);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(jpeg.Length);
        jpeg.CopyTo(buffer);
        shots.Add(new Shot(kind, action, Stopwatch.GetTimestamp(), buffer, jpeg.Length));
    }

    private readonly record struct Shot(FrameKind Kind, string? Action, long Taken, byte[] Buffer, int Length);
}
