using System.Globalization;
using System.Text;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.Tests.Rules;

namespace SocialInsurance.Eligibility.Tests.DataComparison;

/// <summary>The audit sample (抽查): repeatable, as often as the policy says, and fit to estimate from.</summary>
public sealed class AuditSampleTests
{
    private const int People = 200_000;

    private static readonly int Account = SamplePolicy.Cell("bank_card");
    private static readonly int Present = SamplePolicy.Cell("vaccination");

    private static AuditSample Draw(long seed = 1, int people = People, Func<int, EligibilityDecision>? decide = null, CompiledPolicy? policy = null)
    {
        var sample = new AuditSample(policy ?? SamplePolicy.Compiled, seed);
        for (var i = 0; i < people; i++)
        {
            sample.Consider(i, Encoding.UTF8.GetBytes($"P{i:D9}"), (decide ?? Usual)(i));
        }

        return sample;
    }

    /// <summary>Of four people one each: fresh and present, account only, old, account only by a yellow rule and old.</summary>
    private static EligibilityDecision Usual(int person) => (person % 4) switch
    {
        0 => Pass(Present, 20261020, RiskColor.None),
        1 => Pass(Account, 20261020, RiskColor.None),
        2 => Pass(Present, 20260601, RiskColor.None),
        _ => Pass(Account, 20260601, RiskColor.Yellow),
    };

    private static EligibilityDecision Pass(int source, int on, RiskColor colour, EligibilityOutcome outcome = EligibilityOutcome.Certified) =>
        new(outcome, 0, "R110", colour, FindingKind.None, source, on, 1, 0.5, SamplePolicy.Policy.Stamp);

    /// <summary>Reference vectors of SipHash-2-4: key 00..0f, input 00, 01, 02, ... of the given length.</summary>
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31UL)]
    [InlineData(1, 0x74f839c593dc67fdUL)]
    [InlineData(8, 0x93f5f5799a932462UL)]
    [InlineData(15, 0xa129ca6149be45e5UL)]
    public void Hash_is_the_published_one(int length, ulong expected) =>
        Assert.Equal(expected, new AuditSampleHash([.. Enumerable.Range(0, 16).Select(i => (byte)i)]).Of([.. Enumerable.Range(0, length).Select(i => (byte)i)]));

    [Fact]
    public void Everybody_is_drawn_with_the_chance_that_the_policy_gives()
    {
        var sample = Draw();
        Assert.Equal(People, sample.SilentPasses);
        Assert.InRange(sample.RandomCount, 850, 1150); // 0.5 %, n p = 1000, four and a half standard deviations
        double[] chances = [0.005, 0.015, 0.01, 0.03];
        for (var group = 0; group < 4; group++)
        {
            var drawn = sample.Picks.Where(p => p.Subject % 4 == group).ToArray();
            Assert.All(drawn, p => Assert.Equal(chances[group], p.Probability, 12));
            var expected = People / 4 * chances[group];
            Assert.InRange(drawn.Length, expected - 4.5 * Math.Sqrt(expected), expected + 4.5 * Math.Sqrt(expected));
        }
    }

    [Fact]
    public void Same_seed_draws_the_same_people_and_another_seed_others()
    {
        var first = Draw(seed: 7).Picks.Select(p => p.Subject).ToArray();
        Assert.Equal(first, Draw(seed: 7).Picks.Select(p => p.Subject));
        Assert.True(Draw(seed: 8).Picks.Count(p => first.Contains(p.Subject)) < first.Length / 10);
    }

    [Fact]
    public void Who_is_drawn_depends_on_nobody_else()
    {
        var all = Draw(people: 50_000).Picks.Where(p => p.Subject < 10_000).ToArray();
        Assert.Equal(all, Draw(people: 10_000).Picks);
    }

    [Fact]
    public void Only_silent_passes_are_drawn()
    {
        foreach (var outcome in Enum.GetValues<EligibilityOutcome>().Where(o => o != EligibilityOutcome.Certified))
        {
            Assert.Empty(Draw(people: 5_000, decide: _ => Pass(Present, 20261020, RiskColor.None, outcome)).Picks);
        }
    }

    [Fact]
    public void Policy_without_shares_draws_nobody_and_one_of_a_hundred_percent_everybody()
    {
        var none = SamplePolicy.Change("value: 0.5, legalBasis: audit-rules", "value: 0, legalBasis: audit-rules");
        var calm = Draw(people: 5_000, decide: _ => Pass(Present, 20261020, RiskColor.None), policy: SamplePolicy.Load(Encoding.UTF8.GetBytes(none)).Bind(SamplePolicy.Names, SamplePolicy.AsOf));
        Assert.Empty(calm.Picks);
        var all = SamplePolicy.Change("value: 0.5, legalBasis: audit-rules", "value: 100, legalBasis: audit-rules");
        var whole = Draw(people: 5_000, policy: SamplePolicy.Load(Encoding.UTF8.GetBytes(all)).Bind(SamplePolicy.Names, SamplePolicy.AsOf));
        Assert.Equal((5_000, 5_000), (whole.Picks.Count, whole.RandomCount));
        Assert.All(whole.Picks, p => Assert.Equal(1, p.Weight));
    }

    /// <summary>Passes of card users are wrong ten times as often. Counting heads of the sample says too much; weighing them does not.</summary>
    [Fact]
    public void Weighted_estimate_is_unbiased_where_the_plain_one_is_not()
    {
        var wrong = Enumerable.Range(0, People).Select(i => i % (i % 2 == 0 ? 500 : 50) == (i % 2 == 0 ? 0 : 1)).ToArray();
        var truth = wrong.Count(w => w) / (double)People;
        const int seeds = 60;
        var (sum, plain, covered) = (0.0, 0.0, 0);
        for (var seed = 0; seed < seeds; seed++)
        {
            var sample = Draw(seed);
            var estimate = AuditEstimate.Of(sample.Picks.Select(p => (p.Probability, wrong[p.Subject])), sample.SilentPasses);
            sum += estimate.Rate;
            plain += sample.Picks.Count(p => wrong[p.Subject]) / (double)sample.Picks.Count;
            covered += Math.Abs(estimate.Rate - truth) <= 1.96 * estimate.StandardError ? 1 : 0;
        }

        Assert.InRange(sum / seeds, truth * 0.93, truth * 1.07);
        Assert.True(plain / seeds > truth * 1.2, $"plain {plain / seeds:0.#####}, truth {truth:0.#####}");
        Assert.InRange(covered, seeds * 80 / 100, seeds);
    }

    [Theory]
    [InlineData(true, AuditRisks.AccountOnly, "random")]
    [InlineData(false, AuditRisks.AccountOnly, "accountOnly")]
    [InlineData(false, AuditRisks.Colour | AuditRisks.OldEvidence, "colour+oldEvidence")]
    public void Reason_is_a_code(bool isRandom, AuditRisks risks, string code) =>
        Assert.Equal(code, AuditSample.CodeOf(new AuditPick(0, isRandom, risks, 0.5)));

    [Fact]
    public void Share_in_another_unit_is_refused_where_it_stands()
    {
        var load = SamplePolicy.LoadText(SamplePolicy.Change(
            "  auditRandomShare:\n    description: 静默认证通过人员中随机抽查百分之多少\n    unit: percent", "  auditRandomShare:\n    description: 静默认证通过人员中随机抽查百分之多少\n    unit: probability"));
        Assert.Contains(load.Errors, e => e.Path == "$.parameters.auditRandomShare" && e.Expected == "percent");
        Assert.True(load.Errors[0].Line > 1, load.Errors[0].Line.ToString(CultureInfo.InvariantCulture));
    }
}
