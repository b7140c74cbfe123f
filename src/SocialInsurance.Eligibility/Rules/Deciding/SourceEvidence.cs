using System.Runtime.InteropServices;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// What one source says about one person, as the evidence algebra keeps it. Dates yyyymmdd, 0 = none; places are opaque.
/// The layout (three int, three ulong, in this order) is a contract: a caller may reinterpret its own cells as these.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct SourceEvidence
{
    /// <summary>Latest event whose name agrees; interval sources: latest end.</summary>
    public int LatestOn { get; init; }

    /// <summary>Latest but one, on another day; interval sources: start of the interval that ends last.</summary>
    public int PreviousOn { get; init; }

    /// <summary>Latest event whose name disagrees.</summary>
    public int DisagreeingOn { get; init; }

    /// <summary>Place of the record of <see cref="LatestOn"/>.</summary>
    public ulong LatestAt { get; init; }

    /// <summary>Place of the record of <see cref="PreviousOn"/>.</summary>
    public ulong PreviousAt { get; init; }

    /// <summary>Place of the record of <see cref="DisagreeingOn"/>.</summary>
    public ulong DisagreeingAt { get; init; }
}

/// <summary>All that the rules may know about one person. Dates yyyymmdd, 0 = none.</summary>
public readonly ref struct PersonFacts
{
    /// <summary>One cell per source, in the order of the names given to <see cref="Policy.Bind"/>.</summary>
    public ReadOnlySpan<SourceEvidence> Evidence { get; init; }

    /// <summary>The number in the register passed its check.</summary>
    public bool NumberUsable { get; init; }

    /// <summary>How often the number stands in the register; 0 and 1 both mean once.</summary>
    public int RegisteredTimes { get; init; }

    /// <summary>Day on which the next certification falls due.</summary>
    public int DueOn { get; init; }

    /// <summary>Day of the last certification.</summary>
    public int LastCertifiedOn { get; init; }

    /// <summary>Day of birth as the register has it.</summary>
    public int BirthOn { get; init; }

    /// <summary>Division of the person's agency, six digits; 0 = not known.</summary>
    public int Division { get; init; }

    /// <summary>Identifier, UTF-8; spreads people without a due date over the year, and nothing else.</summary>
    public ReadOnlySpan<byte> Id { get; init; }

    /// <summary>An adverse record without exact key may belong to the person.</summary>
    public bool OpenPossibleLink { get; init; }

    /// <summary>
    /// A death record that has no owner is somewhat like the person (the name with another's number, or near the threshold of a possible
    /// link), or only a held delivery reports the person: little, yet not nothing.
    /// </summary>
    public bool FaintPossibleLink { get; init; }

    /// <summary>
    /// The latest date of such records, yyyymmdd, when they are so unlikely to mean the person that presence anywhere later outweighs them.
    /// 0 = no event can: a family may show the dead person's card.
    /// </summary>
    public int FaintLinkOn { get; init; }
}

/// <summary>Decision about one person at one as-of date. A value; making one allocates nothing.</summary>
/// <param name="Outcome">What was decided.</param>
/// <param name="RuleIndex">Index of the deciding rule, from 0.</param>
/// <param name="RuleCode">Code of the deciding rule.</param>
/// <param name="Color">Colour of the deciding rule.</param>
/// <param name="Finding">Finding of the deciding rule.</param>
/// <param name="EvidenceSource">Index of the deciding source in the order given to Bind; -1 = none.</param>
/// <param name="EvidenceOn">Day of the deciding evidence, yyyymmdd; 0 = none.</param>
/// <param name="EvidenceAt">Place of the deciding record, opaque; 0 = none.</param>
/// <param name="Confidence">Freshness F of the record, 0..1, lowered when a yellow rule decides.</param>
/// <param name="Policy">Identity, version and digest of the policy.</param>
public readonly record struct EligibilityDecision(
    EligibilityOutcome Outcome, int RuleIndex, string RuleCode, RiskColor Color, FindingKind Finding,
    int EvidenceSource, int EvidenceOn, ulong EvidenceAt, double Confidence, PolicyStamp Policy);
