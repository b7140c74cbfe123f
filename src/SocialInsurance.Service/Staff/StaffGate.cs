using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Staff;

/// <summary>
/// The one way to every address of staff: the right it carries, sign-in with both factors, own password, role, our own page, region of the case that the
/// address names, and the note of what an auditor reads. An address under the prefix without a right answers nobody.
/// </summary>
internal sealed class StaffGate(RequestDelegate next)
{
    internal const string Prefix = "/api/v1/staff";
    private const string CaseParameter = "caseId";

    public async Task InvokeAsync(HttpContext context)
    {
        var right = context.GetEndpoint()?.Metadata.GetMetadata<StaffRight>();
        if (right is null && !(context.GetEndpoint() is RouteEndpoint && context.Request.Path.StartsWithSegments(Prefix)))
        {
            await next(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (right is null)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Forbidden);
        }
        else if (await RefuseAsync(context, right) is { } refused)
        {
            await ProblemWriter.WriteAsync(context, refused);
        }
        else
        {
            if (await OwnWrites.FollowAsync(context) is { } position)
            {
                // here, not there: what an awaited method demands is over when it returns
                context.RequestServices.GetRequiredService<PlatformPorts>().Freshness!.Demand(position);
            }

            await next(context);
        }
    }

    private static async Task<ServiceFailure?> RefuseAsync(HttpContext context, StaffRight right)
    {
        if (right.Door == StaffDoor.Anybody)
        {
            return OwnPage.Sent(context.Request) ? null : ServiceFailure.Forbidden;
        }

        var sessions = context.RequestServices.GetService<StaffSessions>();
        if (sessions is null || await sessions.FindAsync(context, context.RequestAborted) is not { } session)
        {
            return ServiceFailure.Unauthorized;
        }

        if (!IsFarEnough(right, session) || !OwnPage.Sent(context.Request))
        {
            return ServiceFailure.Forbidden;
        }

        return HasBodyOfAnotherKind(context.Request) ? ServiceFailure.UnsupportedMediaType : await EnterAsync(context, right, session);
    }

    private static bool IsFarEnough(StaffRight right, StaffSession session) => right.Door switch
    {
        StaffDoor.Roles => session is { Step: SignInStep.Done, Account.MustChange: false } && (session.Account.Roles & right.Roles) != 0,
        StaffDoor.SignedIn => session.Step != SignInStep.Code,
        StaffDoor.Password or StaffDoor.Anybody => true,
    };

    private static async Task<ServiceFailure?> EnterAsync(HttpContext context, StaffRight right, StaffSession session)
    {
        var account = session.Account;
        var row = default(CaseRow);
        if (right.Scope == StaffScope.Region && context.Request.RouteValues.TryGetValue(CaseParameter, out var named))
        {
            row = await FindCaseAsync(context, named as string);
            if (row is null || !account.Covers(row.DivisionCode))
            {
                // the same answer for a case of another region and for none
                return ServiceFailure.NotFound;
            }
        }

        if (account.Roles.HasFlag(StaffRoles.Auditor) && !right.WritesReading && HttpMethods.IsGet(context.Request.Method))
        {
            var name = context.GetEndpoint()!.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
            await context.RequestServices.GetRequiredService<StaffReadLog>().WriteAsync(account, StaffReadKind.Log, row?.Beneficiary, name, context.RequestAborted);
        }

        context.Features.Set(new StaffCaller(account, row, session.Step));
        return null;
    }

    private static async Task<CaseRow?> FindCaseAsync(HttpContext context, string? text) =>
        Guid.TryParseExact(text, "D", out var id) && context.RequestServices.GetRequiredService<PlatformPorts>().Cases is { } cases
            ? await cases.FindRowAsync(new CaseId(id), context.RequestAborted)
            : null;

    private static bool HasBodyOfAnotherKind(HttpRequest request) =>
        (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0) && !request.HasJsonContentType();
}
