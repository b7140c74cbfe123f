using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>What a round of the watch did.</summary>
/// <param name="Joined">blue cases that nobody had and that go on in the yellow one</param>
public readonly record struct WatchRound(int Blue, int Yellow, int Joined);

/// <summary>
/// The 90/120-day watch: a certification long overdue becomes a case for people, blue at 90 days, yellow at 120. Nothing else follows:
/// absent data is not death, and payment goes on. Once for a due day and a stage; a batch a transaction.
/// </summary>
public sealed class WatchOverdue(IEligibilityStore store, IDueReader due, CaseSurroundings surroundings, TimeProvider time)
{
    private const int BatchSize = 200;

    /// <param name="today">local day</param>
    public async Task<WatchRound> ExecuteAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var yellow = await OpenAsync(WatchStage.Yellow, today, cancellationToken);
        var blue = await OpenAsync(WatchStage.Blue, today, cancellationToken);
        return new WatchRound(blue.Opened, yellow.Opened, yellow.Joined);
    }

    /// <summary>
    /// What a yellow case does to the blue one for the same due day: joined when nobody has it; a caseworker who has it finds the new one
    /// beside it and decides.
    /// </summary>
    internal static IReadOnlyList<CaseEvent> Join(ReviewCase blue, CaseOpened yellow, DateTimeOffset at) => blue.State != CaseState.Opened || blue.AssignedTo is not null
        ? []
        : [
            new CaseJoined(blue.Id, blue.Beneficiary, blue.Version + 1, CaseActors.System, yellow.Case, at),
            new CaseClosed(blue.Id, blue.Beneficiary, blue.Version + 2, CaseActors.System, CaseConclusion.Joined, at),
        ];

    private async Task<(int Opened, int Joined)> OpenAsync(WatchStage stage, DateOnly today, CancellationToken cancellationToken)
    {
        var (from, until) = DueStages.WindowOf(stage, today);
        var (opened, joined) = (0, 0);
        IReadOnlyList<DuePerson> batch = [];
        do
        {
            batch = await due.ListToWatchAsync(stage, from, until, batch.Count == 0 ? null : batch[^1], BatchSize, cancellationToken);
            var done = await OpenAsync(batch, stage, cancellationToken);
            (opened, joined) = (opened + done.Opened, joined + done.Joined);
        }
        while (batch.Count == BatchSize);

        return (opened, joined);
    }

    private async Task<(int Opened, int Joined)> OpenAsync(IReadOnlyList<DuePerson> batch, WatchStage stage, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return default;
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var now = time.GetStoredNow();
        var standings = await work.Beneficiaries.FetchStandingsAsync([.. batch.Select(person => person.Beneficiary)], cancellationToken);
        var existing = await work.Cases.FetchExistingAsync([.. batch.Select(person => KeyOf(person, stage))], cancellationToken);
        var openings = batch
            .Where(person => standings.TryGetValue(person.Beneficiary, out var stands) && stands.DueOn == person.DueOn && !existing.Contains(KeyOf(person, stage)))
            .Select(person => Opening(person, stage, now))
            .ToList();
        List<CaseEvent> events = [.. openings];
        if (stage == WatchStage.Yellow)
        {
            foreach (var opening in openings)
            {
                events.AddRange(await JoinAsync(work.Cases, opening, now, cancellationToken));
            }
        }

        await work.Cases.AddAsync(events, cancellationToken);
        await work.Cases.ScheduleAsync([.. openings.Select(DeadlineOf)], cancellationToken);
        await work.CommitAsync(cancellationToken);
        return (openings.Count, events.OfType<CaseJoined>().Count());
    }

    private static async Task<IReadOnlyList<CaseEvent>> JoinAsync(ICaseRecords cases, CaseOpened yellow, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var place = yellow.RecordPlace.Replace($":{DueStages.DaysOf(WatchStage.Yellow)}", $":{DueStages.DaysOf(WatchStage.Blue)}", StringComparison.Ordinal);
        var open = await cases.FindOpenAsync(yellow.Beneficiary, cancellationToken);
        return open.FirstOrDefault(one => one.Kind == FindingKind.LongUncertified && one.RecordPlace == place) is { } blue ? Join(blue, yellow, now) : [];
    }

    private static CaseKey KeyOf(DuePerson person, WatchStage stage) =>
        new(person.Beneficiary, FindingKind.LongUncertified, DueStages.PlaceOf(person.DueOn, stage));

    private static CaseOpened Opening(DuePerson person, WatchStage stage, DateTimeOffset now) => new(
        new CaseId(Guid.CreateVersion7(now)),
        person.Beneficiary,
        FindingKind.LongUncertified,
        DueStages.ColourOf(stage),
        DueStages.PlaceOf(person.DueOn, stage),
        null,
        now)
    {
        Source = CaseSource.Watch,
    };

    private CaseDeadline DeadlineOf(CaseOpened opening) => new CaseClock(surroundings).DeadlineOf(ReviewCase.From([opening]));
}
