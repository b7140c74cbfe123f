using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>The open case, new or as it stood, with its deadline; or the refusal.</summary>
/// <param name="DueAt">null: the clock stands still</param>
public sealed record CaseOpening(ReviewCase? Case, DateTimeOffset? DueAt, bool IsNew, Refusal? Refusal);

/// <summary>Accounts that nobody can sign in with: ids of accounts are lower case.</summary>
public static class CaseActors
{
    /// <summary>The person, of what the person says.</summary>
    public static CaseworkerId Person { get; } = new("PERSON");

    /// <summary>A relative who acts for the person.</summary>
    public static CaseworkerId Relative { get; } = new("RELATIVE");

    /// <summary>The machine, of what follows from the clock alone.</summary>
    public static CaseworkerId System { get; } = new("SYSTEM");
}

/// <summary>
/// "我还健在": the person, a relative, or staff for somebody at a window says that the person is alive. Opens a red case with a clock that
/// runs out on the same working day; one is open at a time, asking again answers it. Stops every measure until somebody has looked.
/// </summary>
public sealed class OpenAliveClaim(IEligibilityStore store, CaseSurroundings surroundings, TimeProvider time)
{
    /// <param name="enteredBy">the member of staff; null when the person or a relative did it</param>
    public async Task<CaseOpening> ExecuteAsync(BeneficiaryId beneficiary, CaseSource source, CaseworkerId? enteredBy, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var standings = await work.Beneficiaries.FetchStandingsAsync([beneficiary], cancellationToken);
        if (standings.Count == 0)
        {
            return new CaseOpening(null, null, false, new BeneficiaryUnknown(beneficiary));
        }

        var clock = new CaseClock(surroundings);
        var open = await work.Cases.FindOpenAsync(beneficiary, cancellationToken);
        if (open.FirstOrDefault(file => file.Kind == FindingKind.AliveClaim) is { } stands)
        {
            return new CaseOpening(stands, clock.DueAt(stands), false, null);
        }

        var now = time.GetStoredNow();
        var id = new CaseId(Guid.CreateVersion7(now));
        var opened = new CaseOpened(id, beneficiary, FindingKind.AliveClaim, RiskColour.Red, $"claim@{id}", null, now) { Source = source, EnteredBy = enteredBy };
        var file = ReviewCase.From([opened]);
        await work.Cases.AddAsync([opened], cancellationToken);
        await work.Cases.ScheduleAsync([clock.DeadlineOf(file)], cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new CaseOpening(file, clock.DueAt(file), true, null);
    }
}

/// <param name="About">the case; null: the last measure against the person, else the decision as a whole</param>
/// <param name="Reason">1..1000 characters</param>
/// <param name="EnteredBy">the member of staff who writes it down; null when the person or a relative does</param>
public sealed record AppealOpening(BeneficiaryId Beneficiary, CaseId? About, string Reason, CaseSource Source, CaseworkerId? EnteredBy);

/// <summary>
/// 申诉: by the person or a relative, against an open or a closed case. One is open at a time for a case, asking again answers it. Nobody
/// who worked on the case may work on the appeal.
/// </summary>
public sealed class OpenAppeal(IEligibilityStore store, CaseSurroundings surroundings, TimeProvider time)
{
    private const int ReasonMaxLength = 1000;

    public async Task<CaseOpening> ExecuteAsync(AppealOpening appeal, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var standings = await work.Beneficiaries.FetchStandingsAsync([appeal.Beneficiary], cancellationToken);
        if (standings.Count == 0)
        {
            return new CaseOpening(null, null, false, new BeneficiaryUnknown(appeal.Beneficiary));
        }

        var benefit = await work.Benefits.FindAsync(appeal.Beneficiary, cancellationToken);
        var about = appeal.About ?? benefit.Changes.LastOrDefault()?.Case;
        if (about is { } asked && (await work.Cases.FindAsync(asked, cancellationToken))?.Beneficiary != appeal.Beneficiary)
        {
            return new CaseOpening(null, null, false, new NothingToAppeal(asked));
        }

        var clock = new CaseClock(surroundings);
        var open = await work.Cases.FindOpenAsync(appeal.Beneficiary, cancellationToken);
        if (open.FirstOrDefault(file => file.Kind == FindingKind.Appeal && file.About == about) is { } stands)
        {
            return new CaseOpening(stands, clock.DueAt(stands), false, null);
        }

        var now = time.GetStoredNow();
        var id = new CaseId(Guid.CreateVersion7(now));
        if (appeal.Reason.Trim().Length is 0 or > ReasonMaxLength)
        {
            return new CaseOpening(null, null, false, new TextOutOfRange(id, 1, ReasonMaxLength));
        }

        var events = EventsOf(id, appeal, about, benefit.State, now);
        var opened = ReviewCase.From(events);
        await work.Cases.AddAsync(events, cancellationToken);
        await work.Cases.ScheduleAsync([clock.DeadlineOf(opened)], cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new CaseOpening(opened, clock.DueAt(opened), true, null);
    }

    private static IReadOnlyList<CaseEvent> EventsOf(CaseId id, AppealOpening appeal, CaseId? about, BenefitState state, DateTimeOffset now)
    {
        var speaker = appeal.EnteredBy ?? (appeal.Source == CaseSource.Relative ? CaseActors.Relative : CaseActors.Person);
        return
        [
            new CaseOpened(id, appeal.Beneficiary, FindingKind.Appeal, state == BenefitState.InPayment ? RiskColour.Yellow : RiskColour.Red, $"appeal@{id}", null, now)
            {
                Source = appeal.Source,
                About = about,
                EnteredBy = appeal.EnteredBy,
            },
            new CaseNoted(id, appeal.Beneficiary, 2, speaker, appeal.Reason, now),
        ];
    }
}

/// <summary>Deadlines of cases under the rules of the day on which their clock began.</summary>
internal readonly struct CaseClock(CaseSurroundings surroundings)
{
    public DateTimeOffset? DueAt(ReviewCase file) =>
        SlaClock.DueAt(file, surroundings.RulesAt(surroundings.LocalDay(SlaClock.BegunAt(file))), surroundings.LocalOffset);

    public CaseDeadline DeadlineOf(ReviewCase file) => new(file.Id, DueAt(file));
}
