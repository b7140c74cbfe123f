using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Receipts;

namespace SocialInsurance.Service.Staff;

/// <summary>The second factor of staff: shown at the sign-in, set up, renewed, reset; the own security page.</summary>
internal static class FactorEndpoints
{
    private const int CodesPerMinute = 30;

    internal static void MapStaffFactors(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/staff/sign-in/code", ShowAsync)
            .WithName("showStaffFactor").WithSummary("登录第二步：验证码 (second step of the sign-in)")
            .Accepts<FactorCodeRequest>("application/json").Produces<StaffAccountDto>()
            .Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, StaffRights.Problem)
            .ForPassword();
        routes.MapGet("/api/v1/staff/security", ReadAsync)
            .WithName("readStaffSecurity").WithSummary("本人账号安全 (the own account's security)").Produces<StaffSecurityDto>()
            .ForSignedIn();
        routes.MapPost("/api/v1/staff/factor", BeginAsync)
            .WithName("beginStaffFactor").WithSummary("设置第二因素 (set up a second factor)")
            .Accepts<FactorCodeRequest>("application/json").Produces<FactorSetUpDto>()
            .Produces<ProblemDto>(StatusCodes.Status403Forbidden, StaffRights.Problem)
            .ForSignedIn();
        routes.MapPost("/api/v1/staff/factor/confirmation", ConfirmAsync)
            .WithName("confirmStaffFactor").WithSummary("确认第二因素 (confirm it by a code)")
            .Accepts<FactorCodeRequest>("application/json").Produces<RecoveryCodesDto>()
            .ForSignedIn();
        routes.MapPost("/api/v1/staff/factor/recovery-codes", RenewAsync)
            .WithName("renewRecoveryCodes").WithSummary("更换备用码 (new recovery codes)")
            .Accepts<FactorCodeRequest>("application/json").Produces<RecoveryCodesDto>()
            .ForSignedIn();
        routes.MapPost("/api/v1/staff/sessions/end", EndAllAsync)
            .WithName("endStaffSessions").WithSummary("在所有设备上退出 (sign out everywhere)").Produces(StatusCodes.Status204NoContent)
            .ForSignedIn();
        routes.MapPost("/api/v1/staff/accounts/{account}/factor-reset", ResetAsync)
            .WithName("resetStaffFactor").WithSummary("重置遗失的第二因素，须两名管理员 (reset of a lost factor, by two administrators)")
            .Produces<FactorResetDto>().Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(StaffRoles.Administrator, StaffScope.Nobody);
    }

    private static async Task ShowAsync(HttpContext context, StaffFactors factors, StaffSessions sessions, SignInGuard guard, PlatformPorts ports)
    {
        if (await ReadCodeAsync(context, ports) is not { } request)
        {
            return;
        }

        if (context.Caller().Step != SignInStep.Code)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Conflict);
            return;
        }

        var shown = await factors.CheckAsync(context.Staff().Id, request.Code, context.RequestAborted);
        if (shown.Account is not { } account)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotConfirmed);
            return;
        }

        await guard.SucceededAsync(context, account, guard.Recognise(context, account.Id.Value), context.RequestAborted);
        await StaffEndpoints.AnswerAsync(context, sessions, account, factorShown: true);
    }

    private static async Task ReadAsync(HttpContext context, IStaffReader staff, StaffSessions sessions)
    {
        var account = context.Staff();
        var standing = await staff.ReadFactorAsync(account.Id, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new StaffSecurityDto(
                account.Id.Value,
                sessions.Needs(account),
                account.FactorSince,
                standing.RecoveryCodesLeft,
                standing.ResetAskedBy?.Value,
                (int)StaffSessions.IdleTime.TotalMinutes,
                (int)StaffSessions.LongestTime.TotalMinutes),
            ContractsJson.Default.StaffSecurityDto,
            cancellationToken: context.RequestAborted);
    }

    private static async Task BeginAsync(HttpContext context, StaffFactors factors, PlatformPorts ports)
    {
        if (await ReadCodeAsync(context, ports) is not { } request)
        {
            return;
        }

        // whoever gave the one-time password must not be able to set the factor up for the owner's own one
        if (context.Staff().MustChange)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Forbidden);
            return;
        }

        var begun = await factors.BeginAsync(context.Staff().Id, request.Code, context.RequestAborted);
        if (begun.Secret is not { } secret)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotConfirmed);
            return;
        }

        var uri = Totp.Uri(ports.Authority, context.Staff().Id, secret);
        await context.Response.WriteAsJsonAsync(
            new FactorSetUpDto(Totp.Text(secret), uri, ReceiptQr.Svg(uri)), ContractsJson.Default.FactorSetUpDto, cancellationToken: context.RequestAborted);
    }

    private static async Task ConfirmAsync(HttpContext context, StaffFactors factors, StaffSessions sessions, SignInGuard guard, PlatformPorts ports)
    {
        if (await ReadCodeAsync(context, ports) is { } request)
        {
            var confirmed = await factors.ConfirmAsync(context.Staff().Id, request.Code, context.RequestAborted);
            if (confirmed.Account is { } account)
            {
                await guard.SucceededAsync(context, account, guard.Recognise(context, account.Id.Value), context.RequestAborted);
            }

            await AnswerAsync(context, sessions, confirmed);
        }
    }

    private static async Task RenewAsync(HttpContext context, StaffFactors factors, StaffSessions sessions, PlatformPorts ports)
    {
        if (await ReadCodeAsync(context, ports) is { } request)
        {
            await AnswerAsync(context, sessions, await factors.RenewCodesAsync(context.Staff().Id, request.Code, context.RequestAborted));
        }
    }

    private static async Task EndAllAsync(HttpContext context, StaffFactors factors, StaffSessions sessions)
    {
        await factors.SignOutEverywhereAsync(context.Staff().Id, context.RequestAborted);
        await sessions.EndAsync(context, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task ResetAsync(HttpContext context, string account, StaffFactors factors)
    {
        var result = AccountEndpoints.TryReadId(account) is { } id
            ? await factors.ResetAsync(id, context.Staff().Id, context.RequestAborted)
            : new FactorResetResult(false, new AccountUnknown(default));
        if (result.Refusal is { } refusal)
        {
            await ProblemWriter.WriteAsync(context, refusal is FactorResetNeedsAnother ? ServiceFailure.Conflict : ServiceFailure.NotFound);
            return;
        }

        await context.Response.WriteAsJsonAsync(new FactorResetDto(account, result.Done), ContractsJson.Default.FactorResetDto, cancellationToken: context.RequestAborted);
    }

    private static async Task<FactorCodeRequest?> ReadCodeAsync(HttpContext context, PlatformPorts ports) =>
        await JsonRequests.IsTooOftenAsync(context, ports.ShortLived, "staff-code", CodesPerMinute)
            ? null
            : await JsonRequests.ReadAsync(context, ContractsJson.Default.FactorCodeRequest, ownPage: true);

    private static async Task AnswerAsync(HttpContext context, StaffSessions sessions, FactorConfirmed confirmed)
    {
        if (confirmed.Account is not { } account)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotConfirmed);
            return;
        }

        var session = await sessions.OpenAsync(context, account, factorShown: true, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new RecoveryCodesDto(confirmed.RecoveryCodes, session.Dto()), ContractsJson.Default.RecoveryCodesDto, cancellationToken: context.RequestAborted);
    }
}
