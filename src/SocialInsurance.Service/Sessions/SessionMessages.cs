using System.Collections.Immutable;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Sessions;

/// <summary>Messages and results as clients see them. Nothing here holds a score.</summary>
internal static class SessionMessages
{
    private static readonly ImmutableDictionary<AdviceCode, (string Code, TextDto Text)> Advices = Enum.GetValues<AdviceCode>()
        .ToImmutableDictionary(a => a, a => (JsonNamingPolicy.CamelCase.ConvertName(a.ToString()), ServiceTexts.Get($"Advice{a}")));

    /// <summary>Advice with the frame that completes a session: the result follows.</summary>
    internal static string CompleteCode { get; } = Advices[AdviceCode.WaitPlease].Code;

    internal static SocketMessageDto Welcome(SessionRecord record, string nextNonce) => new(
        "welcome", Nonce: nextNonce, Restarted: record.Connections > 1, Passed: 0, Progress: 0);

    internal static SocketMessageDto Guide(long sequence, in FrameReading reading)
    {
        var (code, text) = Advices[reading.Advice];
        return new SocketMessageDto(
            "guidance",
            sequence,
            Advice: text,
            AdviceCode: code,
            Action: reading.Action,
            Passed: reading.Passed,
            Progress: Math.Round(reading.Progress, 3),
            Face: reading.Face is { } face ? new BoxDto(face.X, face.Y, face.Width, face.Height) : null);
    }

    /// <summary>Answers no frame; its code is the name of the text in camelCase.</summary>
    internal static SocketMessageDto Warn(string key) => new(
        "guidance", Advice: ServiceTexts.Get(key), AdviceCode: Advices[AdviceCode.LookHere].Code, Code: JsonNamingPolicy.CamelCase.ConvertName(key));

    internal static SocketMessageDto Done(SessionResultDto result) => new("done", Result: result);

    internal static WaitDto Wait(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        return new WaitDto("busy", ServiceTexts.Format("WaitForPlace", seconds), seconds);
    }

    internal static SessionResultDto Result(LiveDecision decision, ReceiptLinkDto? receipt) => new(
        decision.Outcome.ToString(),
        [.. decision.Reasons.Select(reason => new SessionReasonDto(reason.ToString(), TextOf(FaceAdvice.For(reason))))],
        decision.Attempt,
        decision.AttemptsLeft,
        decision.ValidUntil,
        receipt);

    private static TextDto TextOf(ReasonText text) => new(text.Chinese, text.English);
}
