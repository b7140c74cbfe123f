using System.Globalization;
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

    private static async Task OpenAsync(HttpContext context, SessionDoor door)
    {
        var aborted = context.RequestAborted;
        var (claim, beneficiary) = await CallerAsync(context, door, aborted);
        if (claim is null || await BodyAsync(context) is not { } request)
        {
            return;
        }

        if (door.Places.WaitForPlace() is { } full)
        {
            await AskToWaitAsync(context, door, full);
            return;
        }

        if (await IsTooOftenAsync(context, door, beneficiary, aborted))
        {
            return;
        }

        var opening = await door.Desk.OpenAsync(claim, beneficiary, request.Profile, aborted);
        if (opening.Replaced is { } replaced)
        {
            door.Rooms.End(replaced);
            door.Places.Leave(replaced, finished: false);
        }

        await (opening switch
        {
            { Opened: { } opened } => WriteAsync(context, StatusCodes.Status201Created, opened),
            { Wait: { } wait } => AskToWaitAsync(context, door, wait),
            { Refused: SessionStanding.NoConsent } => ProblemWriter.WriteAsync(context, ServiceFailure.ConsentRequired),
            _ => ProblemWriter.WriteAsync(context, ServiceFailure.WithCaseworker),
        });
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

    private static async Task<bool> IsTooOftenAsync(HttpContext context, SessionDoor door, BeneficiaryId beneficiary, CancellationToken cancellationToken)
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
                context.Response.Headers.RetryAfter = Seconds(wait);
                await ProblemWriter.WriteAsync(context, ServiceFailure.TooManyRequests);
                return true;
            }
        }

        return false;
    }

    private static Task AskToWaitAsync(HttpContext context, SessionDoor door, TimeSpan wait)
    {
        door.Meter.Waited();
        context.Response.Headers.RetryAfter = Seconds(wait);
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, SessionMessages.Wait(wait));
    }

    private static Task WriteAsync<T>(HttpContext context, int status, T body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(body, typeof(T), ContractsJson.Default, cancellationToken: context.RequestAborted);
    }

    private static string Seconds(TimeSpan wait) => ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
