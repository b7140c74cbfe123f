using System.Reflection;
using SocialInsurance.Tests.Support.Fuzzing;

namespace SocialInsurance.Service.Tests.Fuzzing;

/// <summary>A short round over every parser from a fixed seed; <c>benchmarks -- fuzz</c> goes on for as long as one likes.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly string RepoRoot = Path.GetDirectoryName(
        typeof(FuzzTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SamplesFolder").Value!.TrimEnd('/', '\\'))!;

    private readonly FuzzTargets targets = new(RepoRoot);

    public static TheoryData<string> Names
    {
        get
        {
            using var targets = new FuzzTargets(RepoRoot);
            return [.. targets.All.Select(target => target.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parser_of_mutated_input_ends_with_a_value_or_its_documented_refusal(string name)
    {
        var target = targets.All.Single(target => target.Name == name);
        var round = Fuzzer.Run(target, seed: 20261122, tried => tried < Math.Max(target.Seeds.Count, CountOf(name)));
        Assert.All(round.Findings, finding => Assert.Fail($"{finding.Target}: {finding.What}; keep {Convert.ToBase64String(finding.Input[..Math.Min(4096, finding.Input.Length)])}"));
    }

    [Theory]
    [InlineData(typeof(FormatException), false)]
    [InlineData(typeof(InvalidDataException), true)]
    public void Fuzzer_reports_an_exception_that_is_not_the_documented_refusal(Type thrown, bool documented)
    {
        var planted = new FuzzTarget("planted", ["a,b"u8.ToArray()], [typeof(InvalidDataException)], bytes =>
        {
            if (bytes.Contains((byte)0xFF))
            {
                throw (Exception)Activator.CreateInstance(thrown)!;
            }
        });
        var round = Fuzzer.Run(planted, seed: 1, tried => tried < 400);
        Assert.Equal(documented, round.Findings.Count == 0);
        Assert.Equal(documented, round.Refused > 0);
    }

    [Fact]
    public void Fuzzer_reports_what_grows_beyond_its_input()
    {
        var planted = new FuzzTarget("planted", ["1"u8.ToArray()], [], _ => GC.KeepAlive(Enumerable.Range(0, 6).Select(_ => new byte[100 << 20].Length).Sum()));
        Assert.Equal("allocated too much", Assert.Single(Fuzzer.Run(planted, seed: 1, tried => tried < 1).Findings).What);
    }

    [Fact]
    public void Same_seed_makes_the_same_input()
    {
        byte[][] seeds = ["name: x\non: 2026-10-01\n"u8.ToArray(), "[1,2,3]"u8.ToArray()];
        var (one, two) = (new Mutator(seeds, new Random(5)), new Mutator(seeds, new Random(5)));
        Assert.All(Enumerable.Range(0, 200), _ => Assert.Equal(one.Next(), two.Next()));
    }

    public void Dispose() => targets.Dispose();

    /// <summary>By what a call costs.</summary>
    private static int CountOf(string name) => name switch
    {
        "policy" or "feed" or "feedWithItsDescriptor" => 80,
        "reviewRules" or "notices" or "holidays" or "descriptor" or "requestBody" => 200,
        _ => 1500,
    };
}
