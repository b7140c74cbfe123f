using System.Text.Json;
using SocialInsurance.Walks.Tests.Support;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>compare score</c> against a recount by hand, and against decisions and truths that were changed on purpose.</summary>
public sealed class CompareScoreTests(SmallProvince province) : IDisposable
{
    private static readonly string[] Recorded = ["dead", "deadUnlinkable", "deadMistyped"];
    private static readonly string[] Entitled = ["alive", "aliveSilent", "aliveAbroad", "twin"];

    private readonly Workspace workspace = new();

    [Fact]
    public async Task Score_ends_negative_exactly_when_somebody_was_certified_dead_or_missed()
    {
        var (score, exitCode) = await ScoreAsync(province.Truth);
        Assert.Equal(Number(score, "falseSilent") == 0 && Number(score, "missed") == 0 ? 0 : 4, exitCode);
        score.AssertHas("falseSilent", "wronglyFlagged", "missed", "matrix", "silent", "falseReports", "unreportedDead", "deathFindings", "possibleLinks");
        score.GetProperty("silent").AssertHas("withValidEvidence", "certified", "rate", "ci95");
        score.GetProperty("falseReports").AssertHas("planted", "contradiction", "singleSource", "other");
        score.GetProperty("unreportedDead").AssertHas("n", "certified", "ci95");
        score.GetProperty("possibleLinks").AssertHas("living", "dead", "n", "precision");
    }

    [Fact]
    public async Task Score_agrees_with_a_recount_of_the_files()
    {
        var (score, _) = await ScoreAsync(province.Truth);
        var truth = Truth().ToDictionary(row => row[0]);
        var rows = province.Decisions.Select(d => (Decision: d, Truth: truth[d.Beneficiary])).ToArray();
        int Count(Func<DecisionRow, string[], bool> which) => rows.Count(r => which(r.Decision, r.Truth));
        Assert.Equal(Count((d, t) => Recorded.Contains(t[1]) && d.Outcome == "Certified"), Number(score, "falseSilent"));
        Assert.Equal(Count((d, t) => Entitled.Contains(t[1]) && d.Finding.Length > 0), Number(score, "wronglyFlagged"));
        Assert.Equal(Count((d, t) => (Recorded.Contains(t[1]) || t[1] is "custody" or "duplicateBenefit") && d.Outcome != "Review"), Number(score, "missed"));
        var silent = score.GetProperty("silent");
        Assert.Equal(Count((_, t) => IsEnough(t)), Number(silent, "withValidEvidence"));
        Assert.Equal(Count((d, t) => IsEnough(t) && d.Outcome == "Certified"), Number(silent, "certified"));
        Assert.True(Number(silent, "withValidEvidence") > 500);
        var reports = score.GetProperty("falseReports");
        Assert.Equal(Count((_, t) => t[1] == "aliveReportedDead"), Number(reports, "planted"));
        Assert.Equal(0, Number(reports, "other"));
        Assert.Equal(0, Number(score.GetProperty("deathFindings"), "livingWithoutFalseReport"));
        Assert.Equal(Count((_, t) => t[1] is "deadUnreported" or "deadReportedLate"), Number(score.GetProperty("unreportedDead"), "n"));
    }

    [Fact]
    public async Task Truth_that_turns_out_worse_is_scored_worse()
    {
        var certified = province.Decisions.First(d => d.Outcome == "Certified").Beneficiary;
        var suspected = province.Decisions.First(d => d.Finding == "DeathCorroborated").Beneficiary;
        var lines = File.ReadAllLines(province.Truth);
        var changed = lines.Select(line => line.StartsWith(certified + ",", StringComparison.Ordinal) ? WithClass(line, "deadMistyped")
            : line.StartsWith(suspected + ",", StringComparison.Ordinal) ? WithClass(line, "alive") : line);
        var (before, _) = await ScoreAsync(province.Truth);
        var (after, exitCode) = await ScoreAsync(workspace.Write("truth.csv", string.Join('\n', changed) + "\n"));
        Assert.Equal(4, exitCode);
        Assert.Equal(Number(before, "falseSilent") + 1, Number(after, "falseSilent"));
        Assert.Equal(Number(before, "wronglyFlagged") + 1, Number(after, "wronglyFlagged"));
        Assert.Equal(1, Number(after.GetProperty("deathFindings"), "livingWithoutFalseReport"));
    }

