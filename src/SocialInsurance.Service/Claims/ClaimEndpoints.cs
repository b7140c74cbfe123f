using System.Buffers.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Person;

namespace SocialInsurance.Service.Claims;

/// <summary>Opening, proving and ending a claim.</summary>
internal static class ClaimEndpoints
{
    private const string Problem = "application/problem+json";
    private const int CodeDigits = 6;

    internal static void MapClaims(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/claims", OpenAsync)
            .WithName("openClaim").WithTags("claims")
            .WithSummary("声明身份；无论是否登记，回答相同 (say who you are; the same answer whether or not registered)")
            .Accepts<OpenClaimRequest>("application/json")
            .Produces<ClaimOpenedDto>(StatusCodes.Status202Accepted)
            .Produces<ProblemDto>(StatusCodes.Status400BadRequest, Problem)
            .Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, Problem);
        routes.MapPost("/api/v1/claims/{claimId}/proof", ProveAsync)
            .WithName("proveClaim").WithTags("claims")
            .WithSummary("用验证码或已绑定设备证明 (prove by code or registered device)")
            .Accepts<ProveClaimRequest>("application/json")
            .Produces<PersonStatusDto>()
            .Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem);
        routes.MapDelete("/api/v1/claims/current", EndAsync)
            .WithName("endClaim").WithTags("claims")
            .WithSummary("退出 (sign out)")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task OpenAsync(HttpContext context, OpenClaim open, ClaimDoor door) =>
        await (await AnswerOpenAsync(context, open, door)).WriteAsync(context);

    private static async Task<ApiAnswer> AnswerOpenAsync(HttpContext context, OpenClaim open, ClaimDoor door)
    {
        if (!context.Request.HasJsonContentType())
        {
            return ApiAnswer.Of(ServiceFailure.UnsupportedMediaType);
        }

        if (Read(JsonBody.Parse(await JsonBody.ReadAsync(context), ContractsJson.Default.OpenClaimRequest)) is not { } request)
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        var address = door.AddressOf(context);
        if (await door.Velocity.CountAsync(LimitedBy.ClaimsOfAddress, address, context.RequestAborted) is { } pause)
        {
            return ApiAnswer.Of(ServiceFailure.TooManyRequests, pause);
        }

        var from = new ClaimOrigin(address, door.Browsers.Knows(context, request.CodeSubject));
        var opened = await open.ExecuteAsync(request with { From = from }, context.RequestAborted);
        if (opened.Token is not { } token)
        {
            return ApiAnswer.Of(ServiceFailure.TooManyRequests, opened.RetryAfter);
        }

        if (request.WithCode && !door.Codes.TryAdd(token))
        {
            return ApiAnswer.Of(ServiceFailure.Unavailable);
        }

        var answer = new ClaimOpenedDto(
            token.Reveal(), (int)door.Limits.CodeLifetime.TotalSeconds, (int)door.Limits.ResendAfter.TotalSeconds, Base64Url.EncodeToString(opened.Nonce));
        return ApiAnswer.Ok(answer, ContractsJson.Default.ClaimOpenedDto, StatusCodes.Status202Accepted);
    }

    /// <summary>Null for a request that nobody could prove, whoever is registered.</summary>
    private static ClaimRequest? Read(OpenClaimRequest? request)
    {
        if (!TypedIdentity.TryRead(request?.DocumentNumber, request?.Name, out var document, out var name))
        {
            return null;
        }

        if (request!.Role == ClaimRole.Beneficiary)
        {
            return request.Phone is null ? new ClaimRequest(document, name, null, request.DeviceId is null, default) : null;
        }

        return request is { Role: ClaimRole.Helper, DeviceId: null } && PhoneNumber.TryCreate(request.Phone, out var phone) && phone.IsMainland
            ? new ClaimRequest(document, name, phone, true, default)
            : null;
    }

    private static async Task ProveAsync(HttpContext context, string claimId, ProveClaim prove, KnownBrowsers browsers, PersonAnswers person)
    {
        var answer = await AnswerProofAsync(context, claimId, prove, browsers, person);
        await answer.WriteAsync(context);
    }

    private static async Task<ApiAnswer> AnswerProofAsync(
        HttpContext context, string claimId, ProveClaim prove, KnownBrowsers browsers, PersonAnswers person)
    {
        if (!context.Request.HasJsonContentType())
        {
            return ApiAnswer.Of(ServiceFailure.UnsupportedMediaType);
        }

        if (ProofOf(JsonBody.Parse(await JsonBody.ReadAsync(context), ContractsJson.Default.ProveClaimRequest)) is not { } proof)
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        if (!ClaimToken.TryParse(claimId, out var claim) || await prove.ExecuteAsync(claim, proof, context.RequestAborted) is not { } proven)
        {
            return ApiAnswer.Of(ServiceFailure.Unauthorized);
        }

        ClaimCookie.Set(context, proven.Token);
        browsers.Remember(context, proven.CodeSubject);
        return await person.FirstAsync(proven.Token, context.RequestAborted);
    }

    private static ClaimProof? ProofOf(ProveClaimRequest? request) => request switch
    {
        { Code: { Length: CodeDigits } code, DeviceId: null, Signature: null } when code.All(char.IsAsciiDigit) => new ClaimProof.Code(code),
        { Code: null, DeviceId: { } device, Signature: { } signature } => DeviceProofOf(device, signature),
        _ => null,
    };

    private static ClaimProof.Device? DeviceProofOf(string device, string signature)
    {
        var bytes = new byte[64];
        return Guid.TryParseExact(device, "D", out var id) && signature.Length == Base64Url.GetEncodedLength(bytes.Length)
            && Base64Url.TryDecodeFromChars(signature, bytes, out var written) && written == bytes.Length
            ? new ClaimProof.Device(new DeviceId(id), bytes)
            : null;
    }

    private static async Task EndAsync(HttpContext context, ActingClaims claims)
    {
        if (!OwnPage.Sent(context.Request))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Forbidden);
            return;
        }

        if (ClaimCookie.Find(context) is { } token)
        {
            await claims.EndAsync(token, context.RequestAborted);
        }

        ClaimCookie.Clear(context);
        await ApiAnswer.NoContent.WriteAsync(context);
    }
}
