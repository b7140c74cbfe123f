using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Staff;

/// <summary>Who may do what; answers the request itself when it may not go on. Thread-safe.</summary>
internal sealed class StaffAccess(StaffSessions sessions)
{
    /// <summary>The account, with one of the roles; null when the problem was written.</summary>
    internal async Task<StaffAccount?> RequireAsync(HttpContext context, StaffRoles roles)
    {
        context.Response.Headers.CacheControl = "no-store";
        var account = await sessions.FindAsync(context, context.RequestAborted);
        var failure = account is null ? ServiceFailure.Unauthorized
            : account.MustChange || (account.Roles & roles) == 0 ? ServiceFailure.Forbidden
            : default(ServiceFailure?);
        if (failure is { } refused)
        {
            await ProblemWriter.WriteAsync(context, refused);
            return null;
        }

        return account;
    }

    /// <summary>Account and body of a write; nulls when the problem was written.</summary>
    internal async Task<(StaffAccount? Account, T? Body)> RequireAsync<T>(HttpContext context, StaffRoles roles, JsonTypeInfo<T> type)
        where T : class
    {
        var account = await RequireAsync(context, roles);
        var body = account is null ? null : await JsonRequests.ReadAsync(context, type, ownPage: true);
        return body is null ? default : (account, body);
    }

    /// <summary>The account of a write without a body; null when the problem was written.</summary>
    internal async Task<StaffAccount?> RequireWriteAsync(HttpContext context, StaffRoles roles)
    {
        var account = await RequireAsync(context, roles);
        if (account is not null && !JsonRequests.IsFromOwnPage(context))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Forbidden);
            return null;
        }

        return account;
    }
}
