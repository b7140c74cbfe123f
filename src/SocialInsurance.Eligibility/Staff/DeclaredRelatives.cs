using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>What became of a declaration. Values are stored; never renumber.</summary>
public enum StaffRelativeChange
{
    /// <summary>The person is a relative of the account's owner: the account handles none of the person's cases.</summary>
    Declared = 1,

    /// <summary>The declaration does not hold any more.</summary>
    Withdrawn = 2,
}

/// <summary>A declaration of a relative, or its end, audited.</summary>
/// <param name="Beneficiary">the relative; the log commits to the id without holding it</param>
public sealed record StaffRelativeEvent(
    CaseworkerId Account, BeneficiaryId Beneficiary, StaffRelativeChange Change, CaseworkerId By, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.StaffRelativeChanged;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("staff-relative/1");
        writer.Add(Account.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Change);
        writer.Add(By.Value);
        writer.Add(RecordedAt);
    }
}

/// <summary>A declaration as it stands.</summary>
public readonly record struct DeclaredRelative(BeneficiaryId Beneficiary, DateTimeOffset DeclaredAt);

/// <param name="Changed">how many declarations were made or withdrawn; those that stood so already are not counted</param>
public sealed record RelativesChanged(int Changed, Refusal? Refusal);

/// <summary>
/// Declares relatives of the owner of an account, whose cases the account then may not handle (回避), and withdraws a declaration. One
/// transaction with its audit entries; nobody withdraws an own one. Thread-safe.
/// </summary>
public sealed class DeclaredRelatives(IEligibilityStore store, TimeProvider time)
{
    public Task<RelativesChanged> DeclareAsync(
        CaseworkerId account, IReadOnlyList<BeneficiaryId> people, CaseworkerId by, CancellationToken cancellationToken) =>
        ChangeAsync(account, people, StaffRelativeChange.Declared, by, cancellationToken);

    public async Task<RelativesChanged> WithdrawAsync(CaseworkerId account, BeneficiaryId relative, CaseworkerId by, CancellationToken cancellationToken) =>
        account == by
            ? new RelativesChanged(0, new OwnDeclaration(account))
            : await ChangeAsync(account, [relative], StaffRelativeChange.Withdrawn, by, cancellationToken);

    private async Task<RelativesChanged> ChangeAsync(
        CaseworkerId account, IReadOnlyList<BeneficiaryId> people, StaffRelativeChange change, CaseworkerId by, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Staff.FindAsync(account, cancellationToken) is not { Closed: false })
        {
            return new RelativesChanged(0, new AccountUnknown(account));
        }

        var now = time.GetStoredNow();
        var changed = 0;
        foreach (var person in people.Distinct())
        {
            changed += await work.Staff.ChangeRelativeAsync(new StaffRelativeEvent(account, person, change, by, now), cancellationToken) ? 1 : 0;
        }

        await work.CommitAsync(cancellationToken);
        return new RelativesChanged(changed, null);
    }
}
