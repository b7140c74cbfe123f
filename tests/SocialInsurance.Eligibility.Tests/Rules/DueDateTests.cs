using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>When people fall due: rolling or in the birthday month, other cycles by division, and spread over the year where nobody knows.</summary>
public sealed class DueDateTests
{
    private const string Rolling = "  basis:\n    - { from: 2019-01-01, value: rolling, legalBasis: notice-2018-54 }\n";
    private const string Birthday = "  basis:\n    - { from: 2019-01-01, value: rolling, legalBasis: notice-2018-54 }\n    - { from: 2026-07-01, value: birthdayMonth, legalBasis: notice-2018-54 }\n";
    private const string Cycles = "  cycles:\n    - division: \"99\"\n      values: [{ from: 2019-01-01, value: 24, legalBasis: notice-2018-54 }]\n    - division: \"990102\"\n      values: [{ from: 2019-01-01, value: 6, legalBasis: notice-2018-54 }]\n";
    private const string Spread = "  spread: { from: 2027-01-01, months: 12, migratedOn: [2025-12-31], legalBasis: notice-2018-54 }\n";

    /// <summary>Section, as-of, last certification, birth, division, register's due date, first month in which the person is due.</summary>
    public static TheoryData<string, int, int, int, int, int, string> Months => new()
    {
        { Rolling, 20261031, 20260315, 19500520, 0, 0, "2027-03" },
        { Rolling, 20261031, 20260315, 19500520, 0, 20270110, "2027-01" },
        { Rolling + Cycles, 20261031, 20260315, 19500520, 990102, 0, "2026-09" },
        { Rolling + Cycles, 20261031, 20260315, 19500520, 990103, 0, "2028-03" },
        { Rolling + Cycles, 20261031, 20260315, 19500520, 980102, 0, "2027-03" },
        { Birthday, 20260630, 20260315, 19500520, 0, 0, "2027-03" }, // rolling is still in force
        { Birthday, 20261031, 20260315, 19500520, 0, 0, "2026-05" },
        { Birthday, 20261031, 20260520, 19500520, 0, 0, "2027-05" },
        { Birthday, 20261031, 20260601, 19500520, 0, 0, "2027-05" },
        { Birthday, 20261031, 20260315, 0, 0, 0, "2027-03" }, // no birth date: rolling
        { Birthday, 20261031, 0, 19500520, 0, 20270210, "2027-02" },
        { Birthday + Cycles, 20261031, 20260315, 19500520, 990103, 0, "2027-05" }, // 24 months: the birthday month of the second year
        { Birthday + Cycles, 20261031, 20260315, 19500520, 990102, 0, "2026-05" }, // 6 months: May and November
        { Birthday + Cycles, 20261031, 20260615, 19500520, 990102, 0, "2026-11" },
    };

