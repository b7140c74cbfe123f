using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Limits;

namespace SocialInsurance.Service.Sessions;

/// <summary><c>POST /api/v1/me/sessions</c>, <c>GET /api/v1/me/sessions/{id}</c>, WebSocket <c>/api/v1/sessions/{id}/frames</c>.</summary>
internal static class SessionEndpoints
{
    private const string IdPattern = "{id:length(32)}";

    internal static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/me/sessions", OpenAsync)
            .WithName("openSession").WithTags("session").WithSummary("开始一次人脸认证 (opens a live face session)")
            .Accepts<OpenSessionRequest>("application/json")
            .Produces<SessionOpenedDto>(StatusCodes.Status201Created)
            .Produces<WaitDto>(StatusCodes.Status503ServiceUnavailable)
            .Produces<ProblemDto>(StatusCodes.Status401Unauthorized, "application/problem+json")
            .Produces<ProblemDto>(StatusCodes.Status403Forbidden, "application/problem+json")
            .Produces<ProblemDto>(StatusCodes.Status409Conflict, "application/problem+json")
            .Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, "application/problem+json");
        routes.MapGet($"/api/v1/me/sessions/{IdPattern}", ReadAsync)
            .WithName("readSession").WithTags("session").WithSummary("认证结果 (how a session ended; 204 while it has not)")
            .Produces<SessionResultDto>()
            .Produces(StatusCodes.Status204NoContent)
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, "application/problem+json");
        routes.MapGet($"/api/v1/sessions/{IdPattern}/frames", CarryAsync)
            .WithName("sendFrames").WithTags("session").WithSummary("WebSocket：发送画面，接收提示 (frames in, guidance out)")
            .Produces(StatusCodes.Status101SwitchingProtocols);
    }

    private static async Task OpenAsync(HttpContext context, SessionDoor door, Idempotency repeated)
    {
        var (claim, beneficiary) = await CallerAsync(context, door, context.RequestAborted);
        if (claim is null || await BodyAsync(context) is not { } request)
        {
            return;
        }

        // sent again, because the answer was lost on the way: the same session, not a second one that ends the first
        var answer = await repeated.RunAsync(
            context,
            IdempotencyUse.Optional,
            $"{claim.ClaimId}\n{beneficiary.Value}\nsessions",
            JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.OpenSessionRequest),
            () => OpenOnceAsync(context, door, claim, beneficiary, request));
        await answer.WriteAsync(context);
    }

    private static async Task<ApiAnswer> OpenOnceAsync(HttpContext context, SessionDoor door, ProvenClaim claim, BeneficiaryId beneficiary, OpenSessionRequest request)
    {
        if (door.Drain.IsUnderWay)
        {
            return AskToWait(door, Drain.TryElsewhere);
        }

        if (door.Places.WaitForPlace() is { } full)
        {
            return AskToWait(door, full);
        }

        if (await CountAsync(context, door, beneficiary, context.RequestAborted) is { } tooOften)
        {
            return ApiAnswer.Of(ServiceFailure.TooManyRequests, tooOften);
        }

        var opening = await door.Desk.OpenAsync(claim, beneficiary, request.Profile, context.RequestAborted);
        if (opening.Replaced is { } replaced)
        {
            door.Rooms.End(replaced);
            door.Places.Leave(replaced, finished: false);
        }

        return opening switch
        {
            { Opened: { } opened } => ApiAnswer.Ok(opened, ContractsJson.Default.SessionOpenedDto, StatusCodes.Status201Created),
            { Wait: { } wait } => AskToWait(door, wait),
            { Refused: SessionStanding.NoConsent } => ApiAnswer.Of(ServiceFailure.ConsentRequired),
            _ => ApiAnswer.Of(ServiceFailure.WithCaseworker),
        };
    }

    private static async Task ReadAsync(HttpContext context, string id, SessionDoor door)
    {
        var (claim, beneficiary) = await CallerAsync(context, door, context.RequestAborted);
        if (claim is null)
        {
            return;
        }

        var (known, result) = id.All(char.IsAsciiHexDigitLower)
            ? await door.Desk.FindResultAsync(claim, beneficiary, id, context.RequestAborted)
            : (false, null);
        context.Response.Headers.CacheControl = "no-store";
        if (result is not null)
        {
            await context.Response.WriteAsJsonAsync(result, ContractsJson.Default.SessionResultDto, cancellationToken: context.RequestAborted);
        }
        else if (known)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
        }
    }

    private static async Task CarryAsync(HttpContext context, string id, SessionDoor door, IHostApplicationLifetime lifetime)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
        }
        else if (!OwnPage.OpenedSocket(context.Request))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Forbidden);
        }
        else if (await door.Access.FindAsync(context, context.RequestAborted) is not { } claim)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Unauthorized);
        }
        else
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await door.Socket.RunAsync(socket, claim, id, lifetime.ApplicationStopping);
        }
    }

    /// <summary>The claim and the person it acts for; a claim of null was answered already.</summary>
    private static async Task<(ProvenClaim? Claim, BeneficiaryId Beneficiary)> CallerAsync(HttpContext context, SessionDoor door, CancellationToken cancellationToken)
    {
        var claim = await door.Access.FindAsync(context, cancellationToken);
        if (claim?.Beneficiary is { } beneficiary)
        {
            return (claim, beneficiary);
        }

        await ProblemWriter.WriteAsync(context, claim is null ? ServiceFailure.Unauthorized : ServiceFailure.Conflict);
        return (null, default);
    }

    /// <summary>The body; null when it was refused.</summary>
    private static async Task<OpenSessionRequest?> BodyAsync(HttpContext context)
    {
        var request = await JsonRequests.ReadAsync(context, ContractsJson.Default.OpenSessionRequest, ownPage: true);
        if (request is { Profile: not (SessionProfile.Standard or SessionProfile.Elderly) })
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return null;
        }

        return request;
    }

    /// <summary>Counts the opening; the time to wait when there were too many.</summary>
    private static async Task<TimeSpan?> CountAsync(HttpContext context, SessionDoor door, BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        foreach (var (by, subject) in new[]
        {
            (LimitedBy.Address, ClientTraits.AddressOf(context, door.Velocity.AddressHeader)),
            (LimitedBy.Device, ClientTraits.DeviceOf(context)),
            (LimitedBy.Person, beneficiary.Value),
        })
        {
            if (await door.Limits.CountAsync(by, subject, cancellationToken) is { } wait)
            {
                door.Meter.Limited(by);
                return wait;
            }
        }

        return null;
    }

    /// <summary>Not kept under the key of the request: after the wait the same key asks again.</summary>
    private static ApiAnswer AskToWait(SessionDoor door, TimeSpan wait)
    {
        door.Meter.Waited();
        return ApiAnswer.Wait(SessionMessages.Wait(wait), ContractsJson.Default.WaitDto, wait);
    }
}
