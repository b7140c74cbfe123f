using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>The consent as stored, or the refusal.</summary>
public sealed record ConsentResult(FaceConsent? Consent, Refusal? Refusal);

/// <summary>The reference that ended, or the refusal.</summary>
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

/// <summary>Ends the consent: the reference and those kept for audit are withdrawn first, then their templates are erased.</summary>
public sealed class WithdrawFaceConsent(IEligibilityStore store, ITemplateVault vault, TimeProvider time)
{
    public async Task<WithdrawalResult> ExecuteAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        ReferenceEnrolment? current;
        IReadOnlyList<ReferenceId> retained;
        await using (var work = await store.BeginAsync(cancellationToken))
        {
            current = await work.Enrolments.FindCurrentAsync(beneficiary, cancellationToken);
            if (current is null)
            {
                return new WithdrawalResult(null, new NothingEnrolled(beneficiary));
            }

            retained = await work.Enrolments.ListRetainedAsync(beneficiary, cancellationToken);
            var now = time.GetStoredNow();
            foreach (var reference in retained.Prepend(current.Id))
            {
                var withdrawal = new ReferenceWithdrawal(reference, beneficiary, WithdrawalReason.ConsentWithdrawn, now);
                await work.Enrolments.AddWithdrawalAsync(withdrawal, cancellationToken);
            }

            await work.CommitAsync(cancellationToken);
        }

        foreach (var reference in retained.Prepend(current.Id))
        {
            await vault.EraseAsync(reference, cancellationToken);
        }

        return new WithdrawalResult(current.Id, null);
    }
}
