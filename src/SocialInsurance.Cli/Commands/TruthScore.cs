using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Cli.Output;
using SocialInsurance.Cli.Province;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Cli.Commands;

/// <summary>The decisions of a run against the planted truth of a synthetic province: good and bad figures alike.</summary>
internal sealed class TruthScore
{
    private static readonly FindingKind[] DeathFindings =
        [FindingKind.DeathCorroborated, FindingKind.DeathSuspected, FindingKind.DeathContradicted, FindingKind.PossibleDeathLink];

    private readonly SortedDictionary<string, int[]> _matrix = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int[]> _slips = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<string, int>> _reports = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _notSilent = new(StringComparer.Ordinal);

    /// <summary>Dead people who were certified silently although a record of their death exists, even a mistyped one.</summary>
    internal int FalseSilent { get; private set; }

    /// <summary>Living, entitled people against whom a finding was opened.</summary>
    internal int WronglyFlagged { get; private set; }

    /// <summary>Adverse cases that no caseworker will see.</summary>
    internal int Missed { get; private set; }

    /// <summary>Living people who stand under review only because a record may concern them.</summary>
    internal int LinkedLiving { get; private set; }

    /// <summary>Dead people who stand under review only because a record may concern them.</summary>
    internal int LinkedDead { get; private set; }

    /// <summary>Living, entitled people whose evidence the policy of the run accepts; errors are those who were not certified.</summary>
    internal ErrorRate NotSilent { get; private set; }

    /// <summary>False reports planted.</summary>
    internal int FalseReports { get; private set; }

    /// <summary>Of <see cref="FalseReports"/>: activity after the report speaks for the living.</summary>
    internal int Contradicted { get; private set; }

    /// <summary>Of <see cref="FalseReports"/>: the suspicion of one source, under the person's name or another.</summary>
    internal int SingleSource { get; private set; }

    /// <summary>The dead whom no record mentions; errors are those who were certified by a card or a date before the death.</summary>
    internal ErrorRate UnreportedCertified { get; private set; }

    /// <summary>Of <see cref="UnreportedCertified"/>: by evidence dated after the death; the rest by evidence of the living, still in its window.</summary>
    internal int CertifiedByCard { get; private set; }

    /// <summary>Living people in a death finding whom no planted report names.</summary>
    internal int LivingInDeathFinding { get; private set; }

    /// <summary>Dead people in a death finding.</summary>
    internal int DeadInDeathFinding { get; private set; }

    /// <summary>Living people reported by a poisoned delivery, and how many of them stand in a death finding.</summary>
    internal (int People, int InDeathFinding) Poisoned { get; private set; }

    /// <summary>People of the run whom the truth file knows: all other figures are about them.</summary>
    internal int People { get; private set; }

    /// <summary>People of the run whom the truth file does not know.</summary>
    internal int NotInTruth { get; private set; }

    /// <summary>People of the truth file whom the run does not know.</summary>
    internal int NotInRun { get; private set; }

    /// <summary>The truth file has the dates by source; without them there is no silent rate.</summary>
    internal bool HasDates { get; private set; }

    internal IReadOnlyDictionary<string, int[]> Matrix => _matrix;

    /// <summary>By slip: people, certified, under review.</summary>
    internal IReadOnlyDictionary<string, int[]> Slips => _slips;

    /// <summary>By kind of false report and finding or outcome.</summary>
    internal IReadOnlyDictionary<string, SortedDictionary<string, int>> Reports => _reports;

    /// <summary>What became of those with valid evidence who were not certified: finding, else outcome.</summary>
    internal IReadOnlyDictionary<string, int> NotSilentBy => _notSilent;

    /// <exception cref="InputRefused">The truth or the decisions cannot be read, or they are not about the same people.</exception>
    internal static TruthScore Of(string runFolder, string truthPath)
    {
        using var run = PublishedRun.Open(runFolder);
        var truth = TruthTable.Read(truthPath, run.Compiled);
        var score = new TruthScore { HasDates = truth.HasDates };
        using var decisions = ColumnFile.Open(run.DecisionsPath, ["beneficiaryId", "outcome", "finding", "evidenceDate"]);
        while (decisions.Next() is { } row)
        {
            if (!truth.TryGet(row[decisions.Wanted[0]], out var person))
            {
                score.NotInTruth++;
            }
            else
            {
                score.People++;
                var finding = row[decisions.Wanted[2]];
                var outcome = Enum.Parse<EligibilityOutcome>(row[decisions.Wanted[1]]);
                score.Add(truth, person, outcome, finding.Length == 0 ? FindingKind.None : Enum.Parse<FindingKind>(finding));
                score.CertifiedByCard += person.Group == TruthGroup.UnrecordedDead && outcome == EligibilityOutcome.Certified && IsAfter(row[decisions.Wanted[3]], person.DeathOn) ? 1 : 0;
            }
        }

        score.NotInRun = truth.Count - score.People;
        return score.People > 0 ? score : throw new InputRefused(new CliError(
            "truthOfOthers", Strings.Get("TruthOfOthers"), truthPath, Expected: Strings.Get("ExpectedTruth"), Found: Strings.Get("FoundNothing")));
    }

