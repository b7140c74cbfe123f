using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Staff;

/// <summary>Writes down who looked at whose data, before the answer goes out. Thread-safe.</summary>
internal sealed class StaffReadLog(PlatformPorts ports, TimeProvider clock)
{
    /// <summary>Subject of a reading that is about nobody in particular.</summary>
    internal const string Nobody = "-";

    internal Task WriteAsync(StaffAccount account, StaffReadKind kind, BeneficiaryId? subject, string? reason, CancellationToken cancellationToken) =>
        WriteAsync(account, kind, subject is { } one ? [one.Value] : [Nobody], reason, cancellationToken);

    /// <param name="subjects">one entry each</param>
    internal async Task WriteAsync(StaffAccount account, StaffReadKind kind, IReadOnlyList<string> subjects, string? reason, CancellationToken cancellationToken)
    {
        await using var work = await ports.Store.BeginAsync(cancellationToken);
        foreach (var subject in subjects)
        {
            await work.Staff.AddReadAsync(new StaffRead(account.Id, kind, subject, reason, clock.GetStoredNow()), cancellationToken);
        }

        await work.CommitAsync(cancellationToken);
    }
}
