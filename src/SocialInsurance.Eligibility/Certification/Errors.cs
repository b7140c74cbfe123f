using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Certification;

/// <summary>The decision list names somebody whom the register does not know.</summary>
public sealed record BeneficiaryUnknown(BeneficiaryId Beneficiary)
    : Refusal($"登记库中没有待遇领取人员 {Beneficiary}，请先导入名册。", $"Beneficiary {Beneficiary} is not registered: import the register first.");

/// <summary>The run id was used before for another day, policy or decision list.</summary>
public sealed record RunIdReused(RunId Run)
    : Refusal($"比对批次号 {Run} 已用于另一批次。", $"Run id {Run} already belongs to a run with another day, policy or decision list.");

/// <summary>The run decided differently about this person before.</summary>
public sealed record DecisionContradictsRun(RunId Run, BeneficiaryId Beneficiary)
    : Refusal($"批次 {Run} 对 {Beneficiary} 已有不同结论。", $"Run {Run} already holds another decision about {Beneficiary}.");

/// <summary>The list holds two decisions about one person.</summary>
public sealed record DecisionRepeated(BeneficiaryId Beneficiary)
    : Refusal($"决定清单中 {Beneficiary} 出现多次。", $"The decision list names {Beneficiary} more than once.");

/// <summary>The session attempt was recorded before with another person or outcome.</summary>
public sealed record SessionAlreadyDecided(SessionId Session, int Attempt)
    : Refusal($"会话 {Session} 第 {Attempt} 次尝试已有不同结论。", $"Attempt {Attempt} of session {Session} already holds another decision.");
