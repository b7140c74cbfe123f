using System.Text;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Service.Sessions;

/// <summary>
/// What the way of frames tells about them, noted in the session's face: the client's clock, and whether another session showed the
/// same picture. No camera codes one picture twice, so a recording sent again is seen whatever its challenge and whatever is written around
/// its pictures; one that is coded anew is not. Thread-safe.
/// </summary>
internal sealed class InjectionWatch(IShortLivedStore store, TimeProvider clock)
{
    /// <summary>Of every so many digests one is remembered: the same ones in every session, because the digest itself says so.</summary>
    private const int OneOf = 4;

    /// <summary>A recording is of use for longer, but every day of it would be a day of digests.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    /// <summary>Before a frame is looked at. Of a sender without stamps only the arrival is told.</summary>
    internal void Time(LiveFace face, in LiveFrame frame) =>
        face.Time(frame.ClientClockMs, (long)clock.GetElapsedTime(0, frame.Received).TotalMilliseconds);

    /// <summary>After a frame was looked at. A covered lens gives the same black to everybody: only a frame with a face counts, once in a session.</summary>
    internal async Task CompareAsync(LiveFace face, string session)
    {
        if (!face.ShowsFace || face.PictureDigest[0] % OneOf != 0)
        {
            return;
        }

        var digest = Convert.ToHexStringLower(face.PictureDigest);

        try
        {
            var key = $"frame:{digest}";
            if (!await store.TryAddAsync(key, Encoding.ASCII.GetBytes(session), Remembered, CancellationToken.None)
                && await IsAnothersAsync(key, session)
                && await store.TryAddAsync($"frame-met:{digest.AsSpan(0, 32)}:{session}", new byte[] { 1 }, Remembered, CancellationToken.None))
            {
                face.MarkForeign();
            }
        }
        catch (ShortLivedStoreUnavailableException)
        {
            // the session cannot end without the store either
        }
    }

    private async Task<bool> IsAnothersAsync(string key, string session) =>
        await store.FindAsync(key, CancellationToken.None) is { } first && Encoding.ASCII.GetString(first) != session;
}
