using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Retention;

/// <summary>What is held about a person of one kind.</summary>
/// <param name="Since">the oldest; null when it has no instant</param>
/// <param name="Until">local day on which the last of it is erased by its own record; null: as the table says</param>
public sealed record HeldKind(RetainedKind Kind, long Count, DateTimeOffset? Since, DateOnly? Until = null);

/// <summary>One part of a person's copy: rows of names and values (text, number, flag, day, instant, or null).</summary>
public sealed record CopySection(string Name, IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows);

/// <summary>Everything held about one person, and nothing about anybody else. Safe on any thread.</summary>
public interface IHeldDataReader
{
    /// <summary>Kinds of which something is held, in the order of their numbers.</summary>
    Task<IReadOnlyList<HeldKind>> ReadAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Every record about the person, over one snapshot. Helpers appear with the first character of their names only; staff without a name.</summary>
    Task<IReadOnlyList<CopySection>> ReadCopyAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}

/// <summary>Records that a person takes a copy, then reads it: nobody takes one unseen.</summary>
public sealed class TakePersonCopy(IEligibilityStore store, IHeldDataReader held, TimeProvider time)
{
    public async Task<IReadOnlyList<CopySection>> ExecuteAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        await using (var work = await store.BeginAsync(cancellationToken))
        {
            await work.Retention.AddAsync(new PersonDataTaken(beneficiary, time.GetStoredNow()), cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        return await held.ReadCopyAsync(beneficiary, cancellationToken);
    }
}
