using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.ReviewFrames;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>The consent as stored, or the refusal.</summary>
public sealed record ConsentResult(FaceConsent? Consent, Refusal? Refusal);

/// <summary>The reference that ended, or the refusal; neither when a consent was taken back that nothing was enrolled with.</summary>
public sealed record WithdrawalResult(ReferenceId? Erased, Refusal? Refusal);

/// <summary>Records the separate consent to face processing.</summary>
public sealed class RecordFaceConsent(IEligibilityStore store, TimeProvider time)
{
    public async Task<ConsentResult> ExecuteAsync(BeneficiaryId beneficiary, string textVersion, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(textVersion);
        await using var work = await store.BeginAsync(cancellationToken);
        var known = await work.Beneficiaries.FetchStandingsAsync([beneficiary], cancellationToken);
        if (known.Count == 0)
        {
            return new ConsentResult(null, new EnrolleeUnknown(beneficiary));
        }

        var now = time.GetStoredNow();
        var consent = new FaceConsent(new ConsentId(Guid.CreateVersion7(now)), beneficiary, textVersion, now);
        await work.Enrolments.AddConsentAsync(consent, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new ConsentResult(consent, null);
    }
}

/// <summary>
/// Ends the consent: what was given is taken back and the reference, those kept for audit and frames kept for a review are withdrawn in
/// one transaction, then templates and frames are erased. A consent never used to enrol is taken back the same way.
/// </summary>
public sealed class WithdrawFaceConsent(IEligibilityStore store, ITemplateVault vault, TimeProvider time)
{
    /// <param name="helper">the relative who acts for the person; null for the person</param>
    public async Task<WithdrawalResult> ExecuteAsync(
        BeneficiaryId beneficiary, CancellationToken cancellationToken, HelperId? helper = null)
    {
        ReferenceEnrolment? current;
        IReadOnlyList<ReferenceId> retained;
        IReadOnlyList<ReviewFramesKept> frames;
        await using (var work = await store.BeginAsync(cancellationToken))
        {
            current = await work.Enrolments.FindCurrentAsync(beneficiary, cancellationToken);
            if (current is null && await work.Enrolments.FindConsentInForceAsync(beneficiary, cancellationToken) is null)
            {
                return new WithdrawalResult(null, new NothingEnrolled(beneficiary));
            }

            retained = await work.Enrolments.ListRetainedAsync(beneficiary, cancellationToken);
            await EndAsync(work.Enrolments, beneficiary, helper, References(current, retained), time.GetStoredNow(), cancellationToken);
            frames = await work.ReviewFrames.ListKeptAsync(beneficiary, cancellationToken);
            foreach (var kept in frames)
            {
                var erased = new ReviewFramesErased(kept.Set, beneficiary, FrameErasure.ConsentWithdrawn, time.GetStoredNow());
                await work.ReviewFrames.AddErasedAsync(erased, cancellationToken);
            }

            await work.CommitAsync(cancellationToken);
        }

        foreach (var kept in frames)
        {
            await vault.ReviewFrames.EraseAsync(kept.Set, cancellationToken);
        }

        foreach (var reference in References(current, retained))
        {
            await vault.EraseAsync(reference, cancellationToken);
        }

        return new WithdrawalResult(current?.Id, null);
    }

    private static async Task EndAsync(
        IEnrolmentRecords records, BeneficiaryId beneficiary, HelperId? helper, IEnumerable<ReferenceId> references, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await records.AddConsentWithdrawalAsync(new FaceConsentWithdrawal(beneficiary, helper, now), cancellationToken);
        foreach (var reference in references)
        {
            var withdrawal = new ReferenceWithdrawal(reference, beneficiary, WithdrawalReason.ConsentWithdrawn, now);
            await records.AddWithdrawalAsync(withdrawal, cancellationToken);
        }
    }

    private static IEnumerable<ReferenceId> References(ReferenceEnrolment? current, IReadOnlyList<ReferenceId> retained) =>
        current is null ? retained : retained.Prepend(current.Id);
}
