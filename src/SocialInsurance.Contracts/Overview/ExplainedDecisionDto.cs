namespace SocialInsurance.Contracts.Overview;

/// <summary>One decision with the evidence it rests on.</summary>
/// <param name="Beneficiary">pseudonym or masked id, never a citizen number or a name</param>
/// <param name="Rule">code of the rule that decided</param>
/// <param name="ReasonZh">plain Chinese, up to 60 characters</param>
public sealed record ExplainedDecisionDto(
    string Beneficiary,
    Outcome Outcome,
    string Rule,
    string ReasonZh,
    string ReasonEn,
    IReadOnlyList<EvidenceDto> Evidence);

/// <param name="Source">name of the source in the policy</param>
/// <param name="File">file name of the feed, without folder</param>
/// <param name="Line">from 1</param>
/// <param name="Strength">presence class of the source: <c>personPresent</c>, <c>account</c> or <c>administrative</c></param>
public sealed record EvidenceDto(string Source, DateOnly OccurredOn, string File, long Line, string Strength);
