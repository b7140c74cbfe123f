using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Eligibility.Retention;

/// <summary>What an erasure that a person asked for took.</summary>
/// <param name="FaceEnded">a consent, and what was held on it, ended with it</param>
/// <param name="Records">audited records by kind</param>
public sealed record PersonErasure(bool FaceEnded, IReadOnlyDictionary<AuditKind, int> Records);

/// <summary>
/// Erases, for the person, what rests on consent or serves the person's convenience: face templates and kept frames (the consent ends), telephone
/// numbers, device keys, ratings. Decisions, cases, receipts, consents and the log stay: the law asks for them. Asking again erases what came since.
/// </summary>
public sealed class ErasePersonData(IEligibilityStore store, ITemplateVault vault, TimeProvider time)
{
    public async Task<PersonErasure> ExecuteAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        var face = await new WithdrawFaceConsent(store, vault, time).ExecuteAsync(beneficiary, cancellationToken);
        List<ErasableRecord> erased = [];
        for (var batch = RecordsErased.Most; batch == RecordsErased.Most;)
        {
            await using var work = await store.BeginAsync(cancellationToken);
            var records = await work.Retention.ListOfAsync(beneficiary, cancellationToken);
            batch = records.Count;
            if (batch > 0)
            {
                await work.Retention.EraseAsync(new RecordsErased(beneficiary, ErasureGround.Requested, records, time.GetStoredNow()), cancellationToken);
                await work.CommitAsync(cancellationToken);
                erased.AddRange(records);
            }
        }

        return new PersonErasure(face.Refusal is null, erased.CountBy(record => record.Kind).ToDictionary());
    }
}
