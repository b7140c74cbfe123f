using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;

namespace SocialInsurance.Service.Staff;

/// <summary>Accounts, for administrators; an administrator sees no person.</summary>
internal static class AccountEndpoints
{
    internal static void MapStaffAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/staff/accounts", ListAsync)
            .WithName("listStaffAccounts").WithTags("staff").WithSummary("账号列表 (accounts)").Produces<StaffAccountListDto>();
        routes.MapPost("/api/v1/staff/accounts", CreateAsync)
            .WithName("createStaffAccount").WithTags("staff").WithSummary("新建账号 (make an account)")
            .Accepts<CreateStaffAccountRequest>("application/json").Produces<StaffAccountCreatedDto>(StatusCodes.Status201Created)
            .Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffEndpoints.Problem);
        routes.MapPost("/api/v1/staff/accounts/{account}/reset", ResetAsync)
            .WithName("resetStaffPassword").WithTags("staff").WithSummary("重置密码 (give a new one-time password)").Produces<StaffAccountCreatedDto>();
        routes.MapDelete("/api/v1/staff/accounts/{account}", CloseAsync)
            .WithName("closeStaffAccount").WithTags("staff").WithSummary("停用账号 (close an account)").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task ListAsync(HttpContext context, StaffAccess access, IStaffReader staff)
    {
        if (await access.RequireAsync(context, StaffRoles.Administrator) is not null)
        {
            var accounts = await staff.ListAsync(context.RequestAborted);
            await context.Response.WriteAsJsonAsync(
                new StaffAccountListDto([.. accounts.Select(account => account.Dto())]), ContractsJson.Default.StaffAccountListDto, cancellationToken: context.RequestAborted);
        }
    }

    private static async Task CreateAsync(HttpContext context, StaffAccess access, StaffAccounts accounts)
    {
        if (await access.RequireAsync(context, StaffRoles.Administrator, ContractsJson.Default.CreateStaffAccountRequest) is not ({ } administrator, { } request))
        {
            return;
        }

        if (TryReadId(request.Account) is not { } id || TryReadRoles(request.Roles) is not { } roles)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        await AnswerAsync(context, await accounts.CreateAsync(id, roles, administrator.Id, context.RequestAborted), StatusCodes.Status201Created, ServiceFailure.Conflict);
    }

    private static async Task ResetAsync(HttpContext context, string account, StaffAccess access, StaffAccounts accounts)
    {
        if (await access.RequireWriteAsync(context, StaffRoles.Administrator) is { } administrator)
        {
            var created = TryReadId(account) is { } id
                ? await accounts.ResetPasswordAsync(id, administrator.Id, context.RequestAborted)
                : new NewStaffAccount(null, null, null);
            await AnswerAsync(context, created, StatusCodes.Status200OK, ServiceFailure.NotFound);
        }
    }

    private static async Task CloseAsync(HttpContext context, string account, StaffAccess access, StaffAccounts accounts)
    {
        if (await access.RequireWriteAsync(context, StaffRoles.Administrator) is not { } administrator)
        {
            return;
        }

        if (TryReadId(account) is { } id && (await accounts.CloseAsync(id, administrator.Id, context.RequestAborted)).Account is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
    }

    private static Task AnswerAsync(HttpContext context, NewStaffAccount created, int status, ServiceFailure otherwise)
    {
        if (created.Account is null)
        {
            return ProblemWriter.WriteAsync(context, otherwise);
        }

        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new StaffAccountCreatedDto(created.Account.Id.Value, created.OneTimePassword!), ContractsJson.Default.StaffAccountCreatedDto, cancellationToken: context.RequestAborted);
    }

    private static CaseworkerId? TryReadId(string? text) =>
        text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') ? new CaseworkerId(text) : null;

    private static StaffRoles? TryReadRoles(IReadOnlyList<string>? names)
    {
        var roles = StaffRoles.None;
        foreach (var name in names ?? [])
        {
            if (Enum.GetValues<StaffRoles>().FirstOrDefault(role => role != StaffRoles.None && role.ToString().ToLowerInvariant() == name) is var role && role == StaffRoles.None)
            {
                return null;
            }

            roles |= role;
        }

        return roles == StaffRoles.None ? null : roles;
    }
}
