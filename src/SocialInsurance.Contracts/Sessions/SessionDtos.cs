using SocialInsurance.Contracts.Person;

namespace SocialInsurance.Contracts.Sessions;

/// <summary>Body of <c>POST /api/v1/me/sessions</c>; needs an <c>Idempotency-Key</c> and a consent in force.</summary>
/// <param name="Profile"><c>standard</c> or <c>elderly</c> (slower, one action, a helper may hold the phone)</param>
public sealed record OpenSessionRequest(string Profile = "standard");

/// <summary>Answer 201: a session that waits for frames on <c>Socket</c>.</summary>
/// <param name="Socket">path of the WebSocket</param>
/// <param name="Nonce">goes into the first message; counts once, base64url</param>
/// <param name="Actions">how many will be asked for; which one, each guidance says when its turn has come</param>
/// <param name="Attempt">from 1</param>
/// <param name="FramesPerSecond">what the server wants</param>
/// <param name="MaximumInFlight">frames sent and not yet answered</param>
public sealed record SessionOpenedDto(
    string SessionId,
    string Socket,
    string Nonce,
    int Actions,
    int Attempt,
    int FramesPerSecond,
    int MaximumInFlight,
    DateTimeOffset ExpiresAt);

/// <summary>Answer 503 with <c>Retry-After</c> when all places are taken: 请稍候, 约 N 秒.</summary>
public sealed record WaitDto(string Code, TextDto Text, int WaitSeconds);

/// <summary>First message of the browser, text: proves that it is the one that opened the session.</summary>
/// <param name="Type"><c>hello</c>; later <c>finish</c> (no nonce) to end early, <c>cancel</c> to give up</param>
public sealed record SocketCommandDto(string Type, string? Nonce = null);

/// <summary>
/// Every message of the server, text. A frame of the browser is binary: sequence (4 bytes, big-endian, from 1, strictly
/// rising within a connection), client clock in milliseconds (8 bytes, big-endian), then the JPEG.
/// <c>welcome</c>: nonce for the next connection, <c>restarted</c> when an earlier connection's frames are gone.
/// <c>guidance</c>: answer to one frame. <c>done</c>: result; the server closes. <c>refused</c>: problem; the server closes.
/// </summary>
/// <param name="Type"><c>welcome</c>, <c>guidance</c>, <c>done</c> or <c>refused</c></param>
/// <param name="Sequence">of the frame answered</param>
/// <param name="Advice">what to do now; null: hold on</param>
/// <param name="AdviceCode">stable code of the advice for voice clips, for example <c>moveCloser</c>, <c>turnLeft</c></param>
/// <param name="Action">the action waited for: <c>turnLeft</c>, <c>turnRight</c>, <c>nod</c>, <c>openMouth</c> or <c>blink</c>; null while the resting face is learned and after the last</param>
/// <param name="Passed">actions passed</param>
/// <param name="Progress">0..1 for the ring</param>
/// <param name="Face">box of the face in the frame sent, each 0..1 of its width or height; null without one</param>
public sealed record SocketMessageDto(
    string Type,
    long? Sequence = null,
    string? Nonce = null,
    bool? Restarted = null,
    TextDto? Advice = null,
    string? AdviceCode = null,
    string? Action = null,
    int? Passed = null,
    double? Progress = null,
    BoxDto? Face = null,
    SessionResultDto? Result = null,
    string? Code = null);

public sealed record BoxDto(double X, double Y, double Width, double Height);

/// <summary>How a session ended; also <c>GET /api/v1/me/sessions/{sessionId}</c>. Holds no score.</summary>
/// <param name="Decision"><c>Certified</c>, <c>RetryAllowed</c> or <c>ReferToCaseworker</c></param>
/// <param name="ValidUntil">the first day that is no longer covered; null unless certified</param>
public sealed record SessionResultDto(
    string Decision,
    IReadOnlyList<SessionReasonDto> Reasons,
    int Attempt,
    int AttemptsLeft,
    DateOnly? ValidUntil,
    ReceiptLinkDto? Receipt);

/// <param name="Code">name of the reason, for example <c>TooDark</c></param>
/// <param name="Advice">what to do, in one sentence</param>
public sealed record SessionReasonDto(string Code, TextDto Advice);
