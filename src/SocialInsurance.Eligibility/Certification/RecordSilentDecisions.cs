using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Certification;

/// <summary>How a recording ended. Not stored.</summary>
public enum RecordingStatus
{
    /// <summary>Something new was stored.</summary>
    Recorded = 1,

    /// <summary>All of it was stored before; nothing changed.</summary>
    AlreadyRecorded = 2,

    /// <summary>Refused; nothing was stored.</summary>
    Refused = 3,
}

/// <summary>The result of recording a run. After a refusal all counts are 0 and <paramref name="Refusal"/> says why.</summary>
/// <param name="Head">the audit log after it; null after a refusal or when nothing changed</param>
public sealed record SilentRunResult(
    RecordingStatus Status, int Recorded, int AlreadyRecorded, int PeriodsOpened, int CasesOpened, AuditHead? Head, Refusal? Refusal);

/// <summary>
/// Stores the decisions of a comparison run: decisions, renewed periods, review cases and audit entries, whole or not at
/// all, in one transaction. Idempotent on run and beneficiary: a second call changes nothing.
/// Memory is bounded by the batch, not by the run.
/// </summary>
public sealed class RecordSilentDecisions(IEligibilityStore store, TimeProvider time, CaseSurroundings? surroundings = null)
{
    private const int BatchSize = 4096;
    private readonly CaseClock _clock = new(surroundings ?? CaseSurroundings.Default);

    /// <param name="decisions">streamed once; an exception from it rolls everything back</param>
    public async Task<SilentRunResult> ExecuteAsync(
        SilentRun run, IEnumerable<SilentDecision> decisions, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var stored = await work.Decisions.FindRunAsync(run.Id, cancellationToken);
        if (stored is not null && stored.Run != run)
        {
            return Refused(new RunIdReused(run.Id));
        }

        var recordedAt = time.GetStoredNow();
        if (stored is null)
        {
            await work.Decisions.AddRunAsync(new RecordedRun(run, recordedAt), cancellationToken);
        }

        var total = new SilentRunResult(RecordingStatus.AlreadyRecorded, 0, 0, 0, 0, null, null);
        foreach (var batch in decisions.Chunk(BatchSize))
        {
            var known = await FetchAsync(work, run, stored is null, batch, cancellationToken);
            var plan = SilentPlan.Decide(run, recordedAt, batch, known);
            if (plan.Refusal is not null)
            {
                return Refused(plan.Refusal);
            }

            await WriteAsync(work, plan, cancellationToken);
            total = Add(total, plan);
        }

        if (stored is not null && total.Recorded == 0)
        {
            return total;
        }

        var head = await work.CommitAsync(cancellationToken);
        return total with { Status = RecordingStatus.Recorded, Head = head };
    }

    private static async Task<SilentKnowledge> FetchAsync(
        IEligibilityWork work, SilentRun run, bool runIsNew, SilentDecision[] batch, CancellationToken cancellationToken)
    {
        BeneficiaryId[] ids = [.. batch.Select(decision => decision.Beneficiary)];
        CaseKey[] cases = [.. batch.SelectMany(SilentPlan.CaseKeysOf)];
        return new SilentKnowledge(
            runIsNew,
            await work.Beneficiaries.FetchStandingsAsync(ids, cancellationToken),
            await work.Decisions.FetchRunDecisionsAsync(run.Id, ids, cancellationToken),
            await work.Cases.FetchExistingAsync(cases, cancellationToken));
    }

    private async Task WriteAsync(IEligibilityWork work, SilentPlan plan, CancellationToken cancellationToken)
    {
        await work.Decisions.AddAsync(plan.Decisions, cancellationToken);
        await work.Beneficiaries.RenewAsync(plan.Renewals, CertificationMethod.Silent, cancellationToken);
        await work.Cases.AddAsync(plan.CasesOpened, cancellationToken);
        await work.Cases.ScheduleAsync([.. plan.CasesOpened.Select(opened => _clock.DeadlineOf(ReviewCase.From([opened])))], cancellationToken);
    }

    private static SilentRunResult Add(SilentRunResult total, SilentPlan plan) => total with
    {
        Recorded = total.Recorded + plan.Decisions.Count,
        AlreadyRecorded = total.AlreadyRecorded + plan.AlreadyRecorded,
        PeriodsOpened = total.PeriodsOpened + plan.Decisions.Count(decision => decision.Period is not null),
        CasesOpened = total.CasesOpened + plan.CasesOpened.Count,
    };

    private static SilentRunResult Refused(Refusal refusal) => new(RecordingStatus.Refused, 0, 0, 0, 0, null, refusal);
}
