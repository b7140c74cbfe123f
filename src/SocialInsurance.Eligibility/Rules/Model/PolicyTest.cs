namespace SocialInsurance.Eligibility.Rules;

/// <summary>One row of the test table in a policy file: given facts, expected decision.</summary>
public sealed record PolicyTest(
    string Name, DateOnly AsOf, PolicyTestFacts Given, PolicyTestExpectation Expect, TextPosition Position);

/// <summary>The given side of a test row; dates yyyymmdd, 0 = none.</summary>
public sealed record PolicyTestFacts(
    bool NumberUsable, int RegisteredTimes, int DueOn, int LastCertifiedOn, bool OpenPossibleLink,
    IReadOnlyDictionary<string, SourceEvidence> Evidence)
{
    /// <summary>Day of birth.</summary>
    public int BirthOn { get; init; }

    /// <summary>Six digits of the division code.</summary>
    public int Division { get; init; }

    /// <summary>Identifier.</summary>
    public string Id { get; init; } = "";

    /// <summary>See <see cref="ConditionKind.FaintPossibleLink"/>.</summary>
    public bool FaintPossibleLink { get; init; }

    /// <summary>See <see cref="PersonFacts.FaintLinkOn"/>.</summary>
    public int FaintLinkOn { get; init; }
}

/// <summary>The expected side of a test row; a null member is not compared.</summary>
public sealed record PolicyTestExpectation(
    EligibilityOutcome Outcome, string Rule, FindingKind Finding, RiskColor? Color, string? EvidenceSource)
{
    /// <summary>Confidence to two places, 0..1; null: not compared.</summary>
    public double? Confidence { get; init; }
}

/// <summary>Result of one test row.</summary>
public sealed record PolicyTestResult(string Name, int Line, bool Passed, string Expected, string Found);

/// <summary>Result of all test rows of a policy.</summary>
public sealed record PolicyTestReport(int Passed, int Failed, IReadOnlyList<PolicyTestResult> Results);
