using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Transparency;

namespace SocialInsurance.Eligibility.Tests.Transparency;

/// <summary>Months of a small agency, and what a reader of its page knows.</summary>
internal static class PublicPages
{
    private static readonly Gen<long> Count =
        Gen.Frequency((3, Gen.Constant(0L)), (5, Gen.Choose(1, 9).Select(n => (long)n)), (3, Gen.Choose(10, 25).Select(n => (long)n)), (2, Gen.Choose(26, 5000).Select(n => (long)n)));

    internal static readonly Gen<TransparencyCounts> Drawn =
        from months in Gen.Choose(1, 4)
        from counts in Count.ArrayOf(9 * months)
        from ages in Gen.Choose(0, 5).ArrayOf(12)
        from hours in Gen.Choose(0, 60).Select(h => (double)h).ListOf()
        select Make(months, counts, ages, [.. hours]);

    /// <summary>Refuted findings lie among the closed cases, and the findings of all ages are those of all months.</summary>
    private static TransparencyCounts Make(int months, long[] counts, int[] ages, double[] hours)
    {
        MonthCounts[] made =
        [
            .. Enumerable.Range(0, months).Select(month => counts[(9 * month)..(9 * (month + 1))]).Select((c, month) => new MonthCounts(
                new DateOnly(2026, 10, 1).AddMonths(-month), c[0], c[1], c[2], c[3], c[4] + c[5] + c[6], c[5], c[7], c[8], c[6])),
        ];
        List<AgeCount> bands = [];
        var left = made.Sum(month => month.Refuted);
        for (var band = 0; band < 6; band++)
        {
            var part = band == 5 ? left : left * ages[band] / 9;
            left -= part;
            int? age = band == 5 ? null : 55 + (10 * band);
            bands.Add(new AgeCount(ErrorMeasure.WrongFinding, age, part, part + (3 * ages[6 + band])));
            bands.Add(new AgeCount(ErrorMeasure.FaceRefused, age, ages[band], ages[band] + (4 * ages[6 + band])));
        }

        return new TransparencyCounts(made, bands, hours, null, 0);
    }

    internal static LinearAttacker AttackerOf(PublicFigures page, TransparencyCounts counts)
    {
        var attacker = new LinearAttacker();
        foreach (var month in page.Months)
        {
            string Of(string what) => $"{month.Month:yyyy-MM} {what}";
            attacker.Know(Of("certified"), Of("silent"), Of("face"), Of("person"));
            attacker.Know(Of("certified"), Of("silent"), Of("not silent"));
            attacker.Know(Of("certified"), Of("face"), Of("not face"));
            attacker.Know(Of("certified"), Of("person"), Of("not person"));
            attacker.Know(Of("closed"), Of("refuted"), Of("granted"), Of("other"));
            attacker.Know(Of("closed"), Of("refuted"), Of("not refuted"));
            attacker.Know(Of("closed"), Of("granted"), Of("not granted"));
            (string Name, long? Value)[] read =
            [
                ("certified", month.Certified), ("silent", month.Silent), ("face", month.Face), ("person", month.InPerson), ("opened", month.CasesOpened),
                ("closed", month.CasesClosed), ("refuted", month.Refuted), ("granted", month.AppealsGranted), ("suspended", month.Suspended), ("resumed", month.Resumed),
            ];
            foreach (var (name, value) in read)
            {
                attacker.Read(Of(name), value);
            }

            // a share beside one of its two counts gives the other
            if (month.SilentShare is { } share && month.Certified is { } certified)
            {
                attacker.Read(Of("silent"), (long)Math.Round(share * certified));
            }
            else if (month.SilentShare is > 0 and { } part && month.Silent is { } silent)
            {
                attacker.Read(Of("certified"), (long)Math.Round(silent / part));
            }
        }

        foreach (var band in page.Errors)
        {
            attacker.Know($"{band.Measure} {band.AgeBand} n", $"{band.Measure} {band.AgeBand} errors", $"{band.Measure} {band.AgeBand} right");
            attacker.Read($"{band.Measure} {band.AgeBand} n", band.N);
            attacker.Read($"{band.Measure} {band.AgeBand} errors", band.Rate is { } rate && band.N is { } n ? (long)Math.Round(rate * n) : band.Errors);
        }

        attacker.Know("refuted", page.Months.Select(month => $"{month.Month:yyyy-MM} refuted"));
        attacker.Know("refuted", [.. AgeBands.All.Select(band => $"{ErrorMeasure.WrongFinding} {band} errors"), "refuted of unknown age"]);
        attacker.Know("restored", "restored soon", "restored later");
        attacker.Read("restored", page.Restoration.Restored);
        attacker.Read("restored soon", page.Restoration is { WithinOneDayShare: { } within, Restored: { } restored } ? (long)Math.Round(within * restored) : null);
        return attacker;
    }
}
