namespace SocialInsurance.Eligibility.Beneficiaries;

/// <summary>A person who receives a benefit (待遇领取人员), as the agency's register states it.</summary>
/// <param name="DivisionCode">administrative division of GB/T 2260, 6..12 digits</param>
/// <param name="DueOn">the day by which the next certification is due</param>
/// <param name="LastCertifiedOn">null when never certified</param>
public sealed record Beneficiary(
    BeneficiaryId Id,
    DocumentNumber Document,
    PersonName Name,
    DateOnly BornOn,
    string DivisionCode,
    DateOnly DueOn,
    DateOnly? LastCertifiedOn)
{
    public CertificationStanding Standing => new(Id, DueOn, LastCertifiedOn);
}

/// <summary>When a beneficiary was last certified and when the next certification is due.</summary>
public readonly record struct CertificationStanding(BeneficiaryId Beneficiary, DateOnly DueOn, DateOnly? LastCertifiedOn)
{
    /// <summary>The standing after a period was opened; an older period than the current one changes nothing.</summary>
    public CertificationStanding Renew(CertificationPeriod period) =>
        LastCertifiedOn is { } last && last > period.From
            ? this
            : this with { DueOn = period.Until, LastCertifiedOn = period.From };

    /// <summary>What stays when the register is read again: the later certification wins.</summary>
    public CertificationStanding Merge(CertificationStanding register) =>
        LastCertifiedOn is { } last && (register.LastCertifiedOn is null || register.LastCertifiedOn < last) ? this : register;
}
