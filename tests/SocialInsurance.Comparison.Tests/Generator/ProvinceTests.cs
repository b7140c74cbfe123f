using System.Text;
using SocialInsurance.Cli.Province;

namespace SocialInsurance.Comparison.Tests;

public sealed class ProvinceTests : IDisposable
{
    readonly string root = Path.Combine(Path.GetTempPath(), $"sicert-province-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(root, recursive: true);

    ProvinceSummary Generate(string name, int seed = 1, int threads = 2, long beneficiaries = 3000, long records = 60_000) => ProvinceGenerator.Generate(
        new ProvinceOptions { Beneficiaries = beneficiaries, Records = records, Seed = seed, OutDir = Path.Combine(root, name), Threads = threads, PolicyYaml = "id: test\n" }, null, TestContext.Current.CancellationToken);

    (ComparisonResult Result, string Out) Compare(string name)
    {
        string target = Path.Combine(root, name + "-run");
        using var folder = RunFolder.Create(target);
        string data = Path.Combine(root, name);
        ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest { Registers = [Path.Combine(data, "register.csv")], FeedsDirectory = data, AsOf = new DateOnly(2026, 10, 31), Folder = folder }, null, TestContext.Current.CancellationToken);
        folder.Publish();
        return (result, target);
    }

    string Digest(string name) => string.Join("\n", Directory.GetFiles(Path.Combine(root, name)).Order(StringComparer.Ordinal)
        .Select(f => Path.GetFileName(f) + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))));

    [Fact]
    public void Same_seed_gives_the_same_bytes_with_any_number_of_threads_and_another_seed_does_not()
    {
        Generate("a", threads: 1);
        Generate("b", threads: 3);
        Generate("c", seed: 2);
        Assert.Equal(Digest("a"), Digest("b"));
        Assert.NotEqual(Digest("a"), Digest("c"));
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(100, 5_000)]
    [InlineData(3000, 60_000)]
    public void Province_of_any_size_is_accepted_with_every_class_in_it(long beneficiaries, long records)
    {
        ProvinceSummary summary = Generate("p", beneficiaries: beneficiaries, records: records);
        Assert.All(summary.Classes, c => Assert.True(c.Value > 0, c.Key));
        (ComparisonResult result, _) = Compare("p");
        using (result)
        {
            Assert.Equal(summary.Records["register.csv"], result.State.SubjectCount);
            Assert.Equal(summary.Records["truth.csv"], result.State.SubjectCount);
            Assert.Equal(11, result.Files.Count);
            Assert.True(result.UnmatchedTerminal > 0);
            Assert.Equal(["truth.csv"], result.Unclaimed);
            Assert.All(result.Files, f => Assert.Equal(summary.Records[f.File], f.Read));
            Assert.All(result.Files, f => Assert.Equal(f.Read, f.Accepted + f.Rejected));
        }
    }

    [Fact]
    public void Engine_finds_exactly_what_the_truth_says()
    {
        Generate("p");
        (ComparisonResult result, string target) = Compare("p");
        using ComparisonResult owned = result;
        ComparisonState state = result.State;
        int[] terminal = Sources(state, s => s.Kind == SourceKind.Terminal);
        int[] present = Sources(state, s => s.Kind == SourceKind.Activity && s.Presence == PresenceClass.PersonPresent);
        int[] account = Sources(state, s => s.Kind == SourceKind.Activity && s.Presence == PresenceClass.Account);
        foreach (string line in File.ReadLines(Path.Combine(root, "p", "truth.csv")).Skip(1))
        {
            string[] truth = line.Split(',');
            int i = state.FindById(Encoding.UTF8.GetBytes(truth[0]));
            EvidenceCell[] cells = state.CellsOf(i).ToArray();
            Assert.Equal(truth[1] == "invalidNumber", state.SubjectAt(i).Key == 0);
            Assert.Equal(truth[1] == "duplicateRegistration" ? 2 : 1, state.SubjectAt(i).RegisteredTimes);
            Assert.Equal(truth[1] is "dead" or "aliveReportedDead", terminal.Any(t => cells[t].LatestOn > 0 || cells[t].DisagreeingOn > 0));
            Assert.Equal(truth[1] == "custody", Sources(state, s => s.Name == "custody").Any(t => cells[t].LatestOn >= 20261031));
            Assert.Equal(truth[1] == "duplicateBenefit", Sources(state, s => s.Name == "duplicate_benefit").Any(t => cells[t].LatestOn > 0));
            Assert.Equal(int.Parse(truth[5]), present.Max(t => cells[t].LatestOn));
            Assert.Equal(int.Parse(truth[6]), account.Max(t => cells[t].LatestOn));
        }

        RejectReason[] planted = [RejectReason.NumberChecksumMismatch, RejectReason.NumberEmpty, RejectReason.NumberPlaceholder, RejectReason.BadDate, RejectReason.EventInFuture, RejectReason.WrongColumnCount, RejectReason.NulByte, RejectReason.InvalidEncoding];
        string rejects = File.ReadAllText(Path.Combine(target, "rejects.csv"));
        Assert.All(planted, reason => Assert.Contains(reason.ToString(), rejects, StringComparison.Ordinal));
    }

    [Fact]
    public void Samples_are_due_usable_and_without_any_evidence()
    {
        ProvinceSummary summary = Generate("p");
        Assert.Contains("policy.yaml", summary.Files);
        (ComparisonResult result, _) = Compare("p");
        using (result)
        {
            foreach (string id in (string[])["S000000001", "S000000002"])
            {
                int i = result.State.FindById(Encoding.UTF8.GetBytes(id));
                Assert.True(result.State.SubjectAt(i) is { Key: > 0, RegisteredTimes: 1, DueOn: <= 20261031 and > 0 });
                Assert.All(result.State.CellsOf(i).ToArray(), c => Assert.Equal(default, c));
            }
        }
    }

    static int[] Sources(ComparisonState state, Func<SourceInfo, bool> which) => [.. Enumerable.Range(0, state.Sources.Count).Where(i => which(state.Sources[i]))];
}
