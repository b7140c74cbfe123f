using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>The case inside a transaction.</summary>
public interface ICaseRecords
{
    /// <summary>Which of the keys have a case already, open or closed.</summary>
    Task<IReadOnlySet<CaseKey>> FetchExistingAsync(IReadOnlyList<CaseKey> keys, CancellationToken cancellationToken);

    Task<ReviewCase?> FindAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>Cases of a person that are not closed, oldest first.</summary>
    Task<IReadOnlyList<ReviewCase>> FindOpenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Stores events, one audit entry each.</summary>
    Task AddAsync(IReadOnlyList<CaseEvent> events, CancellationToken cancellationToken);
}

/// <summary>The case after the command, or the refusal.</summary>
public sealed record CaseResult(ReviewCase? Case, Refusal? Refusal);

/// <summary>Carries out a caseworker's command in one transaction.</summary>
public sealed class HandleCase(IEligibilityStore store, TimeProvider time)
{
    public async Task<CaseResult> ExecuteAsync(CaseId id, CaseCommand command, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var state = await work.Cases.FindAsync(id, cancellationToken);
        if (state is null)
        {
            return new CaseResult(null, new CaseUnknown(id));
        }

        var answer = CaseDecider.Decide(state, command, time.GetStoredNow());
        if (answer.Refusal is not null)
        {
            return new CaseResult(state, answer.Refusal);
        }

        await work.Cases.AddAsync(answer.Events, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new CaseResult(answer.Events.Aggregate(state, static (before, happened) => before.Apply(happened)), null);
    }
}
