using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>The supervisor's page in figures.</summary>
/// <param name="Held">per feed what the latest run with a hold held</param>
/// <param name="Gone">what the latest run missed</param>
/// <param name="Policies">in order of publication</param>
/// <param name="Unreadable">files that were changed or damaged by another hand and are missing from the page: "releases", "policies"</param>
public sealed record SupervisionFigures(
    DateTimeOffset MadeAt,
    SupervisionCounts Counts,
    IReadOnlyList<SlaFigure> Sla,
    CompositeScore Composite,
    IReadOnlyList<SourceFreshness> Freshness,
    IReadOnlyList<HeldDelivery> Held,
    IReadOnlyList<GoneFile> Gone,
    IReadOnlyList<PolicyPublication> Policies,
    IReadOnlyList<TeamAgreement> Agreement,
    IReadOnlyList<WorkloadFigure> Workload,
    IReadOnlyList<ErrorFigure> Errors,
    AppealFigures Appeals,
    IReadOnlyList<string> Unreadable);

/// <summary>Reads counts, run folders and policies, and makes the supervisor's figures of them. Thread-safe.</summary>
public sealed class ReadSupervision(
    ISupervisionReader reader, IStaffReader staff, RunBook runs, Func<DateOnly, Policy> policyAt, CaseSurroundings surroundings, TimeProvider time)
{
    public async Task<SupervisionFigures> ExecuteAsync(SupervisionScope scope, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = surroundings.LocalDay(now);
        var policy = policyAt(today);
        var counts = await reader.ReadCountsAsync(scope, now, DeadlineOf, cancellationToken);
        var accounts = await staff.ListAsync(cancellationToken);
        List<string> unreadable = [];
        return new SupervisionFigures(
            now,
            counts,
            CaseFigures.SlaOf(counts),
            CompositeScore.Of(counts),
            SourceFreshness.Of(policy, await NewestAsync(policy, cancellationToken), today),
            Read(runs.ListHeld, "releases", unreadable),
            Read(runs.ListGone, "releases", unreadable),
            Read(runs.Policies, "policies", unreadable),
            TeamAgreement.Of(counts.Judged),
            CaseFigures.WorkloadOf(counts, accounts.ToDictionary(account => account.Id, account => account.Team)),
            ErrorFigures.Of(counts, runs),
            CaseFigures.AppealsOf(counts),
            [.. unreadable.Distinct()]);
    }

    /// <summary>The counts again, from the audit log. O(n) of the log.</summary>
    public Task<Recounted> RecountAsync(SupervisionScope scope, CancellationToken cancellationToken) =>
        reader.RecountAsync(scope, time.GetUtcNow(), new RecountRules(DeadlineOf, IsDrawn), cancellationToken);

    /// <summary>By the rules of the day on which the case was opened.</summary>
    private DateTimeOffset? DeadlineOf(ReviewCase file) =>
        SlaClock.DueAt(file, surroundings.RulesAt(surroundings.LocalDay(file.OpenedAt)), surroundings.LocalOffset);

    /// <summary>By the rules of the day on which the case was closed.</summary>
    private bool IsDrawn(ReviewCase file) => BlindDraw.IsDrawn(file, surroundings.RulesAt(surroundings.LocalDay(file.Events[^1].RecordedAt)));

    private async Task<IReadOnlyDictionary<string, DateOnly>> NewestAsync(Policy policy, CancellationToken cancellationToken)
    {
        var newest = runs.NewestBySource().ToDictionary(StringComparer.Ordinal);
        foreach (var (source, on) in await reader.FindNewestEventsAsync([.. policy.Sources.Select(source => source.Name)], cancellationToken))
        {
            newest[source] = newest.TryGetValue(source, out var read) && read > on ? read : on;
        }

        return newest;
    }

    /// <summary>A file that another hand changed must not take the rest of the page with it; the page names it.</summary>
    private static IReadOnlyList<T> Read<T>(Func<IReadOnlyList<T>> read, string name, List<string> unreadable)
    {
        try
        {
            return read();
        }
        catch (InputRefusedException)
        {
            unreadable.Add(name);
            return [];
        }
    }
}