    [Fact]
    public async Task Truth_with_classes_alone_is_scored_without_a_silent_rate()
    {
        var truth = workspace.Write("truth.csv", string.Join('\n', File.ReadLines(province.Truth).Select(line => string.Join(',', line.Split(',')[..2]))) + "\n");
        var (score, _) = await ScoreAsync(truth);
        var (full, _) = await ScoreAsync(province.Truth);
        Assert.Equal(Number(full, "falseSilent"), Number(score, "falseSilent"));
        Assert.Equal(JsonValueKind.Null, score.GetProperty("silent").ValueKind);
    }

    [Theory]
    [InlineData("zh", "有有效佐证者中静默通过", "尚无任何死亡记录的逝者")]
    [InlineData("en", "with valid evidence: certified silently", "dead whom no record mentions")]
    public async Task Table_prints_the_bad_figures_beside_the_good(string language, string good, string bad)
    {
        var result = await workspace.RunAsync("compare", "score", "--run", province.Run, "--truth", province.Truth, "--lang", language);
        Assert.Contains(good, result.Out, StringComparison.Ordinal);
        Assert.Contains(bad, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Truth_row_that_is_cut_is_refused_with_its_line()
    {
        var lines = File.ReadAllLines(province.Truth);
        lines[4] = lines[4][..12];
        var refused = (await workspace.RunAsync("compare", "score", "--run", province.Run, "--truth", workspace.Write("truth.csv", string.Join('\n', lines)), "--json")).Refused();
        Assert.Equal(("columns", 5), (refused.Code, refused.Place.Line));
    }

    [Fact]
    public async Task Truth_of_another_register_is_refused_and_strangers_are_counted()
    {
        var lines = File.ReadAllLines(province.Truth);
        var others = string.Join('\n', lines.Select((line, i) => i == 0 ? line : "X" + line)) + "\n";
        var refused = (await workspace.RunAsync("compare", "score", "--run", province.Run, "--truth", workspace.Write("others.csv", others), "--json")).Refused();
        Assert.Equal("truthOfOthers", refused.Code);
        string[] mixed = [lines[0], "X" + lines[1], .. lines[2..]];
        var (score, _) = await ScoreAsync(workspace.Write("mixed.csv", string.Join('\n', mixed) + "\n"));
        var people = score.GetProperty("people");
        Assert.Equal((lines.Length - 2, 1, 1), (Number(people, "scored"), Number(people, "notInTruth"), Number(people, "notInRun")));
    }

    public void Dispose() => workspace.Dispose();

    private async Task<(JsonElement Score, int ExitCode)> ScoreAsync(string truth)
    {
        var result = await workspace.RunAsync("compare", "score", "--run", province.Run, "--truth", truth, "--json");
        return (result.Json(), result.ExitCode);
    }

    private IEnumerable<string[]> Truth() => File.ReadLines(province.Truth).Skip(1).Select(line => line.Split(','));

    /// <summary>The windows of the sample policy, written down a second time: 90 days doctor, 180 vaccination and journeys, 60 cards of two kinds.</summary>
    private static bool IsEnough(string[] truth) => (Entitled.Contains(truth[1]) || truth[1] == "invalidNumber")
        && (Latest(truth[8]) >= 20260802 || Latest(truth[9]) >= 20260504 || Latest(truth[12]) >= 20260504 || AreTwoCards(truth[10], truth[11]));

    private static bool AreTwoCards(string bus, string bank)
    {
        int[] Days(string text) => [.. text.Split(';').Where(d => d.Length == 8).Select(d => int.Parse(d, System.Globalization.CultureInfo.InvariantCulture)).Where(d => d >= 20260901)];
        return Days(bus).Any(b => Days(bank).Any(d => d != b));
    }

    private static int Latest(string text) => text.Length < 8 ? 0 : int.Parse(text[..8], System.Globalization.CultureInfo.InvariantCulture);

    private static string WithClass(string line, string name)
    {
        var fields = line.Split(',');
        fields[1] = name;
        return string.Join(',', fields);
    }

    private static int Number(JsonElement element, string member) => element.GetProperty(member).GetInt32();
}
