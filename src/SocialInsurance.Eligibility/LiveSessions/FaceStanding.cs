using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Overview;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>Where a person stands with the face way.</summary>
/// <param name="Round">the tries so far</param>
/// <param name="WithCaseworker">a referral by face is open: no further try, a person has it</param>
public readonly record struct FaceStanding(AttemptRound Round, bool WithCaseworker);

/// <summary>Reads it from decisions and open cases; nothing is counted anywhere else.</summary>
public sealed class ReadFaceStanding(IEligibilityStore store, IEligibilityReader reader)
{
    /// <summary>Kind of the case that <see cref="FaceCertification.CertifyByFace"/> opens.</summary>
    private const string Referred = "FaceReferred";

    public async Task<FaceStanding> ExecuteAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        var decisions = await reader.ReadDecisionsAsync(beneficiary, cancellationToken);
        var round = AttemptRound.Of(decisions.Select(d => d.Decision));
        if (!round.WasReferred)
        {
            return new FaceStanding(round, WithCaseworker: false);
        }

        // only now: a write transaction waits for the writer
        await using var work = await store.BeginAsync(cancellationToken);
        var open = await work.Cases.FindOpenAsync(beneficiary, cancellationToken);
        return new FaceStanding(round, open.Any(c => c.Kind == new FindingKind(Referred)));
    }
}
