using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Certification;

/// <summary>Version 7 UUID.</summary>
public readonly record struct DecisionId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>What was decided. Values are stored; never renumber. No value stops a payment.</summary>
public enum DecisionOutcome
{
    /// <summary>Eligibility is certified for a new period.</summary>
    Certified = 1,

    /// <summary>Nothing to do before the due date.</summary>
    NotDue = 2,

    /// <summary>Records do not suffice: the person is asked, by face or by an equal other way.</summary>
    FaceRequired = 3,

    /// <summary>A person must look; payment goes on.</summary>
    Review = 4,
}

/// <summary>By which way. Values are stored; never renumber.</summary>
public enum CertificationMethod
{
    /// <summary>By data comparison, without the person (静默认证).</summary>
    Silent = 1,

    /// <summary>By the person's own face session (自助认证).</summary>
    SelfFace = 2,

    /// <summary>With a caseworker or helper present (协助认证).</summary>
    Assisted = 3,
}

/// <summary>Who decided. Values are stored; never renumber.</summary>
public enum DeciderKind
{
    /// <summary>Rules alone.</summary>
    Automatic = 1,

    /// <summary>A caseworker.</summary>
    Human = 2,
}

/// <summary>The policy that decided.</summary>
/// <param name="Version">as the policy names itself, 1..64 characters</param>
/// <param name="Digest">SHA-256 over the policy's bytes</param>
public sealed record PolicyReference(string Version, Sha256Digest Digest);

/// <summary>The evidence that decided.</summary>
/// <param name="Source">name of the source</param>
/// <param name="Places">places of the records as text: file and line; no personal data</param>
public sealed record DecisionEvidence(string Source, DateOnly OccurredOn, string Places);

/// <summary>Where a decision comes from; decides what "the same decision again" means.</summary>
public abstract record DecisionOrigin
{
    private DecisionOrigin()
    {
    }

    /// <summary>One decision per run and beneficiary.</summary>
    public sealed record ComparisonRun(RunId Run) : DecisionOrigin;

    /// <summary>One decision per session and attempt.</summary>
    /// <param name="Attempt">from 1</param>
    public sealed record FaceSession(SessionId Session, int Attempt) : DecisionOrigin;
}

/// <summary>A decision about one beneficiary, with all that is needed to explain it years later. Immutable once stored.</summary>
/// <param name="RuleCode">code of the rule that fired, 1..64 characters</param>
/// <param name="Evidence">null when no record decided</param>
/// <param name="ModelDigests">for face: "task=sha256" joined by ';'; null for silent decisions</param>
/// <param name="Period">the period opened, exactly when certified</param>
public sealed record CertificationDecision(
    DecisionId Id,
    BeneficiaryId Beneficiary,
    CertificationMethod Method,
    DecisionOutcome Outcome,
    string RuleCode,
    PolicyReference Policy,
    DecisionEvidence? Evidence,
    DateTimeOffset DecidedAt,
    DeciderKind Decider,
    DecisionOrigin Origin,
    string? ModelDigests,
    CertificationPeriod? Period) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.DecisionRecorded;

    string IAuditable.AuditSubject => Beneficiary.Value;

    DateTimeOffset IAuditable.RecordedAt => DecidedAt;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("certification-decision/1");
        writer.Add(Id.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Method);
        writer.Add((long)Outcome);
        writer.Add(RuleCode);
        writer.Add(Policy.Version);
        writer.Add(Policy.Digest);
        writer.Add(Evidence?.Source);
        writer.Add(Evidence?.OccurredOn);
        writer.Add(Evidence?.Places);
        writer.Add(DecidedAt);
        writer.Add((long)Decider);
        WriteOrigin(writer);
        writer.Add(ModelDigests);
        WritePeriod(writer);
    }

    private void WriteOrigin(CanonicalWriter writer)
    {
        var session = Origin as DecisionOrigin.FaceSession;
        writer.Add((Origin as DecisionOrigin.ComparisonRun)?.Run.Value);
        writer.Add(session?.Session.Value);
        writer.Add(session?.Attempt ?? 0);
    }

    private void WritePeriod(CanonicalWriter writer)
    {
        writer.Add(Period?.Beneficiary.Value);
        writer.Add(Period?.From);
        writer.Add(Period?.Until);
    }
}
