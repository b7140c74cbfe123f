using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Appointments;

/// <summary>Appointments inside a transaction.</summary>
public interface IAppointmentRecords
{
    /// <summary>The one that is neither kept nor given up; null when there is none.</summary>
    Task<Appointment?> FindOpenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    Task AddAsync(AppointmentEvent happened, CancellationToken cancellationToken);
}

/// <summary>Appointments as they stand. Safe on any thread.</summary>
public interface IAppointmentReader
{
    /// <summary>The one that is neither kept nor given up; null when there is none.</summary>
    Task<Appointment?> FindOpenAppointmentAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
