namespace SocialInsurance.Eligibility.Cases;

/// <summary>Which kinds of finding a meeting with the living person answers.</summary>
public static class DoubtKinds
{
    /// <summary>A source delivered a death record with the person's number: refuted, it counts against the source.</summary>
    private static readonly HashSet<string> DeathRecords = ["DeathCorroborated", "DeathSuspected", "DeathContradicted"];

    private static readonly HashSet<string> PossibleDeaths = ["PossibleDeathLink", "OpenPossibleLink"];

    private static readonly HashSet<FindingKind> Answered = [FindingKind.AliveClaim, FindingKind.LongUncertified, new FindingKind("FaceReferred")];

    public static bool IsDeathRecord(FindingKind kind) => DeathRecords.Contains(kind.Code);

    /// <summary>A finding that the living person refutes.</summary>
    public static bool IsDoubtOfLife(FindingKind kind) => IsDeathRecord(kind) || PossibleDeaths.Contains(kind.Code);

    /// <summary>No doubt, but done once the person was met and certified.</summary>
    public static bool IsAnsweredByMeeting(FindingKind kind) => Answered.Contains(kind);
}
