using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service.Receipts;
using CaseState = SocialInsurance.Eligibility.Cases.CaseState;

namespace SocialInsurance.Service.Cases;

/// <summary>Working time as the agency counts it.</summary>
internal readonly record struct OfficeTime(WorkCalendar Calendar, TimeSpan LocalOffset)
{
    internal static OfficeTime Of(CaseSurroundings surroundings, DateTimeOffset now) =>
        new(surroundings.RulesAt(surroundings.LocalDay(now)).Calendar, surroundings.LocalOffset);

    /// <summary>Whole minutes; negative behind the deadline.</summary>
    internal int MinutesUntil(DateTimeOffset due, DateTimeOffset now)
    {
        var (from, until) = (now.ToOffset(LocalOffset).DateTime, due.ToOffset(LocalOffset).DateTime);
        return (int)(until >= from ? SlaClock.WorkingTime(from, until, Calendar) : -SlaClock.WorkingTime(until, from, Calendar)).TotalMinutes;
    }
}

/// <summary>Parts of a case file in the words of the contract. Pure.</summary>
internal static class CaseParts
{
    internal static CaseRowDto RowOf(CaseRow row, PersonName? name, DateTimeOffset now, OfficeTime office) => new(
        row.Id.ToString(),
        row.Version,
        row.Kind.Code,
        CaseTexts.KindOf(row.Kind),
        row.Colour.Dto(),
        row.State.Dto(),
        row.DivisionCode,
        name is null ? "*" : HolderMask.Name(name),
        row.AssignedTo?.Value,
        row.OpenedAt,
        row.DueAt,
        SlaOf(row, now),
        row.IsEscalated,
        row.ProposedMeasure?.Dto(),
        row.ProposedBy?.Value,
        row.Lead?.ToString(),
        row.DueAt is { } due && row.State != CaseState.Closed ? office.MinutesUntil(due, now) : null);

    internal static CasePersonDto PersonOf(CaseMaterial material)
    {
        var (person, today) = (material.Person, material.Context.Today);
        var age = today.Year - person.BornOn.Year - (today.DayOfYear < person.BornOn.AddYears(today.Year - person.BornOn.Year).DayOfYear ? 1 : 0);
        return new CasePersonDto(
            person.Id.Value, HolderMask.Name(person.Name), person.Document.ToString(), age, person.DivisionCode, person.DueOn, person.LastCertifiedOn, material.Period?.Until);
    }

    internal static BenefitDto BenefitOf(BenefitStanding standing) => new(
        standing.State.Dto(),
        standing.SinceMonth,
        [.. standing.Changes.Select(change => new BenefitEventDto(
            change.Measure.Dto(),
            CaseTexts.Of(change.Ground),
            change.LegalBasis,
            change.EffectiveMonth,
            change.ProposedBy.Value,
            change.ApprovedBy?.Value,
            change.RecordedAt,
            change.BackPay is { } pay ? BackPayOf(pay) : null))]);

    internal static BackPaymentDto BackPayOf(BackPayment pay) => new(pay.FromMonth, pay.UntilMonth, pay.Months, pay.AmountFen);

    /// <summary>What the machine found and what people added, newest first.</summary>
    /// <param name="trace">of the comparison run; null when it is not kept here: then the record that decided</param>
    internal static IReadOnlyList<CaseEvidenceDto> EvidenceOf(CaseMaterial material, Policy? policy, DecisionExplanation? trace)
    {
        var opened = material.State.OpenedAt;
        var found = trace is null
            ? material.Opened?.Evidence is { } stored ? [Found(policy, stored.Source, stored.OccurredOn, stored.Places, policy?.FindSource(stored.Source)?.Weight, opened)] : []
            : trace.Evidence.Where(one => one.OccurredOn is not null) // a record whose date cannot be read stands in the explanation
                .Select(one => Found(policy, one.Source, one.OccurredOn!.Value, $"{one.File}:{one.Line}", one.Strength, opened));
        var added = material.State.Events.OfType<CaseEvidenceAdded>().Select(one => new CaseEvidenceDto(
            one.Evidence.Source,
            CaseTexts.SourceOf(policy, one.Evidence.Source),
            one.Evidence.OccurredOn,
            CaseWords.Of(one.Evidence.Direction),
            null,
            null,
            one.Summary,
            one.By.Value,
            one.RecordedAt));
        return [.. found.Concat(added).OrderByDescending(one => one.OccurredOn).ThenByDescending(one => one.RecordedAt)];
    }

    internal static CaseNoticeDto NoticeOf(NoticeStatus status) => new(
        CaseWords.Of(status.Notice.Kind), CaseTexts.NoticeOf(status.Notice.Kind), CaseWords.Of(status.Notice.Channel), CaseWords.Of(status.State), status.Notice.RecordedAt, status.SentAt);

    internal static IEnumerable<RelatedCaseDto> RelatedOf(CaseMaterial material) => material.Related
        .Where(row => row.Id != material.State.Id)
        .Select(row => new RelatedCaseDto(
            row.Id.ToString(), RelationOf(material.State, row), CaseTexts.KindOf(row.Kind), row.Colour.Dto(), row.State.Dto(), row.OpenedAt));

    private static SlaState SlaOf(CaseRow row, DateTimeOffset now) => SlaClock.StandingOf(row.State, row.OpenedAt, row.DueAt, now) switch
    {
        SlaStanding.OnTime => SlaState.OnTime,
        SlaStanding.Near => SlaState.Near,
        SlaStanding.Overdue => SlaState.Overdue,
        SlaStanding.Paused => SlaState.Paused,
        SlaStanding.None => SlaState.None,
    };

    private static string RelationOf(ReviewCase state, CaseRow row) =>
        row.Id == state.About ? "appealOf"
        : row.About == state.Id ? "appealedBy"
        : row.Lead == state.Id || state.Lead == row.Id ? "joined"
        : "samePerson";

    private static CaseEvidenceDto Found(Policy? policy, string source, DateOnly on, string place, double? strength, DateTimeOffset at) => new(
        source,
        CaseTexts.SourceOf(policy, source),
        on,
        policy?.FindSource(source)?.Kind switch
        {
            PolicySourceKind.Terminal or PolicySourceKind.Interval or PolicySourceKind.Duplicate => "loss",
            PolicySourceKind.Activity => "life",
            PolicySourceKind.Alert or null => "neutral",
        },
        strength is { } share ? (int)Math.Round(share * 100) : null,
        place,
        null,
        null,
        at);
}