    /// <summary>The first person of a class.</summary>
    internal static string? FirstOf(string truthPath, PersonClass wanted)
    {
        using var file = ColumnFile.Open(truthPath, ["beneficiaryId", "class"]);
        while (file.Next() is { } row)
        {
            if (row[file.Wanted[1]] == PersonClasses.TextOf(wanted))
            {
                return row[file.Wanted[0]];
            }
        }

        return null;
    }

    internal object Document() => TruthScoreReport.Document(this);

    internal void Show(Spectre.Console.IAnsiConsole console) => TruthScoreReport.Show(this, console);

    private void Add(TruthTable truth, in TruthRow person, EligibilityOutcome outcome, FindingKind finding)
    {
        Row(_matrix, truth.ClassOf(person))[(int)outcome]++;
        var isCertified = outcome == EligibilityOutcome.Certified;
        switch (person.Group)
        {
            case TruthGroup.Entitled or TruthGroup.Unusable:
                AddEntitled(person, isCertified, outcome, finding);
                break;
            case TruthGroup.ReportedDead:
                AddFalseReport(truth.KindOf(person), outcome, finding);
                break;
            case TruthGroup.RecordedDead:
                AddRecordedDead(truth.KindOf(person), outcome);
                break;
            case TruthGroup.UnrecordedDead:
                UnreportedCertified = new ErrorRate(UnreportedCertified.Errors + (isCertified ? 1 : 0), UnreportedCertified.Trials + 1);
                break;
            case TruthGroup.Adverse:
                Missed += outcome == EligibilityOutcome.Review ? 0 : 1;
                break;
        }

        AddDeathFinding(person, finding);
    }

    private void AddEntitled(in TruthRow person, bool isCertified, EligibilityOutcome outcome, FindingKind finding)
    {
        WronglyFlagged += person.Group == TruthGroup.Entitled && finding != FindingKind.None ? 1 : 0;
        if (person.HasValidEvidence)
        {
            NotSilent = new ErrorRate(NotSilent.Errors + (isCertified ? 0 : 1), NotSilent.Trials + 1);
            if (!isCertified)
            {
                Count(_notSilent, finding == FindingKind.None ? outcome.ToString() : finding.ToString());
            }
        }
    }

    private void AddFalseReport(string kind, EligibilityOutcome outcome, FindingKind finding)
    {
        FalseReports++;
        Contradicted += finding == FindingKind.DeathContradicted ? 1 : 0;
        SingleSource += finding is FindingKind.DeathSuspected or FindingKind.PossibleDeathLink ? 1 : 0;
        if (!_reports.TryGetValue(kind, out var ends))
        {
            _reports.Add(kind, ends = new SortedDictionary<string, int>(StringComparer.Ordinal));
        }

        Count(ends, finding == FindingKind.None ? outcome.ToString() : finding.ToString());
    }

    private void AddRecordedDead(string kind, EligibilityOutcome outcome)
    {
        FalseSilent += outcome == EligibilityOutcome.Certified ? 1 : 0;
        Missed += outcome == EligibilityOutcome.Review ? 0 : 1;
        var slip = Row(_slips, kind);
        slip[0]++;
        slip[1] += outcome == EligibilityOutcome.Certified ? 1 : 0;
        slip[2] += outcome == EligibilityOutcome.Review ? 1 : 0;
    }

    private void AddDeathFinding(in TruthRow person, FindingKind finding)
    {
        var isDead = person.Group is TruthGroup.RecordedDead or TruthGroup.UnrecordedDead;
        LinkedDead += finding == FindingKind.OpenPossibleLink && isDead ? 1 : 0;
        LinkedLiving += finding == FindingKind.OpenPossibleLink && !isDead ? 1 : 0;
        var isDeathFinding = DeathFindings.Contains(finding);
        DeadInDeathFinding += isDeathFinding && isDead ? 1 : 0;
        if (person.IsPoisoned)
        {
            Poisoned = (Poisoned.People + 1, Poisoned.InDeathFinding + (isDeathFinding ? 1 : 0));
        }
        else
        {
            LivingInDeathFinding += isDeathFinding && !isDead && person.Group != TruthGroup.ReportedDead ? 1 : 0;
        }
    }

    /// <param name="date">yyyy-MM-dd</param>
    private static bool IsAfter(string date, int yyyymmdd) =>
        yyyymmdd > 0 && string.CompareOrdinal(date.Replace("-", string.Empty, StringComparison.Ordinal), CommandContext.Invariant($"{yyyymmdd}")) > 0;

    private static int[] Row(SortedDictionary<string, int[]> table, string key)
    {
        if (!table.TryGetValue(key, out var row))
        {
            table.Add(key, row = new int[Enum.GetValues<EligibilityOutcome>().Length + 1]);
        }

        return row;
    }

    private static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}
