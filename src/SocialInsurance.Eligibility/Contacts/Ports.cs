using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Contacts;

/// <summary>Contacts inside a transaction.</summary>
public interface IContactRecords
{
    /// <summary>The number on record; null when there is none.</summary>
    Task<PhoneNumber?> FindPhoneAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Seals and stores; the newest counts.</summary>
    Task AddAsync(NewContact contact, CancellationToken cancellationToken);
}

/// <summary>Opens sealed contacts. Safe on any thread.</summary>
public interface IContactReader
{
    /// <summary>The number on record; null when there is none.</summary>
    Task<PhoneNumber?> FindPhoneAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
