using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Mean of the attack scores of frontal frames, and which of them need one: all at first, then as many as the distance of the mean
/// from the thresholds asks for. In doubt a score stands for the frame that was passed over before it too, so that the mean is the one of all
/// frames; where the mean is clear it does not: twelve frames' weight in one score could decide. The choice looks at no single score. Not thread-safe.
/// </summary>
internal sealed class PadMean(PadSettings settings, SessionSchedule schedule)
{
    /// <summary>Standard deviation that scores are taken to have at least: a row of equal scores is no proof of the next one.</summary>
    private const double LeastDeviation = 0.05;

    private double _weight;
    private double _sum;
    private double _squares;
    private int _skipped;
    private int _standsFor = 1;

    internal int Frames { get; private set; }

    /// <summary>0 without a frame.</summary>
    internal float Mean => Frames == 0 ? 0 : (float)(_sum / _weight);

    /// <summary>The next frontal frame will need a score, and it may decide: it is looked at with every model.</summary>
    internal bool NeedsCloseLook =>
        IsUnclear
        && (Frames == 0 || Distance <= schedule.PadClearErrors * StandardError)
        && (Frames < schedule.PadDenseFrames || _skipped + 1 >= Every);

    /// <summary>Asked once a frontal frame.</summary>
    internal bool IsDue()
    {
        if (Frames >= schedule.PadDenseFrames && ++_skipped < Every)
        {
            return false;
        }

        _standsFor = IsUnclear ? Math.Clamp(_skipped, 1, schedule.PadEveryInDoubt) : 1;
        _skipped = 0;
        return true;
    }

    internal void Add(float score)
    {
        _weight += _standsFor;
        _sum += (double)_standsFor * score;
        _squares += (double)_standsFor * score * score;
        Frames++;
    }

    /// <summary>The mean is so near a threshold that a frame more or less could decide: frames are looked at as the camera saw them.</summary>
    internal bool IsUnclear => IsNear && !IsSettled;

    private int Every => (HasEnough: Frames >= settings.MinimumFrames, IsUnclear) switch
    {
        (false, true) => 1,
        (false, false) => schedule.PadEvery,
        (true, true) => Distance < schedule.PadDenseErrors * StandardError ? 1 : schedule.PadEveryInDoubt,
        (true, false) => schedule.PadEveryAfterMinimum,
    };

    private bool IsNear =>
        Frames == 0
        || MathF.Abs(Mean - settings.PassThreshold) <= schedule.PadMargin
        || MathF.Abs(Mean - settings.ReviewThreshold) <= schedule.PadMargin;

    /// <summary>There are enough frames, and by their own spread more of them would leave the mean on its side of both thresholds.</summary>
    private bool IsSettled => Frames >= settings.MinimumFrames && Distance > schedule.PadClearErrors * StandardError;

    /// <summary>Of the mean from the nearer threshold, 0..1.</summary>
    private double Distance => Math.Min(Math.Abs(Mean - settings.PassThreshold), Math.Abs(Mean - settings.ReviewThreshold));

    /// <summary>Of the mean, as if frames were independent: neighbours correlate by 0.1 to 0.6 on the evaluation clips.</summary>
    private double StandardError
    {
        get
        {
            var variance = Math.Max(0, (_squares / _weight) - ((double)Mean * Mean));
            return Math.Sqrt(Math.Max(variance, LeastDeviation * LeastDeviation) / Frames);
        }
    }
}
