using System.Collections.Concurrent;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Service.Tests.Partners;

/// <summary>Face sessions without faces: one at a time, guidance for each frame, certified at the end.</summary>
internal sealed class ScriptedSessions : ILiveSessionHost
{
    public const string SessionId = "session-1";

    private readonly ConcurrentDictionary<string, SessionOwner> nonces = new(StringComparer.Ordinal);
    private SessionOwner? owner;
    private int nonceNumber;

    public ConcurrentQueue<string> Happened { get; } = new();

    public OpeningProblem Problem { get; set; }

    /// <summary>Frames wait here.</summary>
    public Func<Task> Hold { get; set; } = () => Task.CompletedTask;

    public SessionResultDto? Result { get; private set; }

    public Task<SessionOpening> OpenAsync(SessionOwner owner, BeneficiaryId beneficiary, OpenSessionRequest request, CancellationToken cancellationToken)
    {
        Happened.Enqueue($"open {beneficiary} {request.Profile}");
        if (Problem != OpeningProblem.None)
        {
            return Task.FromResult(new SessionOpening(Problem, null, TimeSpan.FromSeconds(17)));
        }

        this.owner = owner;
        return Task.FromResult(new SessionOpening(OpeningProblem.None, new SessionOpenedDto(
            SessionId, "/unused", NewNonce(owner), 2, 1, 8, 4, new DateTimeOffset(2026, 11, 2, 1, 5, 0, TimeSpan.Zero))));
    }

    public Task<ILiveSession?> AttachAsync(SessionOwner owner, string sessionId, string nonce, CancellationToken cancellationToken) =>
        Task.FromResult<ILiveSession?>(
            sessionId == SessionId && nonces.TryGetValue(nonce, out var its) && its == owner && nonces.TryRemove(nonce, out _) ? new Session(this, owner) : null);

    public Task<SessionLookup> FindResultAsync(SessionOwner owner, string sessionId, CancellationToken cancellationToken) =>
        Task.FromResult(sessionId == SessionId && this.owner == owner ? new SessionLookup(true, Result) : default);

    private string NewNonce(SessionOwner its)
    {
        var nonce = $"nonce-{Interlocked.Increment(ref nonceNumber)}";
        nonces[nonce] = its;
        return nonce;
    }

    private sealed class Session(ScriptedSessions host, SessionOwner owner) : ILiveSession
    {
        private long last;

        public SocketMessageDto Welcome { get; } = new("welcome", Nonce: host.NewNonce(owner), Restarted: true);

        public async ValueTask<SocketMessageDto> FeedAsync(long sequence, long clientClockMs, ReadOnlyMemory<byte> jpeg, CancellationToken cancellationToken)
        {
            host.Happened.Enqueue($"frame {sequence} {clientClockMs} {jpeg.Length}");
            await host.Hold();
            if (sequence <= last)
            {
                return new SocketMessageDto("refused", Code: "sequenceNotRising");
            }

            last = sequence;
            return new SocketMessageDto(
                "guidance", sequence, Advice: new TextDto("请向左转", "Turn left"), AdviceCode: "turnLeft", Action: "turnLeft", Passed: 1, Progress: 0.5, Face: new BoxDto(0.1, 0.2, 0.3, 0.4));
        }

        public ValueTask<SocketMessageDto> FinishAsync(CancellationToken cancellationToken)
        {
            host.Happened.Enqueue("finish");
            host.Result = new SessionResultDto("Certified", [new SessionReasonDto("TooDark", new TextDto("请到亮处", "More light"))], 1, 2, new DateOnly(2027, 11, 2), null);
            return ValueTask.FromResult(new SocketMessageDto("done", Result: host.Result));
        }

        public ValueTask CancelAsync(CancellationToken cancellationToken)
        {
            host.Happened.Enqueue("cancel");
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            host.Happened.Enqueue("left");
            return ValueTask.CompletedTask;
        }
    }
}
