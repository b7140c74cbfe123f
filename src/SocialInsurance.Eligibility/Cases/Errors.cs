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

/// <summary>The case moved on since the giver of the command saw it.</summary>
public sealed record CaseMoved(CaseId Case, int Version)
    : Refusal("核查任务已有新的变化，请查看后再办理。", $"Review case {Case} has moved on to version {Version}.");

/// <summary>Only a closed case may be reopened.</summary>
public sealed record CaseNotClosed(CaseId Case)
    : Refusal("核查任务尚未办结，无需重新打开。", $"Review case {Case} is not closed.");

/// <summary>Only a waiting case can go on.</summary>
public sealed record CaseNotWaiting(CaseId Case)
    : Refusal("核查任务未处于等待状态。", $"Review case {Case} is not waiting.");

/// <summary>The case waits for somebody else; continue it first.</summary>
public sealed record CaseWaits(CaseId Case)
    : Refusal("核查任务正在等待中，请先恢复办理。", $"Review case {Case} waits; continue it first.");

/// <summary>The case is with the supervisor already.</summary>
public sealed record CaseAlreadyEscalated(CaseId Case)
    : Refusal("核查任务已提交主管督办。", $"Review case {Case} is escalated already.");

/// <summary>A proposal waits for its approval.</summary>
public sealed record ProposalPending(CaseId Case)
    : Refusal("处理建议正在等待复核，请先撤回建议。", $"Review case {Case} has a proposal that waits for approval.");

/// <summary>There is no proposal to approve, return or withdraw.</summary>
public sealed record NothingProposed(CaseId Case)
    : Refusal("没有等待复核的处理建议。", $"Review case {Case} has no proposal.");

/// <summary>Nobody approves own work.</summary>
public sealed record OwnWorkApproved(CaseId Case)
    : Refusal("不能复核本人经办的事项，须由另一人复核。", $"Review case {Case}: nobody may approve own work.");

/// <summary>The law asks for more than the file holds.</summary>
public sealed record LawNotSatisfied(CaseId Case, IReadOnlyList<Benefits.LegalRequirementKind> Missing)
    : Refusal("尚不满足法定条件，不能停发待遇。", $"Review case {Case}: the law also asks for {string.Join(", ", Missing)}.");

/// <summary>The payment does not stand as the command expects.</summary>
public sealed record BenefitStandsOtherwise(CaseId Case, Benefits.BenefitState State)
    : Refusal("待遇发放状态已变化，该操作不适用。", $"Review case {Case}: the benefit is {State}.");

/// <summary>Resumption is one step.</summary>
public sealed record ResumptionNeedsNoProposal(CaseId Case)
    : Refusal("恢复发放一步办结，无需提出建议。", $"Review case {Case}: a resumption is one step and needs no proposal.");

/// <summary>The conclusion stops a payment and needs a proposal and a second person.</summary>
public sealed record ConclusionNeedsApproval(CaseId Case)
    : Refusal("该结论须先提出建议并经另一人复核。", $"Review case {Case}: this conclusion needs a proposal and an approval.");

/// <summary>An appeal ends as an appeal, other cases do not.</summary>
public sealed record ConclusionDoesNotFit(CaseId Case)
    : Refusal("该结论不适用于此类核查任务。", $"Review case {Case}: the conclusion does not fit its kind.");

/// <summary>Only open cases of the same person can be joined.</summary>
public sealed record CannotJoin(CaseId Case)
    : Refusal("只能并入同一人的未办结任务。", $"Review case {Case} can only be joined to an open case of the same person.");

/// <summary>A pause ends in the future and within the rules.</summary>
public sealed record PauseOutOfRange(CaseId Case, int MaxDays)
    : Refusal($"等待期须在明天起 {MaxDays} 天以内。", $"Review case {Case} may wait from 1 to {MaxDays} days.");

/// <summary>Own relatives, own region, or an appeal against own work.</summary>
public sealed record ConflictOfInterest(CaseId Case)
    : Refusal("依回避规定，不能办理该核查任务。", $"Review case {Case}: conflict of interest.");

/// <summary>Whoever appeals or claims to be alive loses nothing by it.</summary>
public sealed record MeasureDoesNotFit(CaseId Case)
    : Refusal("申诉和“我还健在”申报中不能提出停发建议。", $"Review case {Case}: no measure may be proposed in an appeal or a claim to be alive.");

/// <summary>What is written down has happened.</summary>
public sealed record DayNotCome(CaseId Case)
    : Refusal("日期不能晚于今天。", $"Review case {Case}: the day has not come yet.");

/// <summary>A text is too short or too long.</summary>
public sealed record TextOutOfRange(CaseId Case, int Least, int Most)
    : Refusal($"文字须为 {Least} 至 {Most} 个字。", $"Review case {Case}: expected {Least} to {Most} characters.");

/// <summary>A monthly amount that no benefit has.</summary>
public sealed record AmountOutOfRange(CaseId Case)
    : Refusal("月待遇金额超出范围。", $"Review case {Case}: the monthly amount is out of range.");

/// <summary>Nobody certifies own relatives.</summary>
public sealed record OwnRelative()
    : Refusal("依回避规定，不能为本人亲属办理，请由同事办理。", "Conflict of interest: a colleague has to do this for a relative of yours.");

/// <summary>Only a case of the person can be appealed.</summary>
public sealed record NothingToAppeal(CaseId Case)
    : Refusal("没有可申诉的核查任务。", $"There is no review case {Case} that this person could appeal.");

/// <summary>The case was not drawn for a second look.</summary>
public sealed record NotDrawn(CaseId Case)
    : Refusal("该任务未被抽取复评。", $"Review case {Case} is not drawn for a blind review.");

/// <summary>One judgement a case.</summary>
public sealed record BlindReviewDone(CaseId Case)
    : Refusal("该任务已完成盲评。", $"Review case {Case} was judged a second time already.");

/// <summary>A doubt notice is about a doubt.</summary>
public sealed record NoDoubtToTell(CaseId Case)
    : Refusal("此类任务不发送核实通知。", $"Review case {Case}: a case of its kind sends no notice of a doubt.");