    [Theory]
    [MemberData(nameof(Months))]
    public void Month_of_the_next_certification_follows_the_policy(string section, int asOf, int certified, int birth, int division, int dueOn, string due)
    {
        var policy = PolicyWith(section);
        var first = DateOnly.ParseExact(due + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        // the day decides which basis is in force, so the due month is looked for by moving the person, not the day
        int asOfMonth = asOf / 10000 * 12 + asOf / 100 % 100, dueMonth = first.Year * 12 + first.Month;
        var bound = policy.Bind(SamplePolicy.Names, Person.Date(asOf));
        bool notDue = bound.Decide(new PersonFacts
        {
            Evidence = new SourceEvidence[SamplePolicy.Names.Length], NumberUsable = true, LastCertifiedOn = certified, BirthOn = birth, Division = division, DueOn = dueOn,
        }).Outcome == EligibilityOutcome.NotDue;
        Assert.Equal(dueMonth > asOfMonth, notDue);
        Assert.Equal(due, MonthBySearch(policy, Person.Date(asOf), certified, birth, division, dueOn));
    }

    [Fact]
    public void Birthday_month_never_comes_later_than_the_cycle_allows_and_repeats_every_year()
    {
        var byCycle = new[] { 6, 12, 24 }.ToDictionary(c => c, c => PolicyWith(Birthday.Replace("2026-07-01", "2019-01-02", StringComparison.Ordinal) + CyclesOf(c)).Bind(SamplePolicy.Names, SamplePolicy.AsOf));
        var people = from certified in Gen.Choose(24000, 24500) from birth in Gen.Choose(0, 11) from cycle in Gen.Elements(6, 12, 24) select (certified, birth, cycle);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(people), p =>
        {
            var (certified, birth, cycle) = p;
            int due = DueOf(byCycle[cycle], certified, birth);
            return due > certified && due <= certified + cycle && (due - birth) % Math.Min(cycle, 12) == 0 && DueOf(byCycle[cycle], due, birth) == due + cycle;
        }));
    }

    [Fact]
    public void People_whose_month_nobody_knows_are_spread_evenly_over_the_year()
    {
        var policy = PolicyWith(Rolling + Spread);
        var byDay = Enumerable.Range(0, 13).Select(m => policy.Bind(SamplePolicy.Names, new DateOnly(2026, 12, 1).AddMonths(m))).ToArray();
        const int people = 60_000;
        var loads = new int[13];
        for (int i = 0; i < people; i++)
        {
            byte[] id = Encoding.ASCII.GetBytes(i.ToString("D10", CultureInfo.InvariantCulture));
            int dueOn = i % 3 == 0 ? 20251231 : 0, certifiedOn = i % 3 == 1 ? 20251231 : 0;
            int first = Array.FindIndex(byDay, b => b.Decide(new PersonFacts
            {
                Evidence = new SourceEvidence[SamplePolicy.Names.Length], NumberUsable = true, Id = id, DueOn = dueOn, LastCertifiedOn = certifiedOn,
            }).Outcome != EligibilityOutcome.NotDue);
            loads[first]++;
        }
        Assert.Equal(0, loads[0]); // nobody before the first month of the spread
        double expected = people / 12.0;
        double chiSquare = loads.Skip(1).Sum(load => (load - expected) * (load - expected) / expected);
        Assert.True(chiSquare < 31.26, $"chi-square {chiSquare:F1} of 11 degrees is beyond the 0.1 % point: {string.Join(' ', loads)}");
        Assert.Equal(12, loads.Skip(1).Count(load => load > 0));
    }

    /// <summary>Section, register's due date, last certification, the day that is kept instead; 0: the register's own stands, or nobody knows.</summary>
    [Theory]
    [InlineData(Rolling + Spread, 20270110, 0, 0)]
    [InlineData(Rolling + Spread, 0, 20260315, 20270331)]
    [InlineData(Rolling + Spread, 20251231, 20260215, 20270228)]
    [InlineData(Rolling, 0, 0, 0)]
    [InlineData(Rolling, 20251231, 0, 0)]
    public void Due_day_of_somebody_without_one_is_the_end_of_the_month_that_the_policy_gives(string section, int dueOn, int certifiedOn, int kept)
    {
        var bound = PolicyWith(section).Bind(SamplePolicy.Names, SamplePolicy.AsOf);
        Assert.Equal(kept == 0 ? null : Person.Date(kept), bound.SpreadDueOn(new PersonFacts { DueOn = dueOn, LastCertifiedOn = certifiedOn, Id = "0000000042"u8 }));
    }

    [Fact]
    public void Due_days_of_a_migration_are_spread_so_that_the_fullest_month_is_near_the_mean()
    {
        var bound = PolicyWith(Rolling + Spread).Bind(SamplePolicy.Names, SamplePolicy.AsOf);
        const int people = 60_000;
        var loads = new Dictionary<DateOnly, int>();
        for (int i = 0; i < people; i++)
        {
            byte[] id = Encoding.ASCII.GetBytes(i.ToString("D10", CultureInfo.InvariantCulture));
            var day = bound.SpreadDueOn(new PersonFacts { DueOn = i % 2 == 0 ? 20251231 : 0, Id = id })!.Value;
            loads[day] = loads.GetValueOrDefault(day) + 1;
            Assert.Equal(day, bound.SpreadDueOn(new PersonFacts { Id = id }));
        }

        Assert.Equal(Enumerable.Range(1, 12).Select(month => new DateOnly(2027, month, DateTime.DaysInMonth(2027, month))), loads.Keys.Order());
        Assert.InRange(loads.Values.Max() / (people / 12.0), 1, 1.05);
    }

    [Theory]
    [InlineData("value: rolling", "value: roling", PolicyErrorKind.InvalidValue)]
    [InlineData("  basis:", "  bases:", PolicyErrorKind.UnknownMember)]
    [InlineData("value: 24", "value: 0", PolicyErrorKind.OutOfRange)]
    [InlineData("value: 24", "value: 9", PolicyErrorKind.OutOfRange)]
    [InlineData("division: \"99\"", "division: \"9\"", PolicyErrorKind.InvalidValue)]
    [InlineData("division: \"990102\"", "division: \"99\"", PolicyErrorKind.Duplicate)]
    [InlineData("months: 12", "months: 25", PolicyErrorKind.OutOfRange)]
    [InlineData("2025-12-31", "2025-02-31", PolicyErrorKind.InvalidValue)]
    public void Fault_in_the_due_dates_is_refused_as_the_only_one(string find, string replace, PolicyErrorKind kind)
    {
        string section = (Birthday + Cycles + Spread).Replace(find, replace, StringComparison.Ordinal);
        var error = Assert.Single(SamplePolicy.LoadText(SamplePolicy.Change(Rolling, section)).Errors);
        Assert.Equal(kind, error.Kind);
    }

    private static string CyclesOf(int months) => $"  cycles:\n    - division: \"99\"\n      values: [{{ from: 2019-01-01, value: {months}, legalBasis: notice-2018-54 }}]\n";

    private static Policy PolicyWith(string section) => SamplePolicy.Load(Encoding.UTF8.GetBytes(SamplePolicy.Change(Rolling, section)));

    private static int DueOf(CompiledPolicy bound, int certified, int birth)
    {
        var facts = new PersonFacts
        {
            Evidence = new SourceEvidence[SamplePolicy.Names.Length], NumberUsable = true, Division = 990101,
            LastCertifiedOn = certified / 12 * 10000 + (certified % 12 + 1) * 100 + 1, BirthOn = 19500001 + (birth + 1) * 100,
        };
        return bound.DueMonthOf(facts);
    }

    private static string MonthBySearch(Policy policy, DateOnly asOf, int certified, int birth, int division, int dueOn)
    {
        var bound = policy.Bind(SamplePolicy.Names, asOf);
        int month = bound.DueMonthOf(new PersonFacts
        {
            Evidence = new SourceEvidence[SamplePolicy.Names.Length], NumberUsable = true, LastCertifiedOn = certified, BirthOn = birth, Division = division, DueOn = dueOn,
        });
        return new DateOnly(month / 12, month % 12 + 1, 1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
    }
}
