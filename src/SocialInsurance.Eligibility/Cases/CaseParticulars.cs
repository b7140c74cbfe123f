namespace SocialInsurance.Eligibility.Cases;

/// <summary>Which way a piece of evidence points. Values are stored; never renumber.</summary>
public enum EvidenceDirection
{
    /// <summary>The person is alive and entitled.</summary>
    Life = 1,

    /// <summary>Entitlement is lost.</summary>
    Loss = 2,

    /// <summary>Neither.</summary>
    Neutral = 3,
}

/// <param name="Source">code of a source of the policy, or "document", "testimony": 1..64 of [A-Za-z0-9._-]</param>
/// <param name="IndependenceGroup">sources of one group count once; the source itself where the policy knows no group</param>
public sealed record CaseEvidence(string Source, string IndependenceGroup, DateOnly OccurredOn, EvidenceDirection Direction);

/// <summary>By which way a contact was tried. Values are stored; never renumber.</summary>
public enum ContactChannel
{
    Phone = 1,

    /// <summary>A live video call.</summary>
    Video = 2,

    /// <summary>At the person's home.</summary>
    Visit = 3,

    /// <summary>At a service window.</summary>
    Window = 4,

    Letter = 5,

    /// <summary>The officer of the village or community (村居干部) went or asked.</summary>
    VillageOfficer = 6,
}

/// <summary>What came of a contact. Values are stored; never renumber.</summary>
public enum ContactResult
{
    /// <summary>The person was met or spoken to.</summary>
    PersonReached = 1,

    /// <summary>Family confirmed the loss, for example the death.</summary>
    FamilyConfirmsLoss = 2,

    /// <summary>Family says that the person is alive.</summary>
    FamilyConfirmsLife = 3,

    NotReached = 4,

    /// <summary>Of a visit: offered, not yet answered.</summary>
    Offered = 5,

    /// <summary>Of a visit: not wanted.</summary>
    Declined = 6,
}

/// <summary>What an investigation established. Values are stored; never renumber.</summary>
public enum Established
{
    LossConfirmed = 1,

    Alive = 2,

    /// <summary>It could not be found out.</summary>
    Undetermined = 3,
}
