using System.Collections.Immutable;
using SocialInsurance.Biometrics.Models;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>What a unit is taken for.</summary>
public enum PadUnitVerdict
{
    /// <summary>At or above the pass threshold.</summary>
    BonaFide = 1,

    /// <summary>Between the thresholds: a person looks.</summary>
    Review = 2,

    /// <summary>Below the review threshold.</summary>
    Attack = 3,

    /// <summary>Too few usable frames for a verdict.</summary>
    NoResponse = 4,
}

/// <summary>One unit with its score.</summary>
/// <param name="Score">Mean fused score over its usable frontal frames; NaN without a response.</param>
/// <param name="Frames">All of its frames.</param>
/// <param name="UsedFrames">Those in the mean.</param>
/// <param name="Reason">Commonest outcome of its other frames, or why it could not be read.</param>
public sealed record PadUnitResult(PadUnit Unit, PadUnitVerdict Verdict, double Score, int Frames, int UsedFrames, string Reason, float Parallax, int TurnedFrames);

/// <summary>Errors of one kind of presentation. Every rate says of how many.</summary>
/// <param name="Name">Species or source; "bonafide" for bona fide presentations.</param>
/// <param name="Error">APCER or BPCER at the pass threshold, of units with a response.</param>
/// <param name="AtReview">The same at the review threshold: attacks that are not refused outright, or bona fide presentations that are.</param>
/// <param name="NonResponse">APNRR or BPNRR: units without a response, of all.</param>
/// <param name="FrameError">As <paramref name="Error"/>, of single usable frames; frames of one clip are not independent.</param>
public sealed record PadRates(string Name, ErrorRate Error, ErrorRate AtReview, ErrorRate NonResponse, ErrorRate FrameError);

/// <summary>A source's own rates.</summary>
public sealed record PadSourceRates(string Source, PadRates BonaFide, PadRates Attacks);

/// <summary>What one vote is worth on these data, by itself.</summary>
/// <param name="FrameJackknife">Lowest and highest frame area with one unit left out; NaN beyond the units that this is counted for.</param>
/// <param name="LeaveOneOut">Units misjudged by a threshold chosen on the others.</param>
public sealed record PadVoteValue(string Name, RocArea Frames, RateInterval FrameJackknife, RocArea Units, ErrorRate LeaveOneOut);

/// <summary>What an evaluation was made with: enough to repeat it.</summary>
public sealed record PadConditions(string Profile, string Fusion, float PassThreshold, float ReviewThreshold, int MinimumFrames, ImmutableArray<ModelIdentity> Models);

/// <summary>An evaluation of presentation attack detection (ISO/IEC 30107-3): attack and bona fide units, and their frames.</summary>
/// <param name="AverageError">ACER: mean of BPCER and the APCER of the worst species; NaN when one kind is missing.</param>
/// <param name="UnitScores">Bona fide units as mated, attack units as non-mated.</param>
public sealed record PadEvaluationResult(
    PadConditions Conditions,
    ImmutableArray<PadUnitResult> Units,
    PadRates BonaFide,
    ImmutableArray<PadRates> Species,
    ImmutableArray<PadSourceRates> Sources,
    double AverageError,
    ImmutableArray<PadVoteValue> Votes,
    ScoreSet UnitScores,
    ScoreSet FrameScores)
{
    public int AttackUnits => Units.Count(u => !u.Unit.IsBonaFide);

    public int BonaFideUnits => Units.Count(u => u.Unit.IsBonaFide);
}
