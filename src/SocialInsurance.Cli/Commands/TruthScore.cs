using SocialInsurance.Cli.Output;
using SocialInsurance.Cli.Province;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>The decisions of a run against the planted truth of a synthetic province.</summary>
internal sealed class TruthScore
{
    private static readonly string[] Dead = [PersonClasses.TextOf(PersonClass.Dead), PersonClasses.TextOf(PersonClass.DeadUnlinkable)];

    private static readonly string[] Entitled = [PersonClasses.TextOf(PersonClass.Alive), PersonClasses.TextOf(PersonClass.AliveSilent)];

    private static readonly string[] Adverse =
        [.. Dead, PersonClasses.TextOf(PersonClass.Custody), PersonClasses.TextOf(PersonClass.DuplicateBenefit)];

    private readonly SortedDictionary<string, int[]> _matrix = new(StringComparer.Ordinal);

    /// <summary>Dead people who were certified silently: each is a person paid after death.</summary>
    internal int FalseSilent { get; private set; }

    /// <summary>Living, entitled people against whom a finding was opened.</summary>
    internal int WronglyFlagged { get; private set; }

    /// <summary>Living, entitled people who stand under review only because a record may concern them.</summary>
    internal int LinkedLiving { get; private set; }

    /// <summary>Dead people who stand under review only because a record may concern them.</summary>
    internal int LinkedDead { get; private set; }

    /// <summary>Adverse cases that no caseworker will see.</summary>
    internal int Missed { get; private set; }

    /// <exception cref="InputRefused">The truth or the decisions cannot be read.</exception>
    internal static TruthScore Of(string runFolder, string truthPath)
    {
        var classes = ReadColumns(truthPath, "beneficiaryId", "class").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
        using var run = PublishedRun.Open(runFolder);
        var score = new TruthScore();
        foreach (var row in ReadColumns(run.DecisionsPath, "beneficiaryId", "outcome", "finding"))
        {
            if (classes.TryGetValue(row[0], out var truth))
            {
                score.Add(truth, Enum.Parse<EligibilityOutcome>(row[1]), row[2]);
            }
        }

        return score;
    }

    /// <summary>The first person of a class.</summary>
    internal static string? FirstOf(string truthPath, PersonClass wanted) =>
        ReadColumns(truthPath, "beneficiaryId", "class").FirstOrDefault(row => row[1] == PersonClasses.TextOf(wanted))?[0];

    internal object Document() => new
    {
        falseSilent = FalseSilent,
        wronglyFlagged = WronglyFlagged,
        missed = Missed,
        possibleLinks = new { living = LinkedLiving, dead = LinkedDead },
        matrix = _matrix.ToDictionary(row => row.Key, row => Enum.GetValues<EligibilityOutcome>().ToDictionary(o => o.ToString(), o => row.Value[(int)o])),
    };

    internal void Show(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(Strings.Get("ColumnTruth"));
        foreach (var outcome in Enum.GetValues<EligibilityOutcome>())
        {
            table.AddColumn(new TableColumn(Strings.Get($"Outcome{outcome}")).RightAligned());
        }

        foreach (var (truth, counts) in _matrix)
        {
            table.AddRow([Markup.Escape(truth), .. Enum.GetValues<EligibilityOutcome>().Select(o => CompareReport.Number(counts[(int)o]))]);
        }

        console.Write(table);
        console.MarkupLine(Markup.Escape(Strings.Format("ScoreSummary", FalseSilent, WronglyFlagged, Missed, LinkedLiving, LinkedDead)));
    }

    private void Add(string truth, EligibilityOutcome outcome, string finding)
    {
        if (!_matrix.TryGetValue(truth, out var counts))
        {
            _matrix.Add(truth, counts = new int[Enum.GetValues<EligibilityOutcome>().Length + 1]);
        }

        counts[(int)outcome]++;
        FalseSilent += Dead.Contains(truth) && outcome == EligibilityOutcome.Certified ? 1 : 0;
        WronglyFlagged += Entitled.Contains(truth) && finding.Length > 0 ? 1 : 0;
        var isLinked = finding == nameof(FindingKind.OpenPossibleLink);
        LinkedLiving += isLinked && Entitled.Contains(truth) ? 1 : 0;
        LinkedDead += isLinked && Dead.Contains(truth) ? 1 : 0;
        Missed += Adverse.Contains(truth) && outcome != EligibilityOutcome.Review ? 1 : 0;
    }

    private static IEnumerable<string[]> ReadColumns(string path, params string[] columns)
    {
        using var reader = OpenText(path);
        var header = reader.ReadLine()?.Split(',') ?? [];
        var positions = columns.Select(c => Array.IndexOf(header, c)).ToArray();
        if (positions.Contains(-1))
        {
            throw new InputRefused(new CliError("columns", Strings.Get("ColumnsMissing"), path, 1, Expected: string.Join(',', columns), Found: string.Join(',', header)));
        }

        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var fields = text.Split(',');
            yield return fields.Length == header.Length
                ? [.. positions.Select(p => fields[p])]
                : throw new InputRefused(new CliError("columns", Strings.Get("ColumnsMissing"), path, line, Expected: $"{header.Length}", Found: $"{fields.Length}"));
        }
    }

    private static StreamReader OpenText(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputRefused(new CliError("unreadable", Strings.Get("FileUnreadable"), path, Expected: Strings.Get("ExpectedReadableFile"), Found: fault.GetType().Name));
        }
    }
}
