using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service.Auditing;
using RiskColour = SocialInsurance.Contracts.Overview.RiskColour;

namespace SocialInsurance.Service.Overview;

/// <summary>
/// The public numbers from the books and from the newest published run folder, with the last verdict on the audit log and the size that it speaks of.
/// </summary>
public sealed class StoredOverview : IPlatformOverview, IAsyncDisposable
{
    private const int ShownEvidence = 5;

    private readonly IEligibilityReader _reader;
    private readonly AuditWatch _watch;
    private readonly TimeProvider _clock;
    private readonly RunSummary? _run;
    private readonly ExplainedDecisionDto? _example;

    /// <param name="runsFolder">folder of published runs; may be missing</param>
    public StoredOverview(IEligibilityReader reader, IAuditLog log, string runsFolder, TimeProvider clock)
    {
        (_reader, _watch, _clock) = (reader, new AuditWatch(log, clock), clock);
        _run = RunSummary.Newest(runsFolder);
        _example = _run?.Example is { } example ? ExampleOf(example) : null;
    }

    public async ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken)
    {
        var overview = await _reader.ReadOverviewAsync(cancellationToken);
        var verdict = await _watch.LookAsync(overview.Audit.Size, cancellationToken);
        return new OverviewDto(
            _clock.GetUtcNow(),
            overview.Beneficiaries,
            overview.LastRun?.Run.AsOf,
            overview.LastRun?.Run.Policy.Version,
            SilentOf(overview),
            new FaceChannelDto(
                overview.FaceSessions.GetValueOrDefault(DecisionOutcome.Certified),
                overview.FaceSessions.GetValueOrDefault(DecisionOutcome.FaceRequired),
                overview.FaceSessions.GetValueOrDefault(DecisionOutcome.Review)),
            new ReviewCasesDto(overview.OpenCases.Sum(c => c.Count), [.. overview.OpenCases.Select(c => new ReviewKindDto(c.Kind.Code, ColourOf(c.Colour), c.Count))]),
            AuditOf(verdict),
            _example);
    }

    /// <summary>Ends a verification that is under way.</summary>
    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private static AuditDto AuditOf(AuditVerification? verdict) => verdict switch
    {
        null => new AuditDto(true, 0, string.Empty, AuditState.Verifying),
        _ => new AuditDto(
            verdict.Ok, verdict.Size, verdict.Size == 0 ? string.Empty : verdict.RootHash.ToString(), verdict.Ok ? AuditState.Whole : AuditState.Damaged),
    };

    private SilentCertificationDto SilentOf(EligibilityOverview overview)
    {
        long Count(DecisionOutcome outcome) => overview.Outcomes.GetValueOrDefault(outcome);
        var due = overview.Outcomes.Values.Sum() - Count(DecisionOutcome.NotDue);
        return new SilentCertificationDto(
            Count(DecisionOutcome.Certified),
            Count(DecisionOutcome.NotDue),
            Count(DecisionOutcome.FaceRequired),
            Count(DecisionOutcome.Review),
            due == 0 ? null : (double)Count(DecisionOutcome.Certified) / due,
            new RecordCountsDto(_run?.Feeds.Sum(f => f.Read) ?? 0, _run?.Feeds.Sum(f => f.Accepted) ?? 0, _run?.Feeds.Sum(f => f.Rejected) ?? 0),
            [.. _run?.Feeds.Select(f => new FeedDto(f.Name, f.Authority, f.Read, f.Accepted, f.Rejected, TextOf(f.Source))) ?? []]);
    }

    private static TextDto? TextOf(PolicySource? source) => source is null ? null : new TextDto(source.Title, source.TitleEnglish);

    /// <summary>Pseudonymous id, reason, and the strongest evidence down to file and line; the rest stands in the full trace.</summary>
    private static ExplainedDecisionDto ExampleOf(DecisionExplanation explained) => new(
        explained.BeneficiaryId,
        Outcome.Certified,
        explained.Decision.RuleCode,
        explained.Reason.Chinese,
        explained.Reason.English,
        [.. explained.Evidence
            .OrderByDescending(e => e.Strength)
            .Take(ShownEvidence)
            .Where(e => e.OccurredOn is not null)
            .OrderByDescending(e => e.OccurredOn)
            .Select(e => new EvidenceDto(e.Source, e.OccurredOn!.Value, e.File, e.Line, System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(e.Presence)))]);

    private static RiskColour ColourOf(Eligibility.Cases.RiskColour colour) => colour switch
    {
        Eligibility.Cases.RiskColour.Blue => RiskColour.Blue,
        Eligibility.Cases.RiskColour.Yellow => RiskColour.Yellow,
        Eligibility.Cases.RiskColour.Red => RiskColour.Red,
    };
}
