using System.Globalization;
using System.Text;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Service.Grpc;
using OpenSessionRequest = SocialInsurance.Contracts.Grpc.V1.OpenSessionRequest;

namespace SocialInsurance.Service.Partners;

/// <summary>The messages of a session, from the words of <c>Contracts/Sessions</c> to those of the .proto file.</summary>
internal static class SessionMessages
{
    internal const string Refused = "refused";
    internal const string Done = "done";
    private const string Standard = "standard";

    internal static Contracts.Sessions.OpenSessionRequest Of(OpenSessionRequest request) => new(request.Profile.Length == 0 ? Standard : request.Profile);

    internal static OpenSessionResponse Of(SessionOpenedDto opened) =>
        new()
        {
            SessionId = opened.SessionId,
            Nonce = opened.Nonce,
            Attempt = opened.Attempt,
            FramesPerSecond = opened.FramesPerSecond,
            MaximumInFlight = opened.MaximumInFlight,
            ExpiresAtUnixMs = opened.ExpiresAt.ToUnixTimeMilliseconds(),
            Actions = opened.Actions,
        };

    internal static FramesResponse Of(SocketMessageDto message) => message.Type switch
    {
        "welcome" => new FramesResponse { Welcome = WelcomeOf(message) },
        "guidance" => new FramesResponse { Guidance = GuidanceOf(message) },
        Done => new FramesResponse { Done = Of(message.Result ?? throw new InvalidOperationException("done carries a result")) },
        _ => throw new InvalidOperationException($"a session answered with '{message.Type}'"),
    };

    internal static SessionResult Of(SessionResultDto result)
    {
        var message = new SessionResult
        {
            Decision = result.Decision,
            Attempt = result.Attempt,
            AttemptsLeft = result.AttemptsLeft,
            ValidUntil = result.ValidUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? string.Empty,
        };
        message.Reasons.AddRange(result.Reasons.Select(reason => new SessionReason { Code = reason.Code, Advice = Of(reason.Advice) }));
        return message;
    }

    /// <summary>A code such as <c>sequenceNotRising</c> becomes the reason SEQUENCE_NOT_RISING.</summary>
    internal static GrpcOutcome Refusal(SocketMessageDto refused) =>
        new(GrpcStatus.FailedPrecondition, "the session refused the message", UpperSnake(refused.Code ?? Refused));

    private static Welcome WelcomeOf(SocketMessageDto message) => new() { Nonce = message.Nonce ?? string.Empty, Restarted = message.Restarted ?? false };

    private static Guidance GuidanceOf(SocketMessageDto message) => new()
    {
        Sequence = checked((uint)(message.Sequence ?? 0)),
        Advice = message.Advice is null ? null : Of(message.Advice),
        AdviceCode = message.AdviceCode ?? string.Empty,
        Action = message.Action ?? string.Empty,
        Passed = message.Passed ?? 0,
        Progress = message.Progress ?? 0,
        Face = message.Face is { } face ? new Box { X = face.X, Y = face.Y, Width = face.Width, Height = face.Height } : null,
    };

    private static Text Of(TextDto text) => new() { Zh = text.Zh, En = text.En };

    private static string UpperSnake(string code)
    {
        var reason = new StringBuilder(code.Length + 8);
        foreach (var character in code)
        {
            if (char.IsAsciiLetterUpper(character) && reason.Length > 0)
            {
                reason.Append('_');
            }

            reason.Append(char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_');
        }

        return reason.ToString();
    }
}
