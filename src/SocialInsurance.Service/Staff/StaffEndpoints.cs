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
    internal static void AddStaff(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports.Staff is { } staff)
        {
            services.AddSingleton(staff);
            services.AddSingleton<IPasswordHashing, StaffPasswords>();
            services.AddSingleton(built => new StaffAccounts(
                ports.Store, staff, built.GetRequiredService<IPasswordHashing>(), built.GetRequiredService<TimeProvider>()));
            services.AddSingleton(built => new StaffFactors(ports.Store, built.GetRequiredService<TimeProvider>()));
            services.AddSingleton<StaffSessions>();
            services.AddSingleton<SignInGuard>();
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
            .ForPassword();
        app.MapPost("/api/v1/staff/password", ChangePasswordAsync)
            .WithName("changeStaffPassword").WithSummary("修改密码 (change the password)")
            .Accepts<ChangePasswordRequest>("application/json").Produces<StaffAccountDto>()
            .Produces<ProblemDto>(StatusCodes.Status400BadRequest, StaffRights.Problem)
            .ForSignedIn();
        app.MapStaffFactors();
        app.MapStaffAccounts();
        app.MapStaffRelatives();
        app.MapStaffWork();
        app.MapCounterCodes();
    }

    internal static StaffAccountDto Dto(this StaffAccount account) => new(
        account.Id.Value,
        [.. Enum.GetValues<StaffRoles>().Where(role => role != StaffRoles.None && account.Roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant())],
        account.MustChange,
        account.Closed,
        account.Division,
        account.Team,
        HasFactor: account.FactorSince is not null);

    internal static StaffAccountDto Dto(this StaffSession session) => session.Account.Dto() with
    {
        Step = session.Step switch { SignInStep.Done => "done", SignInStep.Code => "code", SignInStep.SetUp => "setUp" },
    };

    private static async Task SignInAsync(HttpContext context, StaffAccounts accounts, StaffSessions sessions, SignInGuard guard)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.SignInRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var visitor = guard.Recognise(context, request.Account);
        if (await MustWaitAsync(context, guard, visitor))
        {
            return;
        }

        var result = await accounts.SignInAsync(request.Account, request.Password, visitor.IsKnown, context.RequestAborted);
        if (result.Account is not { } account)
        {
            await guard.FailedAsync(visitor, context.RequestAborted);
            await ProblemWriter.WriteAsync(context, ServiceFailure.Unauthorized);
            return;
        }

        await AnswerAsync(context, sessions, account, factorShown: false, async opened =>
        {
            if (opened.Step == SignInStep.Done)
            {
                await guard.SucceededAsync(context, account, visitor, context.RequestAborted);
            }
        });
    }

    private static async Task SignOutAsync(HttpContext context, StaffSessions sessions)
    {
        await sessions.EndAsync(context, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task ReadSessionAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new StaffSession(context.Staff(), context.Caller().Step).Dto(), ContractsJson.Default.StaffAccountDto, cancellationToken: context.RequestAborted);

    private static async Task ChangePasswordAsync(HttpContext context, StaffAccounts accounts, StaffSessions sessions, SignInGuard guard)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.ChangePasswordRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var owner = SignInGuard.Owner(context.Staff());
        if (await MustWaitAsync(context, guard, owner))
        {
            return;
        }

        var result = await accounts.ChangePasswordAsync(context.Staff().Id, request.Current, request.Next, context.RequestAborted);
        if (result.Account is not { } account)
        {
            var isWeak = result.Refusal is PasswordTooWeak;
            await (isWeak ? Task.CompletedTask : guard.FailedAsync(owner, context.RequestAborted));
            await ProblemWriter.WriteAsync(context, isWeak ? ServiceFailure.BadRequest : ServiceFailure.Unauthorized);
            return;
        }

        // the door lets nobody in whose second factor was not shown
        await AnswerAsync(context, sessions, account, factorShown: account.FactorSince is not null);
    }

    private static async Task<bool> MustWaitAsync(HttpContext context, SignInGuard guard, SignInVisitor visitor)
    {
        if (await guard.CountAsync(visitor, context.RequestAborted) is not { } wait)
        {
            return false;
        }

        await ApiAnswer.Of(ServiceFailure.TooManyRequests, wait).WriteAsync(context);
        return true;
    }

    internal static async Task AnswerAsync(
        HttpContext context, StaffSessions sessions, StaffAccount account, bool factorShown, Func<StaffSession, Task>? opened = null)
    {
        var session = await sessions.OpenAsync(context, account, factorShown, context.RequestAborted);
        await (opened?.Invoke(session) ?? Task.CompletedTask);
        await context.Response.WriteAsJsonAsync(session.Dto(), ContractsJson.Default.StaffAccountDto, cancellationToken: context.RequestAborted);
    }
}
