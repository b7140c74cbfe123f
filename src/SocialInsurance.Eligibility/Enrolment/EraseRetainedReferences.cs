using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Retention;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>What a retention run did.</summary>
/// <param name="Erased">templates whose time was over</param>
public sealed record RetentionResult(int Erased);

/// <summary>
/// The retention run: erases the templates of superseded references whose day has come. The template goes first, its record
/// second: a fault between the two leaves a record that the next run writes, never a template that is said to be gone.
/// </summary>
/// <param name="table">terms in force now; null: those that the program carries</param>
public sealed class EraseRetainedReferences(IEligibilityStore store, ITemplateVault vault, TimeProvider time, RetentionTable? table = null)
{
    /// <param name="asOf">local day; references kept until this day or an earlier one are erased</param>
    public async Task<RetentionResult> ExecuteAsync(DateOnly asOf, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var supersededBefore = (table ?? RetentionFile.Default)[RetainedKind.SupersededReferences].Keep.CutoffAt(time.GetStoredNow());
        var overdue = await work.Enrolments.ListOverdueAsync(asOf, supersededBefore, cancellationToken);
        foreach (var refresh in overdue)
        {
            await vault.EraseAsync(refresh.Superseded, cancellationToken);
            await work.Enrolments.AddErasureAsync(
                new ReferenceErasure(refresh.Superseded, refresh.Beneficiary, time.GetStoredNow()), cancellationToken);
        }

        if (overdue.Count > 0)
        {
            await work.CommitAsync(cancellationToken);
        }

        return new RetentionResult(overdue.Count);
    }
}
