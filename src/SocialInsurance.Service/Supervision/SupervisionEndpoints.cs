using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Supervision;

internal static class SupervisionEndpoints
{
    private const int LongestReason = 500;

    internal static async Task ReadAsync(HttpContext context, SupervisionDesk desk)
    {
        if (desk.ScopeOf(context.Request.Query, context.Staff()) is not { } scope)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        await context.Response.WriteAsJsonAsync(
            await desk.ReadAsync(scope, context.RequestAborted), ContractsJson.Default.SupervisionDto, cancellationToken: context.RequestAborted);
    }

    internal static async Task ReadCsvAsync(HttpContext context, SupervisionDesk desk)
    {
        if (desk.ScopeOf(context.Request.Query, context.Staff()) is not { } scope)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        var csv = SupervisionCsv.Of(await desk.ReadAsync(scope, context.RequestAborted));
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = string.Create(
            CultureInfo.InvariantCulture, $"attachment; filename=\"supervision-{scope.From:yyyyMMdd}-{scope.Until:yyyyMMdd}.csv\"");
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(csv), context.RequestAborted);
    }

    internal static async Task RecountAsync(HttpContext context, SupervisionDesk desk)
    {
        if (desk.ScopeOf(context.Request.Query, context.Staff()) is not { } scope)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        await context.Response.WriteAsJsonAsync(
            await desk.RecountAsync(scope, context.RequestAborted), ContractsJson.Default.RecountDto, cancellationToken: context.RequestAborted);
    }

    internal static async Task ReleaseAsync(HttpContext context, SupervisionDesk desk)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.ReleaseFeedRequest, ownPage: true) is not { } request)
        {
            return;
        }

        if (request is not { Run.Length: > 0, Feed.Length: > 0 } || request.Reason?.Trim() is not { Length: >= 1 and <= LongestReason })
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        var released = desk.Release(request, context.Staff().Id);
        if (released.Status is ReleaseStatus.Released or ReleaseStatus.AlreadyReleased)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await ProblemWriter.WriteAsync(context, ServiceFailure.Conflict);
    }

    internal static async Task ListReadsAsync(HttpContext context, SupervisionDesk desk) =>
        await context.Response.WriteAsJsonAsync(
            await desk.ListReadsAsync(context.Staff(), context.RequestAborted), ContractsJson.Default.StaffReadListDto, cancellationToken: context.RequestAborted);
}
