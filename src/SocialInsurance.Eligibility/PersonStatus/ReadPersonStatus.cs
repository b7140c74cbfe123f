using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.PersonStatus;

/// <summary>All that the person's own page shows, before any masking.</summary>
/// <param name="Evidence">what a silent certification in force rests on, strongest first; empty otherwise</param>
public sealed record PersonStatus(
    Beneficiary Person,
    PersonStanding Standing,
    IReadOnlyList<StatusEvidence> Evidence,
    FaceConsent? FaceConsent,
    bool HasReference,
    Appointment? Appointment);

/// <param name="Source">as the policy that decided describes it; null when that policy does not know the source any more</param>
public sealed record StatusEvidence(PolicySource? Source, DateOnly OccurredOn);

/// <summary>Reads how a person stands. Reads only; each part is of its own moment.</summary>
public sealed class ReadPersonStatus(
    IIdentityReader identities, IEligibilityReader reader, IPersonReader people, Func<DateOnly, Policy> policyAt, Func<DateTimeOffset, DateOnly> localDay)
{
    /// <param name="today">local day</param>
    /// <returns>null when nobody with this id is registered any more</returns>
    public async Task<PersonStatus?> ExecuteAsync(BeneficiaryId beneficiary, DateOnly today, CancellationToken cancellationToken)
    {
        if (await identities.FindAsync(beneficiary, cancellationToken) is not { } person)
        {
            return null;
        }

        var decisions = await reader.ReadDecisionsAsync(beneficiary, cancellationToken);
        var cases = await people.ReadOpenCasesOfAsync(beneficiary, cancellationToken);
        var facts = new StandingFacts(person.Standing, [.. decisions.Select(decision => decision.Decision)], cases);
        var standing = PersonStanding.Of(facts, today, policyAt(today).FaceAt(today).MaximumAttempts, localDay);
        return new PersonStatus(
            person,
            standing,
            EvidenceOf(standing),
            (await new RequireFaceConsent(people).ExecuteAsync(beneficiary, cancellationToken)).Consent,
            await reader.FindReferenceAsync(beneficiary, cancellationToken) is not null,
            await people.FindOpenAppointmentAsync(beneficiary, cancellationToken));
    }

    private IReadOnlyList<StatusEvidence> EvidenceOf(PersonStanding standing) =>
        standing is { State: StandingState.Certified, InForce: { Evidence: { } evidence } decision }
            ? [new StatusEvidence(policyAt(localDay(decision.DecidedAt)).FindSource(evidence.Source), evidence.OccurredOn)]
            : [];
}
