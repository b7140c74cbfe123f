using SocialInsurance.Comparison;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.Rules;
using RiskColour = SocialInsurance.Contracts.Overview.RiskColour;

namespace SocialInsurance.Service.Overview;

/// <summary>
/// The public numbers from the books and from the newest published run folder. The audit log is verified whole when the
/// host starts and again when it has grown; in between the last verdict stands.
/// </summary>
public sealed class StoredOverview : IPlatformOverview
{
    private readonly IEligibilityReader _reader;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;
    private readonly RunSummary? _run;
    private AuditVerification? _verdict;

    /// <param name="runsFolder">folder of published runs; may be missing</param>
    public StoredOverview(IEligibilityReader reader, IAuditLog log, string runsFolder, TimeProvider clock)
    {
        (_reader, _log, _clock) = (reader, log, clock);
        _run = RunSummary.Newest(runsFolder);
    }

    public async ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken)
    {
        var overview = await _reader.ReadOverviewAsync(cancellationToken);
        if (_verdict is null || (_verdict.Ok && _verdict.Size != overview.Audit.Size))
        {
            _verdict = await _log.VerifyAsync(cancellationToken);
        }

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
            new AuditDto(_verdict.Ok, _verdict.Size, _verdict.Size == 0 ? string.Empty : _verdict.RootHash.ToString()),
            _run?.Example);
    }

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
            _run?.Records ?? new RecordCountsDto(0, 0, 0),
            _run?.Feeds ?? []);
    }

    private static RiskColour ColourOf(Eligibility.Cases.RiskColour colour) => colour switch
    {
        Eligibility.Cases.RiskColour.Blue => RiskColour.Blue,
        Eligibility.Cases.RiskColour.Yellow => RiskColour.Yellow,
        Eligibility.Cases.RiskColour.Red => RiskColour.Red,
    };
}

/// <summary>What the first page shows of a published run, read once.</summary>
internal sealed record RunSummary(RecordCountsDto Records, IReadOnlyList<FeedDto> Feeds, ExplainedDecisionDto? Example)
{
    /// <summary>The strongest pieces; the rest stands in the full trace.</summary>
    private const int ShownEvidence = 5;

    /// <returns>Null when no run is published.</returns>
    internal static RunSummary? Newest(string runsFolder)
    {
        var newest = Directory.Exists(runsFolder)
            ? Directory.EnumerateDirectories(runsFolder).Where(d => File.Exists(Path.Combine(d, "manifest.json"))).Max(StringComparer.Ordinal)
            : null;
        if (newest is null)
        {
            return null;
        }

        using var run = PublishedRun.Open(newest);
        var feeds = run.Manifest.Inputs.Join(run.Manifest.Sources, i => i.Source, s => s.Name, (i, s) => new FeedDto(i.Source, s.Authority, i.Read, i.Accepted, i.Rejected)).ToArray();
        return new RunSummary(
            new RecordCountsDto(feeds.Sum(f => f.Read), feeds.Sum(f => f.Accepted), feeds.Sum(f => f.Rejected)),
            feeds,
            ExampleOf(run));
    }

    /// <summary>The first person certified silently: pseudonymous id, reason, evidence down to file and line.</summary>
    private static ExplainedDecisionDto? ExampleOf(PublishedRun run)
    {
        for (var subject = 0; subject < run.State.SubjectCount; subject++)
        {
            var id = System.Text.Encoding.UTF8.GetString(run.State.IdOf(subject));
            if (ExplainDecision.Execute(run.State, run.Compiled, id) is { Decision.Outcome: EligibilityOutcome.Certified } explained)
            {
                return new ExplainedDecisionDto(
                    id,
                    Outcome.Certified,
                    explained.Decision.RuleCode,
                    explained.Reason.Chinese,
                    explained.Reason.English,
                    [.. explained.Evidence.OrderByDescending(e => e.Strength).Take(ShownEvidence).OrderByDescending(e => e.OccurredOn).Select(e => new EvidenceDto(e.Source, e.OccurredOn, e.File, e.Line, StrengthOf(run.State, e.Source)))]);
            }
        }

        return null;
    }

    private static string StrengthOf(ComparisonState state, string source) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.Sources.First(s => s.Name == source).Presence.ToString());
}
