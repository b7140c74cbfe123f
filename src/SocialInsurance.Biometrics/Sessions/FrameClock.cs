namespace SocialInsurance.Biometrics.Sessions;

/// <summary>Numbers by which a host's hints about the way of the frames are judged. A hint only ever leads to a person.</summary>
/// <param name="Version">of these numbers; thresholds of scores keep the profile's own</param>
/// <param name="FramesUnanswered">The most frames that any page may have sent and not yet seen answered.</param>
/// <param name="ClockSlackMs">By so much two clocks may disagree over a session.</param>
/// <param name="MinimumSteps">Steps between frames before their evenness is judged.</param>
/// <param name="MaximumEqualShare">Share of steps of the same millisecond count, 0..1, that a timer of a living page does not reach.</param>
/// <param name="MaximumBackSteps">Steps back that a clock being set may explain.</param>
/// <param name="MinimumForeignFrames">Frames with a face whose coded picture another session showed, from which this one is a replay.</param>
/// <param name="AdjacentMs">Frames stamped further apart say nothing of a cut: in between a head turns. Living people were accused at 2.5 to 3.3 frames a second.</param>
public sealed record InjectionSettings(
    string Version,
    int FramesUnanswered,
    int ClockSlackMs,
    int MinimumSteps,
    float MaximumEqualShare,
    int MaximumBackSteps,
    int MinimumForeignFrames,
    int AdjacentMs)
{
    internal IEnumerable<(bool Holds, string Member, string Expected, double Found)> Checks() =>
    [
        (FramesUnanswered is >= 1 and <= 64, "framesUnanswered", "1 to 64", FramesUnanswered),
        (ClockSlackMs >= 0, "clockSlackMs", "at least 0", ClockSlackMs),
        (MinimumSteps >= 2, "minimumSteps", "at least 2", MinimumSteps),
        (MaximumEqualShare is > 0 and <= 1, "maximumEqualShare", "above 0, at most 1", MaximumEqualShare),
        (MaximumBackSteps >= 0, "maximumBackSteps", "at least 0", MaximumBackSteps),
        (MinimumForeignFrames >= 1, "minimumForeignFrames", "at least 1", MinimumForeignFrames),
        (AdjacentMs >= 1, "adjacentMs", "at least 1", AdjacentMs),
    ];
}

/// <summary>
/// The client's clock beside the host's. A page stamps a frame when it sends it and has at most n unanswered, so on every line and
/// machine, however slow or uneven, two laws hold of frames i and j: arrival(j) - arrival(i) >= stamp(j) - stamp(i + n), because a frame
/// comes after it was stamped and frame i came before its answer let i + n go; and stamp(j) - stamp(i) >= arrival(j - n) - arrival(i)
/// likewise. A script that makes its stamps up does not know when its frames arrive. One step is left out of each sum: a clock may be
/// set once. Not thread-safe.
/// </summary>
internal sealed class FrameClock(InjectionSettings settings)
{
    /// <summary>More than any session lasts; keeps sums of whatever was stamped within their type.</summary>
    private const long LongestStepMs = 86_400_000;

    private readonly Dictionary<long, int> _steps = [];
    private readonly Queue<long> _arrivals = new();
    private long _firstArrivalMs;
    private long _lastArrivalMs;
    private long _lastStampMs;
    private long _stampedMs;
    private long _laterStampedMs;
    private long _longestMs;
    private long _furthestBackMs;
    private int _frames;
    private int _back;

    /// <param name="stampMs">as the client says: any value</param>
    /// <param name="arrivalMs">of the host's monotonic clock</param>
    internal void Add(long stampMs, long arrivalMs)
    {
        if (_frames++ == 0)
        {
            _firstArrivalMs = arrivalMs;
        }
        else
        {
            Step(Math.Clamp(unchecked(stampMs - _lastStampMs), -LongestStepMs, LongestStepMs));
        }

        (_lastStampMs, _lastArrivalMs) = (stampMs, arrivalMs);
        _arrivals.Enqueue(arrivalMs);
        if (_arrivals.Count > settings.FramesUnanswered + 1)
        {
            _arrivals.Dequeue();
        }
    }

    internal bool IsUnlikely => _back > settings.MaximumBackSteps || IsHurried || IsSlow || IsEven;

    /// <summary>The frames came in less time than they claim to be of.</summary>
    private bool IsHurried => _laterStampedMs - _longestMs - (_lastArrivalMs - _firstArrivalMs) > settings.ClockSlackMs;

    /// <summary>The clock moved on by less than the time in which the frames came.</summary>
    private bool IsSlow =>
        _frames > settings.FramesUnanswered + 1 && _arrivals.Peek() - _firstArrivalMs - (_stampedMs - _furthestBackMs) > settings.ClockSlackMs;

    private bool IsEven => _frames > settings.MinimumSteps && _steps.Values.Max() > settings.MaximumEqualShare * (_frames - 1);

    private void Step(long step)
    {
        _stampedMs += step;
        if (_frames > settings.FramesUnanswered + 1)
        {
            _laterStampedMs += step;
            _longestMs = Math.Max(_longestMs, step);
        }

        _furthestBackMs = Math.Min(_furthestBackMs, step);
        _back += step < 0 ? 1 : 0;
        _steps[step] = _steps.GetValueOrDefault(step) + 1;
    }
}
