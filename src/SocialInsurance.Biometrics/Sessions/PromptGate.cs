namespace SocialInsurance.Biometrics.Sessions;

/// <summary>How the moment at which an action is asked for is bound to the face. Living people answer a prompt; a recording cannot know when it comes.</summary>
/// <param name="Version">of these numbers</param>
/// <param name="LeastRestFrames">Frames in a row that the face rests before an action is asked for, at least;</param>
/// <param name="MostRestFrames">and at most: the host draws the number anew for every action.</param>
/// <param name="PatienceFrames">Whoever is never still is asked after this many frames without rest.</param>
/// <param name="UnseenFrames">Frames after the prompt that nobody can have answered yet: an action in one of them began too early and is asked for again.</param>
public sealed record PromptSettings(
    string Version,
    int LeastRestFrames,
    int MostRestFrames,
    int PatienceFrames,
    int UnseenFrames)
{
    internal IEnumerable<(bool Holds, string Member, string Expected, double Found)> Checks() =>
    [
        (LeastRestFrames >= 1, "leastRestFrames", "at least 1", LeastRestFrames),
        (MostRestFrames >= LeastRestFrames, "mostRestFrames", "at least leastRestFrames", MostRestFrames),
        (PatienceFrames >= MostRestFrames, "patienceFrames", "at least mostRestFrames", PatienceFrames),
        (UnseenFrames >= 0, "unseenFrames", "at least 0", UnseenFrames),
    ];
}

/// <summary>
/// Whether the next action is asked for yet: after the face has rested for as many frames as the host drew. Without drawn numbers nobody is
/// asked anything (a recorded session) and the gate is always open. Not thread-safe.
/// </summary>
/// <param name="rests">frames of rest before each action; null: none</param>
internal sealed class PromptGate(PromptSettings settings, IReadOnlyList<int>? rests)
{
    private int _resting;
    private int _waited;
    private int _sincePrompt;

    private bool IsBound => rests is not null;

    internal bool IsOpen { get; private set; } = rests is null;

    /// <summary>Actions that began before their prompt can have been seen.</summary>
    internal int Early { get; private set; }

    /// <summary>A frame while the gate is shut: opens it when the face has rested long enough, or never does and does not move now.</summary>
    internal void Wait(int action, bool isAtRest, bool mightAct)
    {
        _resting = isAtRest ? _resting + 1 : 0;
        _waited++;
        IsOpen = _resting >= rests![action] || (_waited >= settings.PatienceFrames && !mightAct);
    }

    /// <summary>A frame after the prompt; false when the action asked for shows earlier than anybody can answer: it is asked for again.</summary>
    internal bool Accept(bool shows)
    {
        if (!IsBound || ++_sincePrompt > settings.UnseenFrames || !shows)
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
