using System.Text;
using SocialInsurance.Cli.Province;

namespace SocialInsurance.Comparison.Tests;

public sealed class ProvinceTests : IDisposable
{
    readonly string root = Path.Combine(Path.GetTempPath(), $"sicert-province-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(root, recursive: true);

    ProvinceSummary Generate(string name, int seed = 1, int threads = 2, long beneficiaries = 3000, long records = 60_000, int days = 0, string? poison = null) => ProvinceGenerator.Generate(
        new ProvinceOptions { Beneficiaries = beneficiaries, Records = records, Seed = seed, OutDir = Path.Combine(root, name), Threads = threads, PolicyYaml = "id: test\n", Days = days, Poison = poison }, null, TestContext.Current.CancellationToken);

    (ComparisonResult Result, string Out) Compare(string name, DateOnly? asOf = null)
    {
        string target = Path.Combine(root, name + "-run");
        using var folder = RunFolder.Create(target);
        string data = Path.Combine(root, name);
        ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest { Registers = [Path.Combine(data, "register.csv")], FeedsDirectory = data, AsOf = asOf ?? new DateOnly(2026, 10, 31), Folder = folder }, null, TestContext.Current.CancellationToken);
        folder.Publish();
        return (result, target);
    }

    string Digest(string name, SearchOption search = SearchOption.AllDirectories) => string.Join("\n", Directory.GetFiles(Path.Combine(root, name), "*", search).Order(StringComparer.Ordinal)
        .Select(f => Path.GetRelativePath(Path.Combine(root, name), f) + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))));

    [Fact]
    public void Same_seed_gives_the_same_bytes_with_any_number_of_threads_and_another_seed_does_not()
    {
        Generate("a", threads: 1, days: 2, poison: "cremation");
        Generate("b", threads: 3, days: 2, poison: "cremation");
        Generate("c", seed: 2);
        Assert.Equal(Digest("a"), Digest("b"));
        Assert.NotEqual(Digest("a"), Digest("c"));
    }

    [Fact]
    public void Days_leave_the_first_delivery_as_it_is()
    {
        Generate("a");
        Generate("b", days: 2);
        Assert.Equal(Digest("a"), Digest("b", SearchOption.TopDirectoryOnly));
        Assert.Equal(["day-1", "day-2"], Directory.GetDirectories(Path.Combine(root, "b")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Day_brings_late_deaths_newcomers_and_corrected_identities()
    {
        Generate("p", beneficiaries: 10_000, records: 30_000, days: 5);
        string[][] first = Truth("p");
        string[][] last = Truth("p", "day-5");
        Assert.Contains(first, r => r[1] == "deadReportedLate");
        Assert.DoesNotContain(last, r => r[1] == "deadReportedLate");
        Assert.Equal(first.Count(r => r[1] is "dead" or "deadReportedLate"), last.Count(r => r[1] == "dead"));
        Assert.Equal(first.Length + 10, last.Length);
        Assert.Contains(last, r => r[7].Contains("newcomer", StringComparison.Ordinal) && r[2] != "none");
        Assert.True(last.Count(r => r[1] == "invalidNumber") < first.Count(r => r[1] == "invalidNumber"));
        foreach (string file in Directory.GetFiles(Path.Combine(root, "p", "day-5"), "*-2026-11-05.csv"))
        {
            File.Copy(file, Path.Combine(root, "p", Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(root, "p", "day-5", "register.csv"), Path.Combine(root, "p", "register.csv"), overwrite: true);
        (ComparisonResult result, _) = Compare("p", new DateOnly(2026, 11, 5));
        using (result)
        {
            Assert.Equal(last.Length, result.State.SubjectCount);
            Assert.Equal(1 + 10 + 9, result.Files.Count); // vaccination has stopped
            int[] terminal = Sources(result.State, s => s.Kind == SourceKind.Terminal);
            string[] late = [.. first.Where(r => r[1] == "deadReportedLate").Select(r => r[0])];
            Assert.Contains(late, id => terminal.Any(t => result.State.CellsOf(result.State.FindById(Encoding.UTF8.GetBytes(id)))[t].LatestOn > 0));
        }
    }

    [Fact]
    public void Poisoned_delivery_names_living_people_and_the_truth_says_who()
    {
        ProvinceSummary summary = Generate("p", poison: "cremation");
        Assert.Contains("cremation-2026-10-31.csv", summary.Files);
        string[][] victims = [.. Truth("p").Where(r => r[7].Contains("poisoned", StringComparison.Ordinal))];
        Assert.Equal(summary.Records["cremation-2026-10-31.csv"], victims.Length);
        Assert.True(victims.Length > 200);
        Assert.All(victims, v => Assert.Equal("alive", v[1]));
        (ComparisonResult result, _) = Compare("p");
        using (result)
        {
            int cremation = Sources(result.State, s => s.Name == "cremation")[0];
            Assert.All(victims, v => Assert.True(result.State.CellsOf(result.State.FindById(Encoding.UTF8.GetBytes(v[0])))[cremation].LatestOn > 0));
        }
    }

    [Fact]
    public void Poisoned_activity_gives_every_number_to_the_next_person()
    {
        Generate("p", poison: "travel");
        (ComparisonResult result, _) = Compare("p");
        using (result)
        {
            FileCounts poisoned = result.Files.Single(f => f.File == "travel-2026-10-31.csv");
            Assert.True(poisoned.NameDisagreed > poisoned.Accepted * 0.95, $"{poisoned.NameDisagreed} of {poisoned.Accepted}");
        }
    }

    string[][] Truth(string name, string day = "") =>
        [.. File.ReadLines(Path.Combine(root, name, day, "truth.csv")).Skip(1).Select(line => line.Split(','))];

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
            Assert.Empty(result.Unclaimed);
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
            bool isOddDocument = truth[7].Contains("permanentResidenceOld", StringComparison.Ordinal); // letters and 15 characters
            Assert.True(truth[1] != "invalidNumber" || state.SubjectAt(i).Key == 0);
            Assert.True(state.SubjectAt(i).Key != 0 || truth[1] == "invalidNumber" || isOddDocument);
            Assert.True(isOddDocument || state.SubjectAt(i).RegisteredTimes == (truth[1] == "duplicateRegistration" ? 2 : 1));
            Assert.True(isOddDocument || (truth[1] is "dead" or "aliveReportedDead") == terminal.Any(t => cells[t].LatestOn > 0 || cells[t].DisagreeingOn > 0));
            if (isOddDocument || truth[7].Contains("name:", StringComparison.Ordinal))
            {
                continue; // how much of another notation is understood is the matter of the name tests
            }

            Assert.Equal(truth[1] == "custody", Sources(state, s => s.Name == "custody").Any(t => cells[t].LatestOn >= 20261031));
            Assert.Equal(truth[1] == "duplicateBenefit", Sources(state, s => s.Name == "duplicate_benefit").Any(t => cells[t].LatestOn > 0));
            Assert.Equal(int.Parse(truth[5]), present.Max(t => cells[t].LatestOn));
            Assert.Equal(int.Parse(truth[6]), account.Max(t => cells[t].LatestOn));
            if (truth[1] != "invalidNumber" && !truth[7].Contains("register:wrongName", StringComparison.Ordinal))
            {
                Assert.All(present.Concat(account), t => Assert.Equal(truth[Column(state.Sources[t].Name)], Dates(cells[t])));
            }
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

    static readonly string[] Acts = ["medical_settlement", "vaccination", "bus_card", "bank_card", "travel"];

    static int Column(string source) => 8 + Array.IndexOf(Acts, source);

    static string Dates(EvidenceCell cell) => cell.LatestOn == 0 ? "" : cell.PreviousOn == 0 ? $"{cell.LatestOn}" : $"{cell.LatestOn};{cell.PreviousOn}";

    static int[] Sources(ComparisonState state, Func<SourceInfo, bool> which) => [.. Enumerable.Range(0, state.Sources.Count).Where(i => which(state.Sources[i]))];
}
