using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Person;

/// <summary>A request under <c>/api/v1/me</c> with the proven claim behind it.</summary>
/// <param name="Body">whole; empty when there is none</param>
internal sealed record PersonCall(HttpContext Http, ActingClaim Claim, ClaimToken Token, byte[] Body)
{
    internal CancellationToken Aborted => Http.RequestAborted;

    internal bool IsHelper => Claim.Helper is not null;

    internal T? Read<T>(JsonTypeInfo<T> type)
        where T : class => JsonBody.Parse(Body, type);

    internal string? Route(string name) => Http.Request.RouteValues[name] as string;
}

/// <summary>One way into every address under <c>/api/v1/me</c>: header, claim, content type, body, repetition, then the desk.</summary>
internal static class PersonRoutes
{
    private const string Problem = "application/problem+json";

    internal static RouteHandlerBuilder MapPerson<TDesk>(
        this IEndpointRouteBuilder routes,
        string method,
        string path,
        Func<TDesk, PersonCall, Task<ApiAnswer>> answer,
        IdempotencyUse idempotency = IdempotencyUse.None)
        where TDesk : class =>
        routes.MapMethods($"/api/v1/me{path}", [method], async (HttpContext context, ActingClaims claims, Idempotency repeated, TDesk desk) =>
            {
                var result = await RunAsync(context, claims, call => repeated.RunAsync(
                    context, idempotency, $"{call.Claim.Key}\n{call.Claim.Beneficiary?.Value}\n{method}\n{path}", call.Body, () => answer(desk, call)));
                await result.WriteAsync(context);
            })
            .WithTags("person")
            .Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem);

    private static async Task<ApiAnswer> RunAsync(HttpContext context, ActingClaims claims, Func<PersonCall, Task<ApiAnswer>> answer)
    {
        if (!OwnPage.Sent(context.Request))
        {
            return ApiAnswer.Of(ServiceFailure.Forbidden);
        }

        if (ClaimCookie.Find(context) is not { } token || await claims.FindAsync(token, context.RequestAborted) is not { } claim)
        {
            return ApiAnswer.Of(ServiceFailure.Unauthorized);
        }

        var body = await JsonBody.ReadAsync(context);
        return body.Length > 0 && !context.Request.HasJsonContentType()
            ? ApiAnswer.Of(ServiceFailure.UnsupportedMediaType)
            : await answer(new PersonCall(context, claim, token, body));
    }

    /// <summary>The person in person; a helper is told that this is not theirs.</summary>
    internal static ServiceFailure? RefuseHelper(this PersonCall call) => call.IsHelper ? ServiceFailure.Forbidden : null;

    /// <summary>In person, or the one whom the helper selected; a conflict while the helper has selected nobody.</summary>
    internal static ServiceFailure? FindBeneficiary(this PersonCall call, out BeneficiaryId beneficiary)
    {
        beneficiary = call.Claim.Beneficiary ?? default;
        return call.Claim.Beneficiary is null ? ServiceFailure.Conflict : null;
    }
}
