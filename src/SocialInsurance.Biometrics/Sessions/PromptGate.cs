namespace SocialInsurance.Biometrics.Sessions;

/// <summary>How the moment at which an action is asked for is bound to the face. Living people answer a prompt; a recording cannot know when it comes.</summary>
/// <param name="Version">of these numbers</param>
/// <param name="LeastRestFrames">Frames in a row that the face rests before an action is asked for, at least;</param>
/// <param name="MostRestFrames">and at most: the host draws the number anew for every action.</param>
/// <param name="PatienceFrames">Whoever is never still is asked after this many frames without rest.</param>
/// <param name="RestDegrees">Whoever is this close to the resting pose rests; less than half of every movement, so that nobody rests and acts in one.</param>
/// <param name="LargestStepDegrees">From one frame to the next a head turns no further into an action; measured: 31 at 5 frames a second.</param>
/// <param name="LargestQuickStepDegrees">The same in a tenth of a second, where a clock tells the time; measured: 20.</param>
/// <param name="LongestStep">Frames so many times further apart than usual have a gap between.</param>
/// <param name="FrameMs">Where the host tells the time, one frame in so many milliseconds counts: rest, patience, answer and hold last as long for whoever sends faster.</param>
/// <param name="BurstFrames">So many frames may come at once, as a slow line gives them.</param>
/// <param name="UnseenFrames">Frames after the prompt that nobody can have answered yet: an action in one of them began too early and is asked for again.</param>
public sealed record PromptSettings(
    string Version,
    int LeastRestFrames,
    int MostRestFrames,
    int PatienceFrames,
    int UnseenFrames,
    float RestDegrees,
    float LargestStepDegrees,
    float LargestQuickStepDegrees,
    float LongestStep,
    int FrameMs,
    int BurstFrames)
{
    internal IEnumerable<(bool Holds, string Member, string Expected, double Found)> Checks() =>
    [
        (LeastRestFrames >= 1, "leastRestFrames", "at least 1", LeastRestFrames),
        (MostRestFrames >= LeastRestFrames, "mostRestFrames", "at least leastRestFrames", MostRestFrames),
        (PatienceFrames >= MostRestFrames, "patienceFrames", "at least mostRestFrames", PatienceFrames),
        (UnseenFrames >= 0, "unseenFrames", "at least 0", UnseenFrames),
        (RestDegrees > 0, "restDegrees", "above 0", RestDegrees),
        (LargestQuickStepDegrees > 0, "largestQuickStepDegrees", "above 0", LargestQuickStepDegrees),
        (LargestStepDegrees >= LargestQuickStepDegrees, "largestStepDegrees", "at least largestQuickStepDegrees", LargestStepDegrees),
        (LongestStep > 1, "longestStep", "above 1", LongestStep),
        (FrameMs is >= 1 and <= 1000, "frameMs", "1 to 1000", FrameMs),
        (BurstFrames is >= 1 and <= 64, "burstFrames", "1 to 64", BurstFrames),
    ];
}

/// <summary>
/// Whether the next action is asked for yet: after the face has rested for as many frames as the host drew, of those that count (<see cref="FramePace"/>). Without drawn numbers nobody is
/// asked anything (a recorded session) and the gate is always open. Not thread-safe.
/// </summary>
/// <param name="rests">frames of rest before each action; null: none</param>
internal sealed class PromptGate(PromptSettings settings, IReadOnlyList<int>? rests)
{
    private int _resting;
    private int _waited;
    private int _sincePrompt;

    internal PromptSettings Settings => settings;

    /// <summary>Which frames count.</summary>
    internal FramePace Pace { get; } = new(settings);

    private bool IsBound => rests is not null;

    internal bool IsOpen { get; private set; } = rests is null;

    /// <summary>Actions that began before their prompt can have been seen.</summary>
    internal int Early { get; private set; }

    /// <summary>A frame while the gate is shut: opens it when the face has rested long enough, or never does and does not move now.</summary>
    internal void Wait(int action, bool isAtRest, bool mightAct)
    {
        var counted = Pace.Counts ? 1 : 0;
        _resting = isAtRest ? _resting + counted : 0;
        _waited += counted;
        IsOpen = _resting >= rests![action] || (_waited >= settings.PatienceFrames && !mightAct);
    }

    /// <summary>A frame after the prompt; false when the action asked for shows earlier than anybody can answer: it is asked for again.</summary>
    internal bool Accept(bool shows)
    {
        _sincePrompt += Pace.Counts ? 1 : 0;
        if (!IsBound || _sincePrompt > settings.UnseenFrames || !shows)
        {
            return true;
        }

        Early++;
        Shut();
        return false;
    }

    /// <summary>The next action is asked for after a new rest.</summary>
    internal void Shut()
    {
        (_resting, _waited, _sincePrompt) = (0, 0, 0);
        IsOpen = !IsBound;
    }
}
