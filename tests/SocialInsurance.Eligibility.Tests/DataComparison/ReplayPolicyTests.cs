using System.Globalization;
using System.Text;
using SamplePolicy = SocialInsurance.Eligibility.Tests.Rules.SamplePolicy;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Eligibility.Tests.DataComparison;

/// <summary>A replay over more people than one block: whole counts, everybody in order, the same on any number of threads.</summary>
public sealed class ReplayPolicyTests : IDisposable
{
    private const int People = 40_000;
    private readonly string _root = Directory.CreateTempSubdirectory("sicert-replay-").FullName;
    private readonly PublishedRun _run;
    private readonly CompiledPolicy _shorter;

    public ReplayPolicyTests()
    {
        string data = Path.Combine(_root, "data");
        Directory.CreateDirectory(data);
        const string format = "authority: 测试\nformat: { delimiter: ',', header: yes }\ndateFormat: yyyy-MM-dd\n";
        File.WriteAllText(Path.Combine(data, "register.feed.yaml"), "name: register\nkind: subjects\nfilePattern: register.csv\ncolumns: { id: id, number: number, name: name, dueDate: due }\n" + format);
        File.WriteAllText(Path.Combine(data, "medical_settlement.feed.yaml"), "name: medical_settlement\nkind: activity\npresenceClass: personPresent\nfilePattern: medical.csv\ncolumns: { number: number, name: name, eventDate: on }\n" + format);
        var (register, medical) = (new StringBuilder("id,number,name,due\n"), new StringBuilder("number,name,on\n"));
        for (int i = 0; i < People; i++)
        {
            register.Append(CultureInfo.InvariantCulture, $"p{i:D6},{Number(i)},王秀,2026-10-01\n");
            medical.Append(CultureInfo.InvariantCulture, $"{Number(i)},王秀,{SamplePolicy.AsOf.AddDays(-(i * 7 % 120)):yyyy-MM-dd}\n");
        }
        File.WriteAllText(Path.Combine(data, "register.csv"), register.ToString());
        File.WriteAllText(Path.Combine(data, "medical.csv"), medical.ToString());
        string folder = Path.Combine(_root, "run");
        CompareRegister.Execute(new CompareRequest([Path.Combine(data, "register.csv")], data, SamplePolicy.Bytes, SamplePolicy.AsOf, folder, Threads: 2), null, TestContext.Current.CancellationToken).Dispose();
        _run = PublishedRun.Open(folder);
        _shorter = _run.Bind(SamplePolicy.LoadText(SamplePolicy.Change("value: 90, legalBasis: window-rules", "value: 30, legalBasis: window-rules")).Policy!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Replay_counts_lists_and_samples_the_same_on_any_number_of_threads(int threads)
    {
        using var csv = new MemoryStream();
        var result = Replay(new ReplayOptions(Limit: 10, SamplePerMove: 3, Seed: 7, Threads: threads, Changes: csv));
        int[] moved = [.. Enumerable.Range(0, People).Where(i => i * 7 % 120 is > 30 and <= 90)];
        Assert.Equal((People, moved.Length), (result.People, (int)result.Changed));
        Assert.Equal(People, result.Matrix.Sum(m => m.People));
        var move = Assert.Single(result.Outcomes(changedOnly: true));
        Assert.Equal((EligibilityOutcome.Certified, EligibilityOutcome.FaceRequired), move.Move);
        Assert.Equal(moved.Take(10).Select(i => $"p{i:D6}"), result.Changes.Select(c => c.BeneficiaryId));
        string[] lines = Encoding.UTF8.GetString(csv.ToArray()).TrimEnd('\n').Split('\n');
        Assert.Equal("beneficiaryId,fromOutcome,fromRule,fromFinding,toOutcome,toRule,toFinding", lines[0]);
        Assert.Equal(moved.Select(i => $"p{i:D6}"), lines.Skip(1).Select(l => l[..7]));
        Assert.All(lines.Skip(1), l => Assert.Matches("^p[0-9]{6},Certified,R110,,FaceRequired,R3[123]0,$", l));
        var one = Replay(new ReplayOptions(Limit: 10, SamplePerMove: 3, Seed: 7, Threads: 1));
        Assert.Equal(one.Cases.Select(c => c.BeneficiaryId), result.Cases.Select(c => c.BeneficiaryId));
    }

    [Fact]
    public void Sample_has_people_of_every_move_with_reasons_and_evidence_of_both_sides_and_follows_the_seed()
    {
        var result = Replay(new ReplayOptions(SamplePerMove: 2, Seed: 1));
        Assert.Equal(result.Matrix.Where(m => m.IsChange).Sum(m => Math.Min(2, m.People)), result.Cases.Count);
        Assert.All(result.Cases, c =>
        {
            Assert.Contains("凭医保就诊结算（", c.Before.Reason.Chinese, StringComparison.Ordinal);
            Assert.Equal(("medical_settlement", null), (c.Before.Source, c.After.Source));
            Assert.NotNull(c.Before.On);
            Assert.Equal(EligibilityOutcome.FaceRequired, c.After.Decision.Outcome);
        });
        Assert.NotEqual(result.Cases.Select(c => c.BeneficiaryId), Replay(new ReplayOptions(SamplePerMove: 2, Seed: 2)).Cases.Select(c => c.BeneficiaryId));
    }

    [Fact]
    public void Replay_of_the_same_policy_changes_nobody()
    {
        var result = ReplayPolicy.Execute(_run, _run.Compiled, _run.Compiled, new ReplayOptions(), null, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0, 0), ((int)result.Changed, result.Changes.Count, result.Cases.Count));
    }

    [Fact]
    public void Replay_allocates_for_the_changed_and_not_for_the_people()
    {
        var worker = new ReplayWorker(_run.State, _run.Compiled, _run.Compiled, new ReplayOptions());
        worker.Decide(0, People);
        Assert.InRange(Allocations.Of(() => worker.Decide(0, People)), 0, 200); // the empty list of a block
    }

    [Fact]
    public void Cancelled_replay_ends_as_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ReplayPolicy.Execute(_run, _run.Compiled, _shorter, new ReplayOptions(), null, cancelled.Token));
    }

    public void Dispose()
    {
        _run.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private ReplayResult Replay(ReplayOptions options) => ReplayPolicy.Execute(_run, _run.Compiled, _shorter, options, null, TestContext.Current.CancellationToken);

    private static string Number(int i)
    {
        ulong first17 = (990_101_1940_0101_000UL + (ulong)(i / 1000) * 1000) + (ulong)(i % 1000);
        first17 = first17 - first17 / 1000 % 10000 * 1000 + (ulong)(101 + i / 1000 / 28 * 100 + i / 1000 % 28) * 1000;
        return $"{first17:D17}{(char)SocialInsurance.Comparison.DocumentNumber.CheckCharacter(first17)}";
    }
}
