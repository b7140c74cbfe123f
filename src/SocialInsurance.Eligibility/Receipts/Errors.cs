using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>There is no certification in force that a receipt could be about.</summary>
public sealed record NotCertified(BeneficiaryId Beneficiary)
    : Refusal("目前没有有效的认证，无法出具凭证。", "There is no certification in force, so there is no receipt.");

/// <summary>No receipt has this id.</summary>
public sealed record ReceiptUnknown(ReceiptId Receipt)
    : Refusal("没有这份凭证。", "There is no such receipt.");

/// <summary>It was revoked before with another reason.</summary>
public sealed record ReceiptAlreadyRevoked(ReceiptId Receipt)
    : Refusal("凭证此前已因其他原因撤销。", "The receipt was revoked before for another reason.");
