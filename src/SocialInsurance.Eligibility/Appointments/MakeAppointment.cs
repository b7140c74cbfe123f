using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Relatives;

namespace SocialInsurance.Eligibility.Appointments;

/// <param name="PreferredOn">local day; null for any</param>
/// <param name="Helper">the helper who asks; null for the person</param>
public sealed record AppointmentRequest(BeneficiaryId Beneficiary, AppointmentKind Kind, DateOnly? PreferredOn, HelperId? Helper);

/// <summary>The open appointment, new or as it stood, or the refusal.</summary>
public sealed record AppointmentResult(Appointment? Appointment, bool IsNew, Refusal? Refusal);

/// <summary>Asks for an appointment. One is open at a time: asking again answers it.</summary>
public sealed class RequestAppointment(IEligibilityStore store, TimeProvider time)
{
    /// <summary>How far ahead a day may be asked for.</summary>
    public const int DaysAhead = 60;

    /// <param name="today">local day</param>
    public async Task<AppointmentResult> ExecuteAsync(AppointmentRequest request, DateOnly today, CancellationToken cancellationToken)
    {
        var (first, last) = (today.AddDays(1), today.AddDays(DaysAhead));
        if (request.PreferredOn is { } day && (day < first || day > last))
        {
            return new AppointmentResult(null, false, new PreferredDayOutside(first, last));
        }

        var origin = request.Helper is null ? AppointmentOrigin.Person : AppointmentOrigin.Helper;
        return await OpenAppointment.ExecuteAsync(store, time, request, origin, cancellationToken);
    }
}

/// <summary>
/// Ends the face way at a person: an appointment stands from the moment that the machine gave up, without anybody asking.
/// To be called after a referral; idempotent while an appointment is open. Changes nothing else: payment goes on.
/// </summary>
public sealed class ReferToPerson(IEligibilityStore store, TimeProvider time)
{
    /// <param name="kind">a window unless the person said otherwise before</param>
    public Task<AppointmentResult> ExecuteAsync(
        BeneficiaryId beneficiary, CancellationToken cancellationToken, AppointmentKind kind = AppointmentKind.Window) =>
        OpenAppointment.ExecuteAsync(
            store, time, new AppointmentRequest(beneficiary, kind, null, null), AppointmentOrigin.Referral, cancellationToken);
}

/// <summary>Ends the open appointment of a person: kept, or given up by the caseworker who explains it to the person.</summary>
public sealed class EndAppointment(IEligibilityStore store, TimeProvider time)
{
    /// <param name="change">kept or cancelled</param>
    public async Task<AppointmentResult> ExecuteAsync(
        BeneficiaryId beneficiary, AppointmentChange change, CaseworkerId by, CancellationToken cancellationToken)
    {
        if (change == AppointmentChange.Requested)
        {
            throw new ArgumentException("change: expected Kept or Cancelled, found Requested.", nameof(change));
        }

        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Appointments.FindOpenAsync(beneficiary, cancellationToken) is not { } open)
        {
            return new AppointmentResult(null, false, new NoOpenAppointment(beneficiary));
        }

        await work.Appointments.AddAsync(new AppointmentEvent(open, change, by, time.GetStoredNow()), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new AppointmentResult(open, false, null);
    }
}

/// <summary>The one way in which an appointment comes to be open.</summary>
internal static class OpenAppointment
{
    internal static async Task<AppointmentResult> ExecuteAsync(
        IEligibilityStore store, TimeProvider time, AppointmentRequest request, AppointmentOrigin origin, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var known = await work.Beneficiaries.FetchStandingsAsync([request.Beneficiary], cancellationToken);
        if (known.Count == 0)
        {
            return new AppointmentResult(null, false, new AppointmentOfNobody(request.Beneficiary));
        }

        if (await work.Appointments.FindOpenAsync(request.Beneficiary, cancellationToken) is { } open)
        {
            return new AppointmentResult(open, false, null);
        }

        var now = time.GetStoredNow();
        var made = new Appointment(
            new AppointmentId(Guid.CreateVersion7(now)), request.Beneficiary, request.Kind, request.PreferredOn, origin, request.Helper, now);
        await work.Appointments.AddAsync(new AppointmentEvent(made, AppointmentChange.Requested, null, now), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new AppointmentResult(made, true, null);
    }
}
