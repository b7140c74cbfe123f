using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Staff;

/// <summary>Sign-in of staff: in, out, another password.</summary>
internal static class StaffEndpoints
{
    internal const string Problem = "application/problem+json";

    // one office may stand behind one address
    private const int SignInsPerMinute = 30;

    internal static void AddStaff(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports.Staff is { } staff)
        {
            services.AddSingleton(staff);
            services.AddSingleton<IPasswordHashing, StaffPasswords>();
            services.AddSingleton(built => new StaffAccounts(
                ports.Store, staff, built.GetRequiredService<IPasswordHashing>(), built.GetRequiredService<TimeProvider>()));
            services.AddSingleton<StaffSessions>();
            services.AddSingleton<StaffAccess>();
            services.AddSingleton<StaffDesk>();
        }
    }

    internal static void MapStaff(this WebApplication app)
    {
        if (app.Services.GetService<StaffAccess>() is null)
        {
            return;
        }

        app.MapPost("/api/v1/staff/sign-in", SignInAsync)
            .WithName("signInStaff").WithTags("staff").WithSummary("工作人员登录 (staff sign in)")
            .Accepts<SignInRequest>("application/json").Produces<StaffAccountDto>()
            .Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem).Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, Problem);
        app.MapPost("/api/v1/staff/sign-out", SignOutAsync)
            .WithName("signOutStaff").WithTags("staff").WithSummary("退出登录 (sign out)").Produces(StatusCodes.Status204NoContent);
        app.MapPost("/api/v1/staff/password", ChangePasswordAsync)
            .WithName("changeStaffPassword").WithTags("staff").WithSummary("修改密码 (change the password)")
            .Accepts<ChangePasswordRequest>("application/json").Produces<StaffAccountDto>()
            .Produces<ProblemDto>(StatusCodes.Status400BadRequest, Problem).Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem);
        app.MapStaffAccounts();
        app.MapStaffWork();
    }

    internal static StaffAccountDto Dto(this StaffAccount account) => new(
        account.Id.Value,
        [.. Enum.GetValues<StaffRoles>().Where(role => role != StaffRoles.None && account.Roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant())],
        account.MustChange,
        account.Closed);

    private static async Task SignInAsync(HttpContext context, StaffAccounts accounts, StaffSessions sessions, PlatformPorts ports)
    {
        if (await JsonRequests.IsTooOftenAsync(context, ports.ShortLived, "staff-sign-in", SignInsPerMinute)
            || await JsonRequests.ReadAsync(context, ContractsJson.Default.SignInRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var result = await accounts.SignInAsync(request.Account, request.Password, context.RequestAborted);
        if (result.Account is not { } account)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Unauthorized);
            return;
        }

        await sessions.EndAsync(context, context.RequestAborted);
        await AnswerAsync(context, sessions, account);
    }

    private static async Task SignOutAsync(HttpContext context, StaffSessions sessions)
    {
        if (!JsonRequests.IsFromOwnPage(context))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Forbidden);
            return;
        }

        await sessions.EndAsync(context, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task ChangePasswordAsync(HttpContext context, StaffAccounts accounts, StaffSessions sessions, PlatformPorts ports)
    {
        if (await JsonRequests.IsTooOftenAsync(context, ports.ShortLived, "staff-sign-in", SignInsPerMinute))
        {
            return;
        }

        if (await sessions.FindAsync(context, context.RequestAborted) is not { } signedIn)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Unauthorized);
            return;
        }

        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.ChangePasswordRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var result = await accounts.ChangePasswordAsync(signedIn.Id, request.Current, request.Next, context.RequestAborted);
        if (result.Account is not { } account)
        {
            await ProblemWriter.WriteAsync(context, result.Refusal is PasswordTooWeak ? ServiceFailure.BadRequest : ServiceFailure.Unauthorized);
            return;
        }

        await AnswerAsync(context, sessions, account);
    }

    private static async Task AnswerAsync(HttpContext context, StaffSessions sessions, StaffAccount account)
    {
        context.Response.Headers.CacheControl = "no-store";
        await sessions.OpenAsync(context, account, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(account.Dto(), ContractsJson.Default.StaffAccountDto, cancellationToken: context.RequestAborted);
    }
}
