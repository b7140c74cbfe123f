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
            services.AddSingleton<StaffReadLog>();
            services.AddSingleton<StaffDesk>();
            services.AddSingleton<RelativeDesk>();
        }
    }

    internal static void MapStaff(this WebApplication app)
    {
        if (app.Services.GetService<StaffSessions>() is null)
        {
            return;
        }

        app.MapPost("/api/v1/staff/sign-in", SignInAsync)
            .WithName("signInStaff").WithSummary("工作人员登录 (staff sign in)")
            .Accepts<SignInRequest>("application/json").Produces<StaffAccountDto>()
            .Produces<ProblemDto>(StatusCodes.Status401Unauthorized, StaffRights.Problem).Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, StaffRights.Problem)
            .ForAnybody();
        app.MapPost("/api/v1/staff/sign-out", SignOutAsync)
            .WithName("signOutStaff").WithSummary("退出登录 (sign out)").Produces(StatusCodes.Status204NoContent)
            .ForAnybody();
        app.MapGet("/api/v1/staff/session", (Delegate)ReadSessionAsync)
            .WithName("readStaffSession").WithSummary("当前登录账号 (who is signed in)").Produces<StaffAccountDto>()
            .ForSignedIn();
        app.MapPost("/api/v1/staff/password", ChangePasswordAsync)
            .WithName("changeStaffPassword").WithSummary("修改密码 (change the password)")
            .Accepts<ChangePasswordRequest>("application/json").Produces<StaffAccountDto>()
            .Produces<ProblemDto>(StatusCodes.Status400BadRequest, StaffRights.Problem)
            .ForSignedIn();
        app.MapStaffAccounts();
        app.MapStaffRelatives();
        app.MapStaffWork();
    }

    internal static StaffAccountDto Dto(this StaffAccount account) => new(
        account.Id.Value,
        [.. Enum.GetValues<StaffRoles>().Where(role => role != StaffRoles.None && account.Roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant())],
        account.MustChange,
        account.Closed,
        account.Division,
        account.Team);

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
        await sessions.EndAsync(context, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task ReadSessionAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(context.Staff().Dto(), ContractsJson.Default.StaffAccountDto, cancellationToken: context.RequestAborted);

    private static async Task ChangePasswordAsync(HttpContext context, StaffAccounts accounts, StaffSessions sessions, PlatformPorts ports)
    {
        if (await JsonRequests.IsTooOftenAsync(context, ports.ShortLived, "staff-sign-in", SignInsPerMinute))
        {
            return;
        }

        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.ChangePasswordRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var result = await accounts.ChangePasswordAsync(context.Staff().Id, request.Current, request.Next, context.RequestAborted);
        if (result.Account is not { } account)
        {
            await ProblemWriter.WriteAsync(context, result.Refusal is PasswordTooWeak ? ServiceFailure.BadRequest : ServiceFailure.Unauthorized);
            return;
        }

        await AnswerAsync(context, sessions, account);
    }

    private static async Task AnswerAsync(HttpContext context, StaffSessions sessions, StaffAccount account)
    {
        await sessions.OpenAsync(context, account, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(account.Dto(), ContractsJson.Default.StaffAccountDto, cancellationToken: context.RequestAborted);
    }
}
