using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Person;

/// <summary>Those for whom a helper acts.</summary>
internal sealed class RepresentedDesk(
    LinkRelative link, UnlinkRelative unlink, SelectRepresented select, ActingClaims claims, PersonAnswers answers, ClaimLimits limits, PlatformPorts ports, TimeProvider time)
{
    private readonly VelocityLimit velocity = new(ports.ShortLived, time);

    internal Task<ApiAnswer> ListAsync(PersonCall call) => answers.ListAsync(call.Claim, StatusCodes.Status200OK, call.Aborted);

    /// <summary>201 with the list; 422 in the same words whatever does not agree.</summary>
    internal async Task<ApiAnswer> AddAsync(PersonCall call)
    {
        if (call.Claim is not { Helper: { } helper, Identity: { } identity })
        {
            return ApiAnswer.Of(ServiceFailure.Forbidden);
        }

        if (call.Read(ContractsJson.Default.AddRepresentedRequest) is not { } asked || !KinshipText.TryParse(asked.Kinship, out var kinship)
            || !TypedIdentity.TryRead(asked.DocumentNumber, asked.Name, out var document, out var name))
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        if (await velocity.CountAsync($"naming:{helper.Value}", limits.NamingsAnHour, TimeSpan.FromHours(1), call.Aborted) is { } wait)
        {
            return ApiAnswer.Of(ServiceFailure.TooManyRequests, wait);
        }

        var linked = await link.ExecuteAsync(helper, identity, document, name, kinship, call.Aborted);
        return linked.Link is null
            ? ApiAnswer.Of(ServiceFailure.NotConfirmed)
            : await answers.ListAsync(call.Claim, linked.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, call.Aborted);
    }

    /// <summary>200 with the status of the one selected.</summary>
    internal async Task<ApiAnswer> SelectAsync(PersonCall call)
    {
        if (call.Claim.Helper is not { } helper)
        {
            return ApiAnswer.Of(ServiceFailure.Forbidden);
        }

        if (LinkOf(call) is not { } id || await select.ExecuteAsync(id, helper, call.Aborted) is not { } chosen)
        {
            return ApiAnswer.Of(ServiceFailure.NotFound);
        }

        return await claims.SelectAsync(call.Token, chosen, call.Aborted)
            ? await answers.StatusAsync(call.Claim with { Beneficiary = chosen.Beneficiary, Link = chosen.Id }, call.Aborted)
            : ApiAnswer.Of(ServiceFailure.Unauthorized);
    }

    /// <summary>By the helper, or by the person for whom the helper acts.</summary>
    internal async Task<ApiAnswer> RemoveAsync(PersonCall call)
    {
        if (LinkOf(call) is not { } id)
        {
            return ApiAnswer.Of(ServiceFailure.NotFound);
        }

        var refusal = call.Claim.Helper is { } helper
            ? await unlink.ByHelperAsync(id, helper, call.Aborted)
            : await unlink.ByPersonAsync(id, call.Claim.Beneficiary!.Value, call.Aborted);
        return refusal is null ? ApiAnswer.NoContent : ApiAnswer.Of(ServiceFailure.NotFound);
    }

    private static LinkId? LinkOf(PersonCall call) =>
        Guid.TryParseExact(call.Route("linkId"), "D", out var id) ? new LinkId(id) : null;
}
