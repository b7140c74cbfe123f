using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>Facts about one synthetic person that can be kept, changed and printed.</summary>
internal sealed record Person(SourceEvidence[] Evidence, bool NumberUsable, int RegisteredTimes, int DueOn, int LastCertifiedOn, bool OpenPossibleLink)
{
    internal bool FaintPossibleLink { get; init; }

    internal int FaintLinkOn { get; init; }

    internal static readonly Person Blank = new(new SourceEvidence[SamplePolicy.Names.Length], true, 1, Day(0), 0, false);

    internal PersonFacts Facts => new()
    {
        Evidence = Evidence,
        NumberUsable = NumberUsable,
        RegisteredTimes = RegisteredTimes,
        DueOn = DueOn,
        LastCertifiedOn = LastCertifiedOn,
        OpenPossibleLink = OpenPossibleLink,
        FaintPossibleLink = FaintPossibleLink,
        FaintLinkOn = FaintLinkOn,
    };

    internal EligibilityDecision Decide(CompiledPolicy? policy = null) => (policy ?? SamplePolicy.Compiled).Decide(Facts);

    internal Person With(string source, SourceEvidence evidence)
    {
        var cells = (SourceEvidence[])Evidence.Clone();
        cells[SamplePolicy.Cell(source)] = evidence;
        return this with { Evidence = cells };
    }

    internal Person With(string source, int latestAge, int previousAge = -1) => With(source, new SourceEvidence
    {
        LatestOn = Day(latestAge),
        PreviousOn = previousAge < 0 ? 0 : Day(previousAge),
        LatestAt = 1000 + (ulong)SamplePolicy.Cell(source),
        PreviousAt = 2000 + (ulong)SamplePolicy.Cell(source),
    });

    /// <summary>The day so many days before the as-of date, yyyymmdd; a negative age lies after it.</summary>
    internal static int Day(int age) => Number(SamplePolicy.AsOf.AddDays(-age));

    internal static int Number(DateOnly date) => date.Year * 10000 + date.Month * 100 + date.Day;

    internal static DateOnly Date(int yyyymmdd) => new(yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);

    public override string ToString() => $"usable={NumberUsable} times={RegisteredTimes} due={DueOn} certified={LastCertifiedOn} link={OpenPossibleLink} faint={FaintPossibleLink}/{FaintLinkOn} "
        + string.Join(' ', Evidence.Select((e, i) => (e, i)).Where(x => x.e != default)
            .Select(x => $"{SamplePolicy.Names[x.i]}={x.e.LatestOn}/{x.e.PreviousOn}/{x.e.DisagreeingOn}"));

    private static readonly Gen<SourceEvidence> Cells =
        from kind in Gen.Choose(0, 9)
        from age in Gen.OneOf(Gen.Choose(-5, 420), Gen.Elements(0, 30, 60)) // days that several sources share
        from gap in Gen.Choose(1, 150)
        from disagreeing in Gen.Choose(0, 420)
        select kind < 4 ? default : new SourceEvidence
        {
            LatestOn = kind < 9 ? Day(age) : 0,
            PreviousOn = kind < 7 ? Day(age + gap) : 0,
            DisagreeingOn = kind >= 8 ? Day(disagreeing) : 0,
            LatestAt = 1,
            PreviousAt = 2,
            DisagreeingAt = 3,
        };

    /// <summary>People of all sorts; half of them without any adverse record.</summary>
    internal static readonly Arbitrary<Person> Any = Arb.From(
        from cells in Cells.ArrayOf(SamplePolicy.Names.Length)
        from keep in Gen.Choose(0, (1 << 13) - 1)
        from sort in Gen.Choose(0, 23)
        from due in Gen.Choose(-400, 400)
        from certified in Gen.Choose(0, 500)
        from faint in Gen.Choose(0, 60)
        select new Person(Thin(cells, keep, sort), sort != 0, sort == 1 ? 2 : 1, sort % 5 == 0 ? 0 : Day(due), sort % 3 == 0 ? 0 : Day(certified), sort == 2) { FaintPossibleLink = sort is 2 or 13 or 14, FaintLinkOn = sort == 13 ? 0 : Day(faint) });

    private static SourceEvidence[] Thin(SourceEvidence[] cells, int keep, int sort)
    {
        var thin = new SourceEvidence[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            bool adverse = SamplePolicy.Policy.Source(SamplePolicy.Names[i]).Kind != PolicySourceKind.Activity;
            if ((keep >> i & 1) != 0 && !(adverse && sort >= 12)) thin[i] = cells[i];
        }
        return thin;
    }
}
