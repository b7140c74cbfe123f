using SocialInsurance.Biometrics.Pose;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Whether an action was seen on its way from rest, and not on both sides of a gap or a jump that nobody's head makes: a break may hide that
/// something else is shown. Then the rest has to be seen again, and the movement after it; nobody is accused. Not thread-safe.
/// </summary>
internal sealed class MovementPath(PromptSettings settings)
{
    /// <summary>Steps of a clock whose median is the camera's usual one.</summary>
    private const int UsualSteps = 15;

    /// <summary>A quick step's time: the frames of a usual camera.</summary>
    private const float QuickMs = 100;

    private readonly RunningMedian _steps = new(UsualSteps);
    private HeadPose _last;
    private bool _isApart;
    private bool _isBroken;
    private float _farthest = settings.LargestStepDegrees;

    /// <summary>Something lies between the frame before and the next: no face that could be used, another face, a break of the picture.</summary>
    internal void Part() => _isApart = true;

    /// <summary>How long after the frame before the next one was taken.</summary>
    /// <param name="adjacentMs">no gap, however fast the camera usually is</param>
    internal void Step(long ms, int adjacentMs)
    {
        var usual = _steps.Value;
        _isApart |= _steps.Count > 0 && ms > adjacentMs && ms > settings.LongestStep * usual;
        _steps.Add(Math.Clamp(ms, 0, int.MaxValue));
        _farthest = MathF.Min(settings.LargestStepDegrees, settings.LargestQuickStepDegrees * MathF.Max(1, ms / QuickMs));
    }

    /// <summary>A frame in which no action counts.</summary>
    internal void Rest(in HeadPose pose) => (_last, _isApart, _isBroken) = (pose, false, false);

    /// <summary>A frame in which the action asked for would count; false when it was not seen coming.</summary>
    /// <param name="mightAct">The frame shows half of the action or more.</param>
    /// <param name="begins">It shows the action, and the frame before did not.</param>
    internal bool Follow(in HeadPose pose, bool mightAct, bool begins)
    {
        _isBroken = mightAct && (_isBroken || _isApart || (begins && Distance(pose) > _farthest));
        (_last, _isApart) = (pose, false);
        return !_isBroken;
    }

    private float Distance(in HeadPose pose) =>
        MathF.Max(MathF.Abs(pose.YawDegrees - _last.YawDegrees), MathF.Abs(pose.PitchDegrees - _last.PitchDegrees));
}
