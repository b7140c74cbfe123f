using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Eligibility.Supervision;

namespace SocialInsurance.Eligibility.Transparency;

/// <summary>A month as everybody may see it; null: withheld (see <see cref="CountTable"/>).</summary>
/// <param name="SilentShare">of the certified, 0..1; null when it would give a withheld count away, or nobody was certified</param>
public sealed record PublicMonth(
    DateOnly Month, long? Certified, long? Silent, long? Face, long? InPerson, double? SilentShare, long? CasesOpened, long? CasesClosed, long? Refuted, long? Suspended, long? Resumed, long? AppealsGranted);

/// <summary>Measured errors of an age band.</summary>
/// <param name="Rate">null, as are its ends, when either count is withheld or nobody was counted</param>
public sealed record PublicBand(ErrorMeasure Measure, string AgeBand, long? Errors, long? N, double? Rate, Interval95? Interval);

/// <summary>From the report "I am alive" to the correction.</summary>
public sealed record PublicRestoration(long? Restored, double? MedianHours, double? WithinOneDayShare);

/// <param name="Share">0..1; null before a day of data</param>
public sealed record PublicAvailability(DateTimeOffset? Since, double? Share);

/// <summary>The public's page in numbers. Pure.</summary>
public sealed record PublicFigures(IReadOnlyList<PublicMonth> Months, IReadOnlyList<PublicBand> Errors, PublicRestoration Restoration, PublicAvailability Availability)
{
    private const double DayHours = 24;

    /// <param name="minimumCount">smaller counts are not shown</param>
    public static PublicFigures Of(TransparencyCounts counts, int minimumCount, DateTimeOffset now)
    {
        var table = new CountTable(minimumCount);
        MonthCells[] months = [.. counts.Months.Select(month => MonthCells.Of(table, month))];
        BandCells[] bands =
        [
            .. Enum.GetValues<ErrorMeasure>().SelectMany(measure => AgeBands.All.Select(band => BandCells.Of(table, measure, band, counts.Ages))),
        ];
        TieTogether(table, counts, months, bands);
        var within = counts.RestorationHours.Count(hours => hours <= DayHours);
        var restored = table.Add(counts.RestorationHours.Count);
        var soon = table.Add(within);
        table.AddRest(restored, soon);
        var shown = table.Protect();
        return new PublicFigures(
            [.. months.Select(month => month.Publish(shown))],
            [.. bands.Select(band => band.Publish(shown))],
            new PublicRestoration(
                shown[restored],
                shown[restored] is > 0 ? Median.Of(counts.RestorationHours) : null,
                shown[restored] is > 0 and { } n && shown[soon] is { } quick ? (double)quick / n : null),
            AvailabilityOf(counts, now));
    }

    /// <summary>The refuted findings of all months are those of all ages: whoever has both tables knows it.</summary>
    private static void TieTogether(CountTable table, TransparencyCounts counts, MonthCells[] months, BandCells[] bands)
    {
        var ofUnknownAge = table.Add(counts.Ages.Where(age => age.Measure == ErrorMeasure.WrongFinding && BandOf(age.Age) is null).Sum(age => age.Errors), isMeantForAll: false);
        var all = table.Add(counts.Months.Sum(month => month.Refuted), isMeantForAll: false);
        table.State(all, [.. months.Select(month => month.Refuted)]);
        table.State(all, [.. bands.Where(band => band.Measure == ErrorMeasure.WrongFinding).Select(band => band.Errors), ofUnknownAge]);
    }

    private static PublicAvailability AvailabilityOf(TransparencyCounts counts, DateTimeOffset now)
    {
        var minutes = counts.UpSince is { } since ? Math.Floor((now - since).TotalMinutes) : 0;
        return new PublicAvailability(counts.UpSince, minutes < DayHours * 60 ? null : Math.Min(1, counts.UpMinutes / minutes));
    }

    private static string? BandOf(int? age) => age is { } years and >= 0 ? AgeBands.OfYears(years) : null;

    private sealed record MonthCells(
        DateOnly Month, CountCell Certified, CountCell Silent, CountCell Face, CountCell InPerson, CountCell Opened, CountCell Closed, CountCell Refuted, CountCell Suspended, CountCell Resumed, CountCell Granted)
    {
        internal static MonthCells Of(CountTable table, MonthCounts month)
        {
            var cells = new MonthCells(
                month.Month,
                table.Add(month.Silent + month.Face + month.InPerson),
                table.Add(month.Silent),
                table.Add(month.Face),
                table.Add(month.InPerson),
                table.Add(month.CasesOpened),
                table.Add(month.CasesClosed),
                table.Add(month.Refuted),
                table.Add(month.Suspended),
                table.Add(month.Resumed),
                table.Add(month.AppealsGranted));
            table.State(cells.Certified, cells.Silent, cells.Face, cells.InPerson);
            // a difference of two counts is a count of people too
            foreach (var part in (CountCell[])[cells.Silent, cells.Face, cells.InPerson])
            {
                table.AddRest(cells.Certified, part);
            }

            table.AddRest(cells.Closed, cells.Refuted, cells.Granted);
            table.AddRest(cells.Closed, cells.Refuted);
            table.AddRest(cells.Closed, cells.Granted);
            return cells;
        }

        internal PublicMonth Publish(PublishedCounts shown) => new(
            Month,
            shown[Certified],
            shown[Silent],
            shown[Face],
            shown[InPerson],
            shown[Certified] is > 0 and { } certified && shown[Silent] is { } silent ? (double)silent / certified : null,
            shown[Opened],
            shown[Closed],
            shown[Refuted],
            shown[Suspended],
            shown[Resumed],
            shown[Granted]);
    }

    private sealed record BandCells(ErrorMeasure Measure, string Band, CountCell Errors, CountCell N)
    {
        internal static BandCells Of(CountTable table, ErrorMeasure measure, string band, IReadOnlyList<AgeCount> ages)
        {
            AgeCount[] own = [.. ages.Where(age => age.Measure == measure && BandOf(age.Age) == band)];
            var cells = new BandCells(measure, band, table.Add(own.Sum(age => age.Errors)), table.Add(own.Sum(age => age.N)));
            table.AddRest(cells.N, cells.Errors);
            return cells;
        }

        internal PublicBand Publish(PublishedCounts shown)
        {
            var rate = shown[N] is > 0 and { } n && shown[Errors] is { } errors ? new ErrorRate(errors, n) : default(ErrorRate?);
            return new PublicBand(Measure, Band, shown[Errors], shown[N], rate?.Rate, rate is { } measured ? Interval95.Of(measured.Interval95) : null);
        }
    }
}
