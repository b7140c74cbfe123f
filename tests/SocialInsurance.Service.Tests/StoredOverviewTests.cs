using System.Collections.Concurrent;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Service.Overview;

namespace SocialInsurance.Service.Tests;

/// <summary>The numbers do not wait for the verification of a long audit log.</summary>
public sealed class StoredOverviewTests
{
    private readonly SlowLog log = new();
    private readonly SteppedClock clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_verified_at_once_is_whole_in_the_first_answer()
    {
        await using var overview = Overview();
        log.Size = 5;
        log.End();

        Assert.Equal(new AuditDto(true, 5, log.Root, AuditState.Whole), (await overview.ReadAsync(Token)).Audit);
    }

    [Fact]
    public async Task Long_log_is_under_verification_until_it_is_verified()
    {
        await using var overview = Overview();
        log.Size = 5;

        Assert.Equal(new AuditDto(true, 0, string.Empty, AuditState.Verifying), (await overview.ReadAsync(Token)).Audit);
        Assert.Equal(AuditState.Verifying, (await overview.ReadAsync(Token)).Audit.State);
        log.End();
        Assert.Equal(new AuditDto(true, 5, log.Root, AuditState.Whole), (await overview.ReadAsync(Token)).Audit);
        Assert.Equal([0L], log.Begun);
    }

    [Fact]
    public async Task Growth_is_verified_after_ten_minutes_from_where_the_verdict_stands_and_the_whole_after_a_day()
    {
        await using var overview = Overview();
        log.Size = 5;
        log.End();
        await overview.ReadAsync(Token);
        log.Size = 8;
        Assert.Equal(5, (await overview.ReadAsync(Token)).Audit.Size);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(8, await SizeOnceReadAsync(overview, 8));
        clock.Advance(TimeSpan.FromMinutes(10));
        await overview.ReadAsync(Token);
        Assert.Equal([0L, 5L], log.Begun);

        clock.Advance(TimeSpan.FromDays(1));
        await overview.ReadAsync(Token);
        Assert.True(SpinWait.SpinUntil(() => log.Begun.Count == 3, TimeSpan.FromSeconds(10)));
        Assert.Equal([0L, 5L, 0L], log.Begun);
    }

    [Fact]
    public async Task Damage_is_told_and_stays_told()
    {
        await using var overview = Overview();
        (log.Size, log.Fault) = (5, AuditFault.EntryAltered);
        log.End();

        Assert.Equal(AuditState.Damaged, (await overview.ReadAsync(Token)).Audit.State);
        clock.Advance(TimeSpan.FromDays(2));
        log.Fault = AuditFault.None;
        var audit = (await overview.ReadAsync(Token)).Audit;
        Assert.False(audit.Ok);
        Assert.Equal(AuditState.Damaged, audit.State);
    }

    [Fact]
    public async Task Store_that_fails_under_verification_fails_one_reading_and_is_asked_again()
    {
        await using var overview = Overview();
        log.Size = 5;
        log.Break();
        await Assert.ThrowsAsync<IOException>(async () => await overview.ReadAsync(Token));
        log.End();
        Assert.Equal(AuditState.Whole, (await overview.ReadAsync(Token)).Audit.State);
    }

    [Fact]
    public async Task Verification_under_way_ends_with_the_overview()
    {
        var overview = Overview();
        log.Size = 5;
        await overview.ReadAsync(Token);
        await overview.DisposeAsync();
        Assert.True(log.Cancelled);
    }

    private StoredOverview Overview() => new(new Books(log), log, "no such folder", clock);

    /// <summary>A verification of growth runs beside the readings, so its verdict comes with a later one.</summary>
    private static async Task<long> SizeOnceReadAsync(StoredOverview overview, long expected)
    {
        for (var patience = 0; patience < 100; patience++)
        {
            await Task.Delay(20, Token);
            if ((await overview.ReadAsync(Token)).Audit.Size == expected)
            {
                break;
            }
        }

        return (await overview.ReadAsync(Token)).Audit.Size;
    }

    private sealed class SlowLog : IAuditLog
    {
        private TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Size { get; set; }

        public AuditFault Fault { get; set; }

        public bool Cancelled { get; private set; }

        /// <summary>Entries that each verification was given as whole.</summary>
        public ConcurrentQueue<long> Begun { get; } = [];

        public string Root => new AuditHead(Size, MerkleTree.EmptyRoot).RootHash.ToString();

        public void End()
        {
            if (gate.Task.IsFaulted)
            {
                gate = new TaskCompletionSource();
            }

            gate.SetResult();
        }

        public void Break() => gate.SetException(new IOException("gone"));

        public async Task<AuditVerification> VerifyAsync(MerkleFrontier whole, CancellationToken cancellationToken)
        {
            Begun.Enqueue(whole.Size);
            try
            {
                await gate.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Cancelled = true;
                throw;
            }

            while (whole.Size < Size)
            {
                whole.Append(MerkleTree.EmptyRoot);
            }

            return new AuditVerification(Fault, Size, MerkleTree.EmptyRoot, Fault == AuditFault.None ? null : Size);
        }

        public Task<AuditHead> ReadHeadAsync(CancellationToken cancellationToken) => Task.FromResult(new AuditHead(Size, MerkleTree.EmptyRoot));

        public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<AuditEntry>> ReadEntriesAsync(long from, int count, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AuditInclusion?> ProveInclusionAsync(long sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AuditConsistency?> ProveConsistencyAsync(long oldSize, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Books(SlowLog log) : IEligibilityReader
    {
        public async Task<EligibilityOverview> ReadOverviewAsync(CancellationToken cancellationToken) => new(
            0,
            null,
            new Dictionary<DecisionOutcome, long>(),
            new Dictionary<CertificationMethod, long>(),
            new Dictionary<DecisionOutcome, long>(),
            [],
            await log.ReadHeadAsync(cancellationToken),
            default!);

        public Task<StoredFaces> ReadStoredFacesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<CertificationMethod, long>> CountCertifiedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RecordedRun?> FindLastRunAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<AuditedDecision>> ReadDecisionsAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<CertificationPeriod?> FindPeriodAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ReviewCase>> ReadOpenCasesAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReferenceEnrolment?> FindReferenceAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Real timers; what elapsed is what the test says.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
