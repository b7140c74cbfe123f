using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Receipts;
using StandingState = SocialInsurance.Contracts.Person.StandingState;

namespace SocialInsurance.Service.Person;

/// <summary>How people stand, masked, for themselves and for those who act for them.</summary>
/// <param name="receipts">none: no receipt is shown</param>
internal sealed class PersonAnswers(
    ReadPersonStatus statuses, ActingClaims claims, PlatformPorts ports, TimeProvider time, IEnumerable<IReceiptDesk> receipts)
{
    internal DateOnly Today => ports.LocalDay(time.GetUtcNow());

    /// <summary>What follows a proof: the person's own status, or those for whom the helper acts.</summary>
    internal async Task<ApiAnswer> FirstAsync(ClaimToken token, CancellationToken cancellationToken) =>
        await claims.FindAsync(token, cancellationToken) switch
        {
            null => ApiAnswer.Of(ServiceFailure.Unauthorized),
            { Helper: not null } helper => await ListAsync(helper, StatusCodes.Status200OK, cancellationToken),
            var person => await StatusAsync(person, cancellationToken),
        };

    /// <summary>Status of the person, or of the one whom the helper selected.</summary>
    internal async Task<ApiAnswer> StatusAsync(ActingClaim claim, CancellationToken cancellationToken)
    {
        if (claim.Beneficiary is not { } beneficiary)
        {
            return ApiAnswer.Of(ServiceFailure.Conflict);
        }

        return await statuses.ExecuteAsync(beneficiary, Today, cancellationToken) is { } status
            ? ApiAnswer.Ok(await WriteAsync(status, claim.Identity, cancellationToken), ContractsJson.Default.PersonStatusDto)
            : ApiAnswer.Of(ServiceFailure.NotFound);
    }

    /// <summary>Those for whom a helper acts.</summary>
    internal async Task<ApiAnswer> ListAsync(ActingClaim claim, int status, CancellationToken cancellationToken)
    {
        if (claim is not { Helper: { } helper, Identity: { } identity })
        {
            return ApiAnswer.Of(ServiceFailure.Forbidden);
        }

        List<RepresentedDto> people = [];
        foreach (var link in await ports.People.ReadLinksAsync(helper, cancellationToken))
        {
            if (await statuses.ExecuteAsync(link.Beneficiary, Today, cancellationToken) is { } person)
            {
                people.Add(new RepresentedDto(
                    link.Id.ToString(), MaskedName.Of(person.Person.Name), KinshipText.TextOf(link.Kinship), StatusTexts.StateOf(person.Standing), person.Person.DueOn));
            }
        }

        return ApiAnswer.Ok(new RepresentedListDto(MaskedName.Of(identity.Name), people), ContractsJson.Default.RepresentedListDto, status);
    }

    private async Task<PersonStatusDto> WriteAsync(PersonStatus status, HelperIdentity? helper, CancellationToken cancellationToken)
    {
        var (person, standing) = (status.Person, status.Standing);
        var state = StatusTexts.StateOf(standing);
        return new PersonStatusDto(
            MaskedName.Of(person.Name),
            person.Document.ToString(),
            state,
            StatusTexts.HeadlineOf(status, Today),
            person.DueOn,
            person.LastCertifiedOn,
            standing.InForce is null ? null : StatusTexts.MethodOf(standing.InForce),
            helper is null ? [.. status.Evidence.Select(StatusTexts.EvidenceOf)] : [],
            ConsentOf(status.FaceConsent),
            status.HasReference,
            standing.AttemptsLeft,
            status.Appointment is null ? null : StatusTexts.AppointmentOf(status.Appointment),
            state == StandingState.Certified ? await ReceiptOfAsync(person.Id, cancellationToken) : null,
            helper is null ? null : MaskedName.Of(helper.Name));
    }

    private async Task<ReceiptLinkDto?> ReceiptOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        receipts.FirstOrDefault() is { } desk ? await desk.FindOrIssueAsync(beneficiary, cancellationToken) : null;

    private static GivenConsentDto? ConsentOf(FaceConsent? consent) => consent is null ? null : new GivenConsentDto(consent.TextVersion, consent.RecordedAt);
}
