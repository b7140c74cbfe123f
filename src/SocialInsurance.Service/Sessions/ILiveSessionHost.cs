using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Service.Sessions;

/// <summary>Who opened a session: only the same may send its frames or read its result.</summary>
/// <param name="Value">pseudonym, for example <c>partner/p-1a2b3c</c></param>
internal readonly record struct SessionOwner(string Value);

/// <summary>Whether a session was opened.</summary>
internal enum OpeningProblem
{
    /// <summary>It was.</summary>
    None = 0,

    /// <summary>No consent in force, no tries left, or a caseworker has the person: other ways are open.</summary>
    NotPossible = 1,

    /// <summary>All places are taken; wait.</summary>
    PlacesTaken = 2,
}

/// <param name="Opened">null unless the problem is None</param>
/// <param name="Wait">only with PlacesTaken</param>
internal sealed record SessionOpening(OpeningProblem Problem, SessionOpenedDto? Opened, TimeSpan? Wait = null);

/// <param name="IsKnown">the session exists and is the owner's</param>
/// <param name="Result">null while it runs</param>
internal readonly record struct SessionLookup(bool IsKnown, SessionResultDto? Result);

/// <summary>The face sessions of this instance, whatever carries their frames. Thread-safe.</summary>
internal interface ILiveSessionHost
{
    Task<SessionOpening> OpenAsync(SessionOwner owner, BeneficiaryId beneficiary, OpenSessionRequest request, CancellationToken cancellationToken);

    /// <summary>Takes the nonce and connects; null when the session is not there, is another owner's, or the nonce was used.</summary>
    Task<ILiveSession?> AttachAsync(SessionOwner owner, string sessionId, string nonce, CancellationToken cancellationToken);

    Task<SessionLookup> FindResultAsync(SessionOwner owner, string sessionId, CancellationToken cancellationToken);
}

/// <summary>One connection to a session; disposal without a result leaves the session to a later connection. Not thread-safe.</summary>
internal interface ILiveSession : IAsyncDisposable
{
    /// <summary>A message of type <c>welcome</c>.</summary>
    SocketMessageDto Welcome { get; }

    /// <param name="sequence">from 1, strictly rising within the connection</param>
    /// <param name="jpeg">borrowed until this returns</param>
    /// <returns>a message of type <c>guidance</c>, <c>done</c> or <c>refused</c></returns>
    ValueTask<SocketMessageDto> FeedAsync(long sequence, long clientClockMs, ReadOnlyMemory<byte> jpeg, CancellationToken cancellationToken);

    /// <summary>Ends the session: what was seen decides.</summary>
    /// <returns>a message of type <c>done</c> or <c>refused</c></returns>
    ValueTask<SocketMessageDto> FinishAsync(CancellationToken cancellationToken);

    /// <summary>Gives the session up, without a decision.</summary>
    ValueTask CancelAsync(CancellationToken cancellationToken);
}
