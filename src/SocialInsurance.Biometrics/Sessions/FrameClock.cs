namespace SocialInsurance.Biometrics.Sessions;

/// <summary>Numbers by which a host's hints about the way of the frames are judged. A hint only ever leads to a person.</summary>
/// <param name="Version">of these numbers; thresholds of scores keep the profile's own</param>
/// <param name="MinimumSteps">Steps between frames that the clocks need before they are judged.</param>
/// <param name="MaximumEqualShare">Share of steps of the same millisecond count, 0..1, that a timer of a living page does not reach.</param>
/// <param name="LongestStepMs">A longer step is a stall of the line or of a machine and is not counted.</param>
/// <param name="LeastArrivalRatio">Frames that come in less than this share of the time they claim were not taken in that time.</param>
/// <param name="LeastClockRatio">A clock that moves on by less than this share of the time in which its frames came stands still.</param>
/// <param name="MaximumBackSteps">Steps back that a clock being set may explain.</param>
/// <param name="MinimumForeignFrames">Frames with a face that another session showed to the byte, from which this one is a replay.</param>
public sealed record InjectionSettings(
    string Version,
    int MinimumSteps,
    float MaximumEqualShare,
    int LongestStepMs,
    float LeastArrivalRatio,
    float LeastClockRatio,
    int MaximumBackSteps,
    int MinimumForeignFrames);

/// <summary>
/// The client's clock beside the host's. A page stamps a frame when it sends it, with at most a few unanswered: over many steps both
/// clocks agree on every line and machine, however slow. A script that makes its stamps up does not know that. Not thread-safe.
/// </summary>
internal sealed class FrameClock(InjectionSettings settings)
{
    private readonly Dictionary<long, int> _steps = [];
    private long _lastClientMs;
    private long _lastArrivalMs;
    private long _clientMs;
    private long _arrivalMs;
    private int _counted;
    private int _back;
    private bool _began;

    /// <param name="clientMs">as the client stamped it: any value</param>
    /// <param name="arrivalMs">of the host's monotonic clock</param>
    internal void Add(long clientMs, long arrivalMs)
    {
        if (_began)
        {
            Count(unchecked(clientMs - _lastClientMs), arrivalMs - _lastArrivalMs);
        }

        (_began, _lastClientMs, _lastArrivalMs) = (true, clientMs, arrivalMs);
    }

    internal bool IsUnlikely =>
        _back > settings.MaximumBackSteps
        || (_counted >= settings.MinimumSteps
            && (_arrivalMs < settings.LeastArrivalRatio * _clientMs
                || _clientMs < settings.LeastClockRatio * _arrivalMs
                || _steps.Values.Max() > settings.MaximumEqualShare * _counted));

    private void Count(long client, long arrival)
    {
        if (client < 0)
        {
            _back++;
        }
        else if (client <= settings.LongestStepMs && arrival <= settings.LongestStepMs)
        {
            _counted++;
            _clientMs += client;
            _arrivalMs += arrival;
            _steps[client] = _steps.GetValueOrDefault(client) + 1;
        }
    }
}
