using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.Tests.Rules;

namespace SocialInsurance.Eligibility.Tests.DataComparison;

/// <summary>From a death record with a slip in the number to the decision, its finding, its explanation and its replay.</summary>
public sealed class PossibleLinkTests : IDisposable
{
    private const string Descriptor = """
        name: {0}
        kind: {1}
        authority: 测试
        filePattern: '{0}.csv'
        format: {{ delimiter: ',', header: yes }}
        columns: {2}
        dateFormat: yyyy-MM-dd
        presenceClass: personPresent
        maxRejectedShare: 1
        """;

    private readonly string _root = Path.Combine(Path.GetTempPath(), $"sicert-links-{Guid.NewGuid():N}");

    public PossibleLinkTests()
    {
        Directory.CreateDirectory(Data);
        Write("register", "subjects", "{ id: id, number: number, name: name, dueDate: due }", "id,number,name,due\n" + string.Concat(
            Enumerable.Range(0, 300).Select(i => $"p{i:D3},{Number(i)},王秀{(char)('一' + i)},2026-10-01\n")));
        Write("medical_settlement", "activity", "{ number: number, name: name, eventDate: on }", "number,name,on\n" + string.Concat(
            Enumerable.Range(0, 300).Select(i => $"{Number(i)},王秀{(char)('一' + i)},2026-10-20\n")));
        var slipped = Number(7)[..15] + (Number(7)[15] == '9' ? '8' : '9') + Number(7)[16..];
        Write("cremation", "terminal", "{ number: number, name: name, eventDate: on }", $"number,name,on\n{Number(900)},孙建国,2026-10-02\n{slipped},王秀{(char)('一' + 7)},2026-10-03\n");
    }

    private string Data => Path.Combine(_root, "data");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Number(int i)
    {
        var first17 = 430_101_1940_0101_000UL + (ulong)(i % 28) * 1000 + (ulong)i;
        return $"{first17:D17}{(char)SocialInsurance.Comparison.DocumentNumber.CheckCharacter(first17)}";
    }

    private void Write(string name, string kind, string columns, string csv)
    {
        File.WriteAllText(Path.Combine(Data, $"{name}.feed.yaml"), string.Format(CultureInfo.InvariantCulture, Descriptor, name, kind, columns));
        File.WriteAllText(Path.Combine(Data, $"{name}.csv"), csv);
    }

    private CompletedRun Compare() => CompareRegister.Execute(
        new CompareRequest([Path.Combine(Data, "register.csv")], Data, SamplePolicy.Bytes, new DateOnly(2026, 10, 31), Path.Combine(_root, "run"), Threads: 2),
        progress: null,
        TestContext.Current.CancellationToken);

    [Fact]
    public void Person_with_an_open_link_is_reviewed_and_who_hardly_fits_is_asked_to_appear()
    {
        using var run = Compare();
        var faint = Assert.Single(run.Comparison.State.Links.All, l => l.IsFaint); // the same day and division, a name one character off
        Assert.Equal(298, run.Counts[EligibilityOutcome.Certified]);
        Assert.Equal(1, run.Counts[EligibilityOutcome.FaceRequired]);
        Assert.StartsWith($"{Encoding.UTF8.GetString(run.Comparison.State.IdOf(faint.Subject))},FaceRequired,R102,", Assert.Single(File.ReadAllLines(Path.Combine(run.Folder, "decisions.csv")), l => l.Contains("FaceRequired", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(1, run.Counts[FindingKind.OpenPossibleLink]);
        Assert.Contains("p007,Review,R060,yellow,cremation,2026-10-03,OpenPossibleLink", File.ReadAllLines(Path.Combine(run.Folder, "decisions.csv")));
    }

    [Fact]
    public void Finding_stands_at_the_record_that_may_concern_the_person()
    {
        using var run = Compare();
        var state = run.Comparison.State;
        var decision = RecordRun.DecisionOf(state, run.Policy, state.FindById("p007"u8));
        var finding = Assert.Single(decision.Findings);
        Assert.Equal(("OpenPossibleLink", "cremation.csv:3"), (finding.Kind.Code, finding.RecordPlace));
    }

    [Fact]
    public void Explanation_shows_the_link_with_steps_that_add_up()
    {
        Compare().Dispose();
        using var run = PublishedRun.Open(Path.Combine(_root, "run"));
        var explanation = ExplainDecision.Execute(run.State, run.Compiled, "p007")!;
        var link = Assert.Single(explanation.Links);
        Assert.Equal(("cremation", new DateOnly(2026, 10, 3), "cremation.csv", 3L), (link.Source, link.OccurredOn, link.File, link.Line));
        Assert.Equal(link.WeightBits, link.Steps.Sum(s => s.WeightBits), 6);
        Assert.InRange(link.Probability, 0.5, 1);
        Assert.Equal(EligibilityOutcome.Review, explanation.Decision.Outcome);
        Assert.Contains(explanation.Evidence, e => e is { Source: "cremation", Relation: EvidenceRelation.PossibleLink, Line: 3 });
        Assert.Contains(explanation.WhyNot, w => w is { Rule: "R110", BlockedBy: "R060" });
        Assert.Empty(ExplainDecision.Execute(run.State, run.Compiled, "p008")!.Links);
    }

    [Fact]
    public void Replay_sees_the_link_that_the_run_saw()
    {
        Compare().Dispose();
        using var run = PublishedRun.Open(Path.Combine(_root, "run"));
        var renamed = SamplePolicy.Load(Encoding.UTF8.GetBytes(SamplePolicy.Text.Replace("R060", "R061", StringComparison.Ordinal)));
        var change = Assert.Single(ReplayPolicy.Execute(run, run.Compiled, run.Bind(renamed), new ReplayOptions(), null, TestContext.Current.CancellationToken).Changes);
        Assert.Equal(("p007", "R060", "R061"), (change.BeneficiaryId, change.From.Code, change.To.Code));
    }

    [Fact]
    public void Every_level_has_words_in_both_languages()
    {
        foreach (var level in Enum.GetValues<ComparisonLevel>())
        {
            var (chinese, english) = ExplainedLink.Words(level);
            Assert.NotEqual(chinese, english);
            Assert.All(english, c => Assert.InRange(c, ' ', '~'));
        }
    }
}
