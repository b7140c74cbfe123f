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

namespace SocialInsurance.Service.Staff;

/// <summary>Accounts, for administrators; an administrator sees no person.</summary>
internal static class AccountEndpoints
{
    internal static void MapStaffAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/staff/accounts", ListAsync)
            .WithName("listStaffAccounts").WithSummary("账号列表 (accounts)").Produces<StaffAccountListDto>()
            .ForStaff(StaffRoles.Administrator | StaffRoles.Auditor, StaffScope.Nobody);
        routes.MapPost("/api/v1/staff/accounts", CreateAsync)
            .WithName("createStaffAccount").WithSummary("新建账号 (make an account)")
            .Accepts<CreateStaffAccountRequest>("application/json").Produces<StaffAccountCreatedDto>(StatusCodes.Status201Created)
            .Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(StaffRoles.Administrator, StaffScope.Nobody);
        routes.MapPost("/api/v1/staff/accounts/{account}/reset", ResetAsync)
            .WithName("resetStaffPassword").WithSummary("重置密码 (give a new one-time password)").Produces<StaffAccountCreatedDto>()
            .ForStaff(StaffRoles.Administrator, StaffScope.Nobody);
        routes.MapDelete("/api/v1/staff/accounts/{account}", CloseAsync)
            .WithName("closeStaffAccount").WithSummary("停用账号 (close an account)").Produces(StatusCodes.Status204NoContent)
            .ForStaff(StaffRoles.Administrator, StaffScope.Nobody);
    }

    private static async Task ListAsync(HttpContext context, IStaffReader staff)
    {
        var accounts = await staff.ListAsync(context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new StaffAccountListDto([.. accounts.Select(account => account.Dto())]), ContractsJson.Default.StaffAccountListDto, cancellationToken: context.RequestAborted);
    }

    private static async Task CreateAsync(HttpContext context, StaffAccounts accounts)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.CreateStaffAccountRequest, ownPage: true) is not { } request)
        {
            return;
        }

        if (TryReadId(request.Account) is not { } id || TryReadRoles(request.Roles) is not { } roles || TryReadPlace(request) is not { } place)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        await AnswerAsync(
            context, await accounts.CreateAsync(id, roles, context.Staff().Id, place, context.RequestAborted), StatusCodes.Status201Created, ServiceFailure.Conflict);
    }

    private static async Task ResetAsync(HttpContext context, string account, StaffAccounts accounts)
    {
        var created = TryReadId(account) is { } id
            ? await accounts.ResetPasswordAsync(id, context.Staff().Id, context.RequestAborted)
            : new NewStaffAccount(null, null, null);
        await AnswerAsync(context, created, StatusCodes.Status200OK, ServiceFailure.NotFound);
    }

    private static async Task CloseAsync(HttpContext context, string account, StaffAccounts accounts)
    {
        if (TryReadId(account) is { } id && (await accounts.CloseAsync(id, context.Staff().Id, context.RequestAborted)).Account is not null)
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

    internal static CaseworkerId? TryReadId(string? text) =>
        text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') ? new CaseworkerId(text) : null;

    private static StaffPlace? TryReadPlace(CreateStaffAccountRequest request) =>
        StaffPlace.TryCreate(request.Division, request.Team, request.ResidesIn, out var place) ? place : null;

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
