using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Staff;

/// <summary>Who may not handle whose cases, and who may get one. Thread-safe.</summary>
internal sealed class RelativeDesk(PlatformPorts ports, IStaffReader staff, TimeProvider clock, StaffReadLog reads)
{
    private readonly DeclaredRelatives declarations = new(ports.Store, clock);

    /// <summary>Null when there is no such account in use, and when its region reaches beyond that of whoever asks; administrators and auditors see all.</summary>
    internal async Task<StaffAccount?> FindAccountAsync(StaffAccount by, string account, CancellationToken cancellationToken) =>
        account.Length is >= 1 and <= 64 && account.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && await staff.FindAsync(new CaseworkerId(account), cancellationToken) is { Closed: false } owner
        && (SeesEverybody(by) || by.Covers(owner.Division))
            ? owner
            : null;

    internal async Task<DeclaredRelativeListDto> ListAsync(CaseworkerId owner, CancellationToken cancellationToken) => new(
        [.. (await staff.ListRelativesAsync(owner, cancellationToken)).Select(static relative => new DeclaredRelativeDto(relative.Beneficiary.Value, relative.DeclaredAt))]);

    /// <summary>
    /// Everybody registered under the document whose cases the account could get; that somebody searched is written down first. False when
    /// there is nobody.
    /// </summary>
    internal async Task<bool> DeclareAsync(StaffAccount by, StaffAccount owner, DocumentNumber document, CancellationToken cancellationToken)
    {
        var people = (await ports.Identities.FindByDocumentAsync(document, cancellationToken))
            .Where(person => owner.Covers(person.DivisionCode)).Select(person => person.Id).ToList();
        await reads.WriteAsync(by, StaffReadKind.Search, people.Count == 0 ? [StaffReadLog.Nobody] : [.. people.Select(person => person.Value)], null, cancellationToken);
        return people.Count > 0 && (await declarations.DeclareAsync(owner.Id, people, by.Id, cancellationToken)).Refusal is null;
    }

    internal Task<RelativesChanged> WithdrawAsync(StaffAccount by, StaffAccount owner, BeneficiaryId relative, CancellationToken cancellationToken) =>
        declarations.WithdrawAsync(owner.Id, relative, by.Id, cancellationToken);

    /// <summary>Caseworkers whose region lies in that of whoever asks, or around it.</summary>
    internal async Task<ColleagueListDto> ListColleaguesAsync(StaffAccount by, CancellationToken cancellationToken)
    {
        var accounts = await staff.ListAsync(cancellationToken);
        return new ColleagueListDto(
        [
            .. accounts
                .Where(one => !one.Closed && one.Roles.HasFlag(StaffRoles.Caseworker) && (by.Covers(one.Division) || one.Covers(by.Division)))
                .OrderByDescending(one => one.Team == by.Team).ThenBy(one => one.Id.Value, StringComparer.Ordinal)
                .Select(static one => new ColleagueDto(one.Id.Value, one.Team, one.Division)),
        ]);
    }

    private static bool SeesEverybody(StaffAccount by) => (by.Roles & (StaffRoles.Administrator | StaffRoles.Auditor)) != 0;
}
