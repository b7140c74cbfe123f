using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Appointments;

/// <summary>Nobody with this id is registered.</summary>
public sealed record AppointmentOfNobody(BeneficiaryId Beneficiary)
    : Refusal($"登记库中没有待遇领取人员 {Beneficiary}。", $"Beneficiary {Beneficiary} is not registered.");

/// <summary>The day asked for lies outside the days that can be booked.</summary>
public sealed record PreferredDayOutside(DateOnly First, DateOnly Last)
    : Refusal($"预约日期应在 {First:yyyy-MM-dd} 至 {Last:yyyy-MM-dd} 之间。", $"Expected a day from {First:yyyy-MM-dd} to {Last:yyyy-MM-dd}.");

/// <summary>There is no open appointment to end.</summary>
public sealed record NoOpenAppointment(BeneficiaryId Beneficiary)
    : Refusal("没有待办理的预约。", $"{Beneficiary} has no open appointment.");
