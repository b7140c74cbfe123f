namespace SocialInsurance.Eligibility.Cases;

/// <summary>No case has this id.</summary>
public sealed record CaseUnknown(CaseId Case)
    : Refusal($"没有核查任务 {Case}。", $"There is no review case {Case}.");

/// <summary>Nothing may follow a closing.</summary>
public sealed record CaseAlreadyClosed(CaseId Case)
    : Refusal("核查任务已办结，不能再变更。", $"Review case {Case} is closed and cannot change.");

/// <summary>The same caseworker has the case already.</summary>
public sealed record CaseAlreadyAssigned(CaseId Case, CaseworkerId To)
    : Refusal("核查任务已分派给该核查人员。", $"Review case {Case} is already assigned to {To}.");

/// <summary>Only an assigned case may be closed.</summary>
public sealed record CaseNotAssigned(CaseId Case)
    : Refusal("核查任务尚未分派，不能办结。", $"Review case {Case} is not assigned to anybody and cannot be closed.");

/// <summary>Another caseworker has the case.</summary>
public sealed record CaseAssignedToAnother(CaseId Case)
    : Refusal("核查任务由另一位核查人员办理。", $"Review case {Case} is assigned to another caseworker.");
