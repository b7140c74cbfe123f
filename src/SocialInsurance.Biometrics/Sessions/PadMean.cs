using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Mean of the attack scores of frontal frames, and which of them need one: all while the mean is near a threshold,
/// few when it is clear. The choice looks at no single score, so that no frame can buy itself out. Not thread-safe.
/// </summary>
internal sealed class PadMean(PadSettings settings, SessionSchedule schedule)
{
    private double _sum;
    private int _skipped;

    internal int Frames { get; private set; }

    /// <summary>0 without a frame.</summary>
    internal float Mean => Frames == 0 ? 0 : (float)(_sum / Frames);

    /// <summary>Asked once a frontal frame.</summary>
    internal bool IsDue()
    {
        var every = Frames < settings.MinimumFrames ? schedule.PadEvery : schedule.PadEveryAfterMinimum;
        if (Frames >= schedule.PadDenseFrames && !IsUnclear && ++_skipped < every)
        {
            return false;
        }

        _skipped = 0;
        return true;
    }

    internal void Add(float score)
    {
        _sum += score;
        Frames++;
    }

    /// <summary>A mean so near a threshold that a frame more or less could decide: nothing is saved on such a session.</summary>
    internal bool IsUnclear =>
        Frames == 0
        || MathF.Abs(Mean - settings.PassThreshold) <= schedule.PadMargin
        || MathF.Abs(Mean - settings.ReviewThreshold) <= schedule.PadMargin;
}
