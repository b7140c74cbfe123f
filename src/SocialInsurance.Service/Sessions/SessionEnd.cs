using System.Text.Json;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Sessions;

/// <summary>Why a connection of a live session ended. Names in camelCase are the stable codes of <c>refused</c>.</summary>
internal enum SessionEnd
{
    /// <summary>It has not.</summary>
    Open = 0,

    /// <summary>Every action was seen and attack detection has its frames: a decision follows.</summary>
    Complete = 1,

    /// <summary>The browser asked for the end: a decision follows.</summary>
    Finished = 2,

    /// <summary>Time is over: a decision follows when a try had begun, or when many frames showed no face that could be used.</summary>
    Expired = 3,

    /// <summary>The person gave up; no try.</summary>
    Cancelled = 4,

    /// <summary>Nothing came for too long; no try.</summary>
    Idle = 5,

    /// <summary>The connection broke; no try, the person may come back.</summary>
    Lost = 6,

    /// <summary>This instance shuts down; the person may go on at another.</summary>
    ShuttingDown = 7,

    /// <summary>A later connection or session of the person goes on instead.</summary>
    Superseded = 8,

    /// <summary>No JPEG, too many pixels, or too many that cannot be read.</summary>
    BadFrame = 9,

    /// <summary>Sequence numbers did not rise.</summary>
    BadSequence = 10,

    /// <summary>More frames unanswered than allowed.</summary>
    TooManyInFlight = 11,

    /// <summary>A message of another form or at the wrong time.</summary>
    BadMessage = 12,

    /// <summary>A message of too many bytes.</summary>
    TooLarge = 13,

    /// <summary>No first message in time.</summary>
    HelloTimeout = 14,

    /// <summary>No such session, or another claim's.</summary>
    UnknownSession = 15,

    /// <summary>The nonce was used or never given.</summary>
    NonceRefused = 16,

    /// <summary>This instance has no place.</summary>
    Busy = 17,

    /// <summary>The end was asked for before any frame.</summary>
    NoFrames = 18,

    /// <summary>A store does not answer.</summary>
    Unavailable = 19,

    /// <summary>A bug.</summary>
    Internal = 20,
}

internal static class SessionEnds
{
    /// <summary>Whether a person may come back with the nonce of the last welcome, and keeps the place for it.</summary>
    internal static bool MayReturn(this SessionEnd end) => end is SessionEnd.Lost or SessionEnd.ShuttingDown or SessionEnd.Busy or SessionEnd.Unavailable;

    internal static string Code(this SessionEnd end) => JsonNamingPolicy.CamelCase.ConvertName(end.ToString());

    internal static SocketMessageDto Refusal(this SessionEnd end) =>
        new("refused", Advice: ServiceTexts.Get($"Refused{end}"), Code: end.Code());
}
