using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>The rules of the sample policy written again, slowly and with calendar dates, as an oracle.</summary>
internal static class NaiveRules
{
    private static readonly string[] Deaths = ["death_certificate", "cremation", "household_deregistration"];
    private static readonly (string Name, int Window, double Weight, int Ttl)[] Present = [("medical_settlement", 90, 1, 90), ("vaccination", 180, 0.9, 180), ("travel", 180, 0.9, 180)];
    private static readonly (string Name, int Window, double Weight, int Ttl)[] Accounts = [("bus_card", 60, 0.4, 60), ("bank_card", 60, 0.4, 60)];

    internal static string RuleOf(Person p)
    {
        var deaths = Deaths.SelectMany(s => Days(p, s).Select(d => (s, d))).ToArray();
        var signs = Present.Concat(Accounts).SelectMany(s => Past(p, s.Name)).ToArray();
        if (!p.NumberUsable) return "R010";
        if (deaths.Length > 0 && signs.Length > 0 && signs.Max() > deaths.Max(x => x.d)) return "R020";
        if (deaths.Any(a => deaths.Any(b => a.s != b.s && Math.Abs(a.d.DayNumber - b.d.DayNumber) <= 60))) return "R030";
        if (deaths.Length > 0) return "R040";
        if (Deaths.Any(s => Cell(p, s).DisagreeingOn != 0)) return "R050";
        if (p.OpenPossibleLink) return "R060";
        if (p.RegisteredTimes > 1) return "R070";
        var custody = Cell(p, "custody");
        int asOf = Person.Number(SamplePolicy.AsOf);
        if (custody.PreviousOn <= asOf && asOf <= custody.LatestOn) return "R080";
        if (Past(p, "duplicate_benefit").Any(d => Age(d) <= 365)) return "R090";
        if (Past(p, "payment_split").Any(d => Age(d) <= 90)) return "R094";
        if (Past(p, "payment_repeated").Any(d => Age(d) <= 90)) return "R096";
        bool isRuledOut = p.FaintLinkOn != 0 && Present.Any(s => Past(p, s.Name).Any(d => d > Person.Date(p.FaintLinkOn)));
        if (p.FaintPossibleLink && !isRuledOut) return IsNotDue(p) ? "R101" : "R102";
        bool present = Present.Any(s => Past(p, s.Name).Any(d => Age(d) <= s.Window));
        if (present && Past(p, "payment_elsewhere").Any(d => Age(d) <= 90)) return "R105";
        if (Present.Any(s => Past(p, s.Name).Any(d => Age(d) <= s.Window))) return "R110";
        var bus = Past(p, "bus_card").Where(d => Age(d) <= 60).ToArray();
        var bank = Past(p, "bank_card").Where(d => Age(d) <= 60).ToArray();
        if (bus.Any(a => bank.Any(b => a != b))) return "R120";
        return Waiting(p, signs);
    }

    internal static double Freshness(Person p)
    {
        var all = Present.Concat(Accounts).ToArray();
        double sum = all.Sum(s => Past(p, s.Name) is { Length: > 0 } days ? s.Weight * Math.Exp(-(double)Age(days.Max()) / s.Ttl) : 0);
        return sum / all.Sum(s => s.Weight);
    }

    private static string Waiting(Person p, DateOnly[] signs)
    {
        var last = signs.Append(p.LastCertifiedOn == 0 ? DateOnly.MinValue : Person.Date(p.LastCertifiedOn)).Max();
        int silent = Age(last);
        return (IsNotDue(p), silent) switch
        {
            (true, >= 120) => "R210",
            (true, >= 90) => "R220",
            (true, _) => "R230",
            (false, >= 120) => "R310",
            (false, >= 90) => "R320",
            (false, _) => "R330",
        };
    }

    private static bool IsNotDue(Person p) => p.DueOn != 0 ? Later(Person.Date(p.DueOn))
        : p.LastCertifiedOn != 0 && Later(Person.Date(p.LastCertifiedOn).AddMonths(12));

    private static bool Later(DateOnly due) => due > new DateOnly(SamplePolicy.AsOf.Year, SamplePolicy.AsOf.Month, 31);

    private static int Age(DateOnly day) => SamplePolicy.AsOf.DayNumber - day.DayNumber;

    private static SourceEvidence Cell(Person p, string source) => p.Evidence[SamplePolicy.Cell(source)];

    private static DateOnly[] Days(Person p, string source) =>
        [.. new[] { Cell(p, source).LatestOn, Cell(p, source).PreviousOn }.Where(d => d != 0).Select(Person.Date)];

    private static DateOnly[] Past(Person p, string source) => [.. Days(p, source).Where(d => d <= SamplePolicy.AsOf)];
}
