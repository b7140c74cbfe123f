using System.Buffers.Text;
using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>Counts over the decision list of a run.</summary>
public sealed class DecisionCounts
{
    private readonly int[] _outcomes = new int[Enum.GetValues<EligibilityOutcome>().Length + 1];
    private readonly int[] _findings = new int[Enum.GetValues<FindingKind>().Length];

    public int this[EligibilityOutcome outcome] => _outcomes[(int)outcome];

    public int this[FindingKind finding] => _findings[(int)finding];

    internal void Add(in EligibilityDecision decision)
    {
        _outcomes[(int)decision.Outcome]++;
        _findings[(int)decision.Finding]++;
    }
}

/// <summary>
/// decisions.csv of a run folder, a contract: <c>beneficiaryId,outcome,rule,color,evidenceSource,evidenceDate,finding</c>,
/// ascending by beneficiaryId (bytes), UTF-8, LF; dates yyyy-MM-dd; empty where there is none.
/// </summary>
internal static class DecisionList
{
    internal const string FileName = "decisions.csv";

    private const int FlushAt = 1 << 16;

    /// <summary>Decides about every subject, tallies and draws the audit sample on the way, and writes the list. Same state, same policy: same bytes.</summary>
    internal static DecisionCounts Write(
        ComparisonState state, CompiledPolicy policy, RunTally tally, AuditSample sample, Stream output, CancellationToken cancellationToken)
    {
        var counts = new DecisionCounts();
        var text = new Vocabulary(policy);
        using var line = new MemoryStream(FlushAt * 2);
        line.Write("beneficiaryId,outcome,rule,color,evidenceSource,evidenceDate,finding\n"u8);
        for (var subject = 0; subject < state.SubjectCount; subject++)
        {
            var decision = policy.Decide(PersonEvidence.Of(state, subject));
            counts.Add(decision);
            tally.Add(state.SubjectAt(subject), state.CellsOf(subject), decision);
            sample.Consider(subject, state.IdOf(subject), decision);
            line.Write(state.IdOf(subject));
            line.Write(text.OutcomeRuleColour[decision.RuleIndex]);
            var (source, on) = EvidenceOf(state, subject, decision);
            line.Write(source < 0 ? [] : text.Sources[source]);
            line.WriteByte((byte)',');
            WriteDate(line, on);
            line.Write(text.Findings[(int)decision.Finding]);
            if (line.Length >= FlushAt)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Flush(line, output);
            }
        }

        Flush(line, output);
        return counts;
    }

    /// <summary>A possible link is a finding without evidence under the person's number: its evidence is the record of the strongest link.</summary>
    private static (int Source, int On) EvidenceOf(ComparisonState state, int subject, in EligibilityDecision decision) =>
        decision is { EvidenceSource: < 0, Finding: FindingKind.OpenPossibleLink } && state.Links.Of(subject) is [var strongest, ..]
            ? (strongest.Source, strongest.OccurredOn)
            : (decision.EvidenceSource, decision.EvidenceOn);

    private static void WriteDate(MemoryStream line, int yyyymmdd)
    {
        if (yyyymmdd == 0)
        {
            return;
        }

        Span<byte> digits = stackalloc byte[10];
        Utf8Formatter.TryFormat(yyyymmdd, digits, out _, new System.Buffers.StandardFormat('D', 8));
        ReadOnlySpan<byte> date = [.. digits[..4], (byte)'-', digits[4], digits[5], (byte)'-', digits[6], digits[7]];
        line.Write(date);
    }

    private static void Flush(MemoryStream line, Stream output)
    {
        line.WriteTo(output);
        line.SetLength(0);
    }

    /// <summary>The few texts of the list, encoded once.</summary>
    private sealed class Vocabulary(CompiledPolicy policy)
    {
        internal byte[][] OutcomeRuleColour { get; } = [.. policy.Policy.Rules.Select(r => Utf8(
            string.Create(CultureInfo.InvariantCulture, $",{r.Outcome},{r.Code},{r.Color.ToString().ToLowerInvariant()},")))];

        internal byte[][] Sources { get; } = [.. policy.SourceNames.Select(Utf8)];

        internal byte[][] Findings { get; } = [.. Enum.GetValues<FindingKind>().Select(f => Utf8(f == FindingKind.None ? ",\n" : $",{f}\n"))];

        private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
    }
}
