using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Service.Receipts;

/// <summary>Issues the receipt of a certification, once for each decision.</summary>
internal interface IReceiptDesk
{
    /// <summary>The receipt of the certification in force; issued when there is none yet; null when the person is not certified.</summary>
    Task<ReceiptLinkDto?> FindOrIssueAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
