using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Relatives;

/// <summary>Version 7 UUID.</summary>
public readonly record struct LinkId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>A link to store, with the helper's declared identity to seal.</summary>
public sealed record NewRelativeLink(
    LinkId Id, HelperId Helper, BeneficiaryId Beneficiary, Kinship Kinship, HelperIdentity Identity, DateTimeOffset RecordedAt);

/// <summary>A relative may act for a person. The log covers the sealed identity, so that it verifies without the key of the fields.</summary>
/// <param name="SealedIdentity">SHA-256 over the sealed identity of the helper as stored</param>
public sealed record RelativeLink(
    LinkId Id, HelperId Helper, BeneficiaryId Beneficiary, Kinship Kinship, Sha256Digest SealedIdentity, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.RelativeLinked;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("relative-link/1");
        writer.Add(Id.Value);
        writer.Add(Helper.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Kinship);
        writer.Add(SealedIdentity);
        writer.Add(RecordedAt);
    }
}

/// <summary>Who ended a link. Values are stored; never renumber.</summary>
public enum LinkEnder
{
    Helper = 1,

    /// <summary>The person for whom the helper acted.</summary>
    Person = 2,
}

/// <summary>The end of a link.</summary>
public sealed record RelativeUnlinking(
    LinkId Link, HelperId Helper, BeneficiaryId Beneficiary, LinkEnder EndedBy, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.RelativeUnlinked;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("relative-unlinking/1");
        writer.Add(Link.Value);
        writer.Add(Helper.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)EndedBy);
        writer.Add(RecordedAt);
    }
}

/// <summary>What a helper did for a person. Values are stored; never renumber.</summary>
public enum RelativeActKind
{
    /// <summary>Chose the person and saw how the person stands.</summary>
    Selected = 1,
}

/// <summary>A helper acted under a link; the person sees it.</summary>
public sealed record RelativeAct(
    LinkId Link, HelperId Helper, BeneficiaryId Beneficiary, RelativeActKind Kind, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.RelativeActed;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("relative-act/1");
        writer.Add(Link.Value);
        writer.Add(Helper.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Kind);
        writer.Add(RecordedAt);
    }
}
