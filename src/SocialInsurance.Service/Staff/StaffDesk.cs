using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Receipts;

namespace SocialInsurance.Service.Staff;

/// <summary>What a caseworker does for a person who is present, visited or on a call. Thread-safe.</summary>
internal sealed class StaffDesk(PlatformPorts ports, TimeProvider clock, StaffReadLog reads, IServiceProvider services)
{
    private const string CycleParameter = "certificationCycle";
    private const int LongestDelayDays = 30;
    private const int ShownAppointments = 200;

    internal DateOnly Today => ports.LocalDay(clock.GetUtcNow());

    /// <summary>Those of the account's region; that somebody searched is written down first, for each of them.</summary>
    internal async Task<FoundPeopleDto> FindAsync(StaffAccount account, DocumentNumber document, CancellationToken cancellationToken)
    {
        var people = (await ports.Identities.FindByDocumentAsync(document, cancellationToken)).Where(person => account.Covers(person.DivisionCode)).ToList();
        string[] subjects = people.Count == 0 ? [StaffReadLog.Nobody] : [.. people.Select(person => person.Id.Value)];
        await reads.WriteAsync(account, StaffReadKind.Search, subjects, null, cancellationToken);
        List<FoundPersonDto> found = [];
        foreach (var person in people)
        {
            var period = await ports.Reader.FindPeriodAsync(person.Id, cancellationToken);
            found.Add(new FoundPersonDto(
                person.Id.Value, HolderMask.Name(person.Name), person.Document.ToString(), person.DueOn, person.LastCertifiedOn, period?.Until));
        }

        return new FoundPeopleDto(found);
    }

    /// <summary>Null when nobody has the id, and when the person is outside the region of the account.</summary>
    internal async Task<Beneficiary?> FindPersonAsync(StaffAccount account, BeneficiaryId id, CancellationToken cancellationToken) =>
        await ports.Identities.FindAsync(id, cancellationToken) is { } person && account.Covers(person.DivisionCode) ? person : null;

    internal async Task<bool> IsInRegionAsync(StaffAccount account, ReceiptId id, CancellationToken cancellationToken) =>
        ports.Receipts is { } receipts && await receipts.FindAsync(id, cancellationToken) is { } stored
        && await FindPersonAsync(account, stored.Receipt.Beneficiary, cancellationToken) is not null;

    /// <summary>Whether the day can be the day of a meeting that is entered today.</summary>
    internal bool CanHaveMetOn(DateOnly day) => day <= Today && day >= Today.AddDays(-LongestDelayDays);

    /// <param name="key">names the meeting: the same key again is the same meeting</param>
    internal async Task<(ConfirmedAliveDto? Confirmed, Refusal? Refusal)> ConfirmAsync(
        BeneficiaryId beneficiary, CaseworkerId by, MeetingPlace place, DateOnly metOn, string key, CancellationToken cancellationToken)
    {
        var policy = ports.PolicyAt(metOn);
        var confirmed = await new ConfirmAlive(ports.Store, clock, services.GetService<CaseSurroundings>()).ExecuteAsync(
            new AliveConfirmation(
                beneficiary,
                by,
                MeetingOf(by, key),
                metOn,
                RecordRun.PolicyOf(policy.Stamp),
                (int)policy.Parameter(CycleParameter).ValueAt(metOn),
                place),
            cancellationToken);
        if (confirmed.Decision?.Period is not { } period)
        {
            return (null, confirmed.Refusal);
        }

        var receipt = services.GetService<IReceiptDesk>() is { } desk ? await desk.FindOrIssueAsync(beneficiary, cancellationToken) : null;
        return (new ConfirmedAliveDto(beneficiary.Value, period.From, period.Until, confirmed.Closed.Count, receipt?.ReceiptId), null);
    }

    internal async Task<StaffAppointmentListDto> AppointmentsAsync(StaffAccount account, CancellationToken cancellationToken)
    {
        List<StaffAppointmentDto> shown = [];
        var open = ports.Appointments is null ? [] : await ports.Appointments.ListOpenAsync(account.Division, ShownAppointments, cancellationToken);
        foreach (var one in open)
        {
            if (await FindPersonAsync(account, one.Beneficiary, cancellationToken) is { } person)
            {
                shown.Add(new StaffAppointmentDto(one.Id, one.Beneficiary.Value, HolderMask.Name(person.Name), one.Kind, one.PreferredOn, one.RequestedAt));
            }
        }

        return new StaffAppointmentListDto(shown);
    }

    private static SessionId MeetingOf(CaseworkerId by, string key) =>
        new("meeting-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{by.Value}|{key}")).AsSpan(0, 16)));
}
