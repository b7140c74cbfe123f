using System.Globalization;
using System.Reflection;
using System.Text;
using BenchmarkDotNet.Attributes;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Benchmarks;

/// <summary>What a person costs by the sample policy and by one with as many rules as a province has clauses; and loading them.</summary>
[MemoryDiagnoser]
public class PolicyKernels
{
    private const int People = 4096;
    private const int DaysOfYear = 400;

    private SourceEvidence[] _cells = [];
    private CompiledPolicy _policy = null!;
    private byte[] _text = [];
    private int _sources;

    /// <summary>Rules in all; 20 is the sample itself.</summary>
    [Params(20, 217)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var root = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;
        var sample = File.ReadAllText(Path.Combine(root, "samples/policies/province-2026.yaml"));
        _text = Encoding.UTF8.GetBytes(WithClauses(sample, Rules - Policy.Load(Encoding.UTF8.GetBytes(sample)).Policy!.Rules.Count));
        var policy = Policy.Load(_text).Policy ?? throw new InvalidOperationException("the benchmark's policy has faults");
        _sources = policy.Sources.Count;
        _policy = policy.Bind([.. policy.Sources.Select(s => s.Name)], new DateOnly(2026, 10, 31));
        _cells = Cells(policy);
    }

    [Benchmark(OperationsPerInvoke = People)]
    public int Decide()
    {
        int sum = 0;
        for (int person = 0; person < People; person++)
            sum += _policy.Decide(new PersonFacts
            {
                Evidence = _cells.AsSpan(person * _sources, _sources), NumberUsable = true, DueOn = 20260000 + (person % 12 + 1) * 100 + 1, LastCertifiedOn = 20251101,
            }).RuleIndex;
        return sum;
    }

    [Benchmark]
    public PolicyLoad Load() => Policy.Load(_text);

    /// <summary>Half of the activity cells filled, deaths and the like for one person in a hundred.</summary>
    private static SourceEvidence[] Cells(Policy policy)
    {
        var cells = new SourceEvidence[People * policy.Sources.Count];
        uint state = 1;
        for (int i = 0; i < cells.Length; i++)
        {
            state = state * 1664525 + 1013904223;
            bool isActivity = policy.Sources[i % policy.Sources.Count].Kind == PolicySourceKind.Activity;
            if (isActivity ? state >> 31 == 0 : (state >> 16) % 100 == 0)
            {
                var day = new DateOnly(2026, 10, 31).AddDays(-(int)((state >> 8) % DaysOfYear));
                cells[i] = new SourceEvidence { LatestOn = day.Year * 10000 + day.Month * 100 + day.Day, LatestAt = 1 };
            }
        }
        return cells;
    }

    /// <summary>Narrow clauses before the general certifying rules: presence in one source within so many days, due or not.</summary>
    private static string WithClauses(string sample, int clauses)
    {
        string[] sources = ["medical_settlement", "vaccination", "travel"];
        var (parameters, rules) = (new StringBuilder(), new StringBuilder());
        for (int days = 1; clauses > 0 && days <= (clauses - 1) / 6 + 1; days++)
            parameters.Append(CultureInfo.InvariantCulture, $"  within_{days}:\n    description: d\n    unit: days\n    values:\n      - {{ from: 2019-01-01, value: {days}, legalBasis: window-rules }}\n");
        for (int i = 0; i < clauses; i++)
        {
            string due = i % 2 == 0 ? "      - { condition: notDue, months: dueHorizon }\n" : "";
            rules.Append(CultureInfo.InvariantCulture, $"  - code: C{i:000}\n    when:\n      - {{ condition: personPresentWithinWindow, sources: [{sources[i / 2 % 3]}], days: within_{i / 6 + 1} }}\n{due}    outcome: Certified\n    color: none\n    reason: \"凭{{source}}（{{date}}）确认。\"\n    reasonEnglish: \"Confirmed by {{source}} ({{date}}).\"\n");
        }
        return sample.Replace("\ndueDates:\n", "\n" + parameters + "\ndueDates:\n", StringComparison.Ordinal).Replace("  - code: R105\n", rules + "  - code: R105\n", StringComparison.Ordinal);
    }
}
