using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Contacts;

/// <summary>Nobody with this id is registered.</summary>
public sealed record ContactOfNobody(BeneficiaryId Beneficiary)
    : Refusal($"登记库中没有待遇领取人员 {Beneficiary}。", $"Beneficiary {Beneficiary} is not registered.");
