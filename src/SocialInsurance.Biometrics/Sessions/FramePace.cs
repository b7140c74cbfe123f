namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Which frames count where a number of frames stands for a time: after the first no more than one in <see cref="PromptSettings.FrameMs"/> on
/// the whole, by the host's own clock, whatever the sender stamps. Frames that a line held back come at once and count all the same, a few
/// of them, because their time has passed. Without a clock every frame counts. Not thread-safe.
/// </summary>
internal sealed class FramePace(PromptSettings settings)
{
    private double _due = 1;
    private long? _arrivedMs;

    /// <summary>Whether the frame in hand counts.</summary>
    internal bool Counts { get; private set; } = true;

    /// <summary>A frame came in.</summary>
    /// <param name="ms">of the host's monotonic clock</param>
    internal void Arrive(long ms)
    {
        _due = Math.Min(settings.BurstFrames, _due + ((ms - (_arrivedMs ?? ms)) / (double)settings.FrameMs));
        _arrivedMs = ms;
        Counts = _due >= 1;
        _due -= Counts ? 1 : 0;
    }
}
