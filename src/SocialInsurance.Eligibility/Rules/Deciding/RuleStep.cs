namespace SocialInsurance.Eligibility.Rules;

/// <summary>What became of a rule.</summary>
public enum RuleStepResult
{
    /// <summary>It decided.</summary>
    Decided = 1,
    /// <summary>It did not hold.</summary>
    NotHeld = 2,
    /// <summary>It held, but an earlier rule had decided.</summary>
    HeldAfterDecision = 3,
}

/// <summary>A record that a condition looked at.</summary>
/// <param name="SourceIndex">Index of the source in the order given to Bind.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="OccurredOn">Day of the event, yyyymmdd.</param>
/// <param name="RecordAt">Place of the record, opaque.</param>
/// <param name="Strength">Weight of the source; for activity times exp(-age / TTL).</param>
public sealed record EvidenceUsed(int SourceIndex, string Source, int OccurredOn, ulong RecordAt, double Strength);

/// <summary>Whether a condition held, why, and on which evidence.</summary>
public sealed record ConditionCheck(ConditionKind Kind, bool Held, IReadOnlyList<EvidenceUsed> Evidence, ReasonText Why);

/// <summary>One rule in the trace of a decision.</summary>
/// <param name="RuleIndex">Index of the rule, from 0.</param>
/// <param name="Code">Code of the rule.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Outcome">What it decides when it holds first.</param>
/// <param name="Finding">Its finding.</param>
/// <param name="Checks">Its conditions in order.</param>
public sealed record RuleStep(
    int RuleIndex, string Code, RuleStepResult Result, EligibilityOutcome Outcome, FindingKind Finding,
    IReadOnlyList<ConditionCheck> Checks);
