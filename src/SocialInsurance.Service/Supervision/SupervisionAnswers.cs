using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Service.Cases;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Supervision;

/// <summary>Figures as the contract says them, with words.</summary>
internal static class SupervisionAnswers
{
    internal static SupervisionDto Of(SupervisionScope scope, SupervisionFigures figures) => new(
        scope.From,
        scope.Until,
        figures.MadeAt,
        FunnelOf(figures.Counts),
        [.. figures.Sla.Select(sla => new SlaRowDto(
            sla.Kind.Code, CaseTexts.KindOf(sla.Kind), ColourOf(sla.Colour), sla.Closed, sla.ClosedInTime, sla.Open, sla.Overdue, sla.MedianHours))],
        new CompositeScoreDto(figures.Composite.Score, [.. figures.Composite.Parts.Select(part => new ScorePartDto(
            Camel(part.Name), ServiceTexts.Get($"ScorePart{part.Name}"), part.Weight, part.Value, part.N))]),
        [.. figures.Freshness.Select(source => new FreshnessDto(
            source.Source, new TextDto(source.Title.Chinese, source.Title.English), source.NewestOn, source.Days, source.Freshness, source.TtlDays))],
        [.. figures.Held.Select(held => new HeldFeedDto(held.Run, held.Feed, held.File, BrakeTexts.ReasonOf(held), held.HeldOn, held.ReleasedBy is not null, held.IsReadable)), .. figures.Gone.Select(Of)],
        [.. figures.Policies.Select(Of)],
        new AgreementDto(figures.Counts.BlindDrawn, figures.Counts.Judged.Count, [.. figures.Agreement.Select(team => new TeamAgreementDto(
            team.Team, team.Agreement.Cases, team.Agreement.Observed, team.Agreement.Kappa, team.Agreement.Low, team.Agreement.High))]),
        [.. figures.Workload.Select(work => new WorkloadDto(
            work.Account.Value, work.Team, work.Open, work.Closed, work.Overdue, work.RefutedShare, work.MedianHours))],
        [.. figures.Errors.Select(error => new RateDto(
            Camel(error.Name), ServiceTexts.Get($"ErrorRate{error.Name}"), error.Errors, error.N, error.Rate, error.Interval?.Low, error.Interval?.High))],
        [.. figures.Counts.Load.Select(month => new MonthLoadDto(month.Month, month.Due, month.Certified))],
        new AppealFiguresDto(figures.Appeals.Opened, figures.Appeals.Decided, figures.Appeals.Granted, figures.Appeals.InTime, figures.Appeals.ReversalRate),
        figures.Unreadable.Count == 0 ? null : figures.Unreadable);

    internal static string Camel<T>(T name)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name.ToString());

    private static HeldFeedDto Of(GoneFile gone) =>
        new(gone.Run, gone.Feed, gone.File, BrakeTexts.ReasonOf(gone), gone.MissedOn, gone.LetGoBy is not null, IsReadable: true, IsGone: true);

    private static FunnelDto FunnelOf(SupervisionCounts counts) => new(
        counts.Beneficiaries,
        counts.Decisions.Silent,
        counts.Decisions.Face,
        counts.Decisions.InPerson,
        counts.Decisions.Asked,
        counts.InReview,
        counts.Benefits.Suspended,
        counts.Benefits.Terminated,
        counts.Benefits.Resumed);

    private static PolicyVersionDto Of(PolicyPublication publication) => new(
        publication.Version,
        publication.Sha256,
        publication.EffectiveFrom,
        publication.By,
        publication.Replay?.Moves.GroupBy(move => $"{move.From}>{move.To}").ToDictionary(moves => moves.Key, moves => moves.Sum(move => move.People)));

    private static RiskColour ColourOf(Eligibility.Cases.RiskColour colour) => colour switch
    {
        Eligibility.Cases.RiskColour.Blue => RiskColour.Blue,
        Eligibility.Cases.RiskColour.Yellow => RiskColour.Yellow,
        Eligibility.Cases.RiskColour.Red => RiskColour.Red,
    };
}
