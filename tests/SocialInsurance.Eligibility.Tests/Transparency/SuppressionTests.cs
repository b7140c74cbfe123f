using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Transparency;

namespace SocialInsurance.Eligibility.Tests.Transparency;

/// <summary>Nobody can compute a count of 1 to 9 people from what is published.</summary>
public sealed class SuppressionTests
{
    private const int Minimum = 10;

    [Fact]
    public void Single_small_part_takes_another_one_with_it()
    {
        var table = new CountTable(Minimum);
        var (total, small, large) = (table.Add(105), table.Add(5), table.Add(100));
        table.State(total, small, large);
        var shown = table.Protect();
        Assert.Null(shown[small]);
        Assert.Null(shown[large]);
        Assert.Equal(105, shown[total]);
    }

    [Fact]
    public void Zero_is_nobody_and_shown()
    {
        var table = new CountTable(Minimum);
        var (total, none, all) = (table.Add(40), table.Add(0), table.Add(40));
        table.State(total, none, all);
        Assert.Equal([40L, 0L, 40L], table.Protect().All);
    }

    [Fact]
    public void Small_rest_that_nobody_publishes_is_protected_too()
    {
        var table = new CountTable(Minimum);
        var (n, errors) = (table.Add(100), table.Add(95));
        table.AddRest(n, errors);
        Assert.Contains(null, new[] { table.Protect()[n], table.Protect()[errors] });
    }

    [Fact]
    public void Sum_that_does_not_hold_is_refused()
    {
        var table = new CountTable(Minimum);
        Assert.Throws<ArgumentException>(() => table.State(table.Add(3), table.Add(1), table.Add(1)));
    }

    [Fact]
    public void Attacker_is_able_to_find_what_is_left_open()
    {
        var attacker = new LinearAttacker();
        attacker.Know("total", "a", "b");
        attacker.Know("a", "c", "d");
        attacker.Read("total", 105);
        attacker.Read("b", 100);
        attacker.Read("d", 2);
        Assert.Equal((5, 3), (attacker.Conclude()["a"], attacker.Conclude()["c"]));
    }

    /// <summary>Two-way tables: rows and columns with totals, as a month by channel and region would be.</summary>
    [Fact]
    public void Attacker_of_a_two_way_table_computes_no_small_count() => Prop.ForAll(
        (from rows in Gen.Choose(2, 5)
         from columns in Gen.Choose(2, 5)
         from values in Gen.Frequency((2, Gen.Constant(0)), (5, Gen.Choose(1, 9)), (5, Gen.Choose(10, 60))).ArrayOf(rows * columns)
         select (Rows: rows, Columns: columns, Values: values)).ToArbitrary(),
        drawn =>
        {
            var table = new CountTable(Minimum);
            var attacker = new LinearAttacker();
            Dictionary<string, (CountCell Cell, long Value)> cells = [];
            CountCell Add(string name, long value)
            {
                var cell = table.Add(value);
                cells[name] = (cell, value);
                return cell;
            }

            var all = Add("all", drawn.Values.Sum());
            for (var at = 0; at < drawn.Values.Length; at++)
            {
                Add($"{at / drawn.Columns},{at % drawn.Columns}", drawn.Values[at]);
            }

            void Sum(string name, IEnumerable<string> parts)
            {
                string[] names = [.. parts];
                Add(name, names.Sum(part => cells[part].Value));
                table.State(cells[name].Cell, [.. names.Select(part => cells[part].Cell)]);
                attacker.Know(name, names);
            }

            var (rows, columns) = (Enumerable.Range(0, drawn.Rows), Enumerable.Range(0, drawn.Columns));
            foreach (var row in rows)
            {
                Sum($"row {row}", columns.Select(column => $"{row},{column}"));
            }

            foreach (var column in columns)
            {
                Sum($"column {column}", rows.Select(row => $"{row},{column}"));
            }

            table.State(all, [.. rows.Select(row => cells[$"row {row}"].Cell)]);
            table.State(all, [.. columns.Select(column => cells[$"column {column}"].Cell)]);
            attacker.Know("all", rows.Select(row => $"row {row}"));
            attacker.Know("all", columns.Select(column => $"column {column}"));
            var shown = table.Protect();
            foreach (var (name, cell) in cells)
            {
                attacker.Read(name, shown[cell.Cell]);
            }

            Assert.DoesNotContain(attacker.Conclude(), found => found.Value is >= 1 and < Minimum);
            Assert.All(cells.Values, cell => Assert.True(shown[cell.Cell] is null || shown[cell.Cell] == cell.Value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>The whole page: months, ages, restorations, and the shares and rates that stand beside the counts.</summary>
    [Fact]
    public void Attacker_of_the_public_page_computes_no_small_count() => Prop.ForAll(
        PublicPages.Drawn.ToArbitrary(),
        counts =>
        {
            var page = PublicFigures.Of(counts, Minimum, DateTimeOffset.UnixEpoch);
            var found = PublicPages.AttackerOf(page, counts).Conclude();
            Assert.DoesNotContain(found, cell => cell.Value is >= 1 and < Minimum);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Page_of_large_counts_withholds_nothing()
    {
        var month = new MonthCounts(new DateOnly(2026, 10, 1), 1000, 200, 50, 90, 80, 40, 30, 20, 10);
        AgeCount[] ages = [new(ErrorMeasure.WrongFinding, 72, 40, 100), new(ErrorMeasure.FaceRefused, 65, 0, 300)];
        var page = PublicFigures.Of(new TransparencyCounts([month], ages, [], null, 0), Minimum, DateTimeOffset.UnixEpoch);
        Assert.Equal(new PublicMonth(month.Month, 1250, 1000, 200, 50, 0.8, 90, 80, 40, 30, 20, 10), Assert.Single(page.Months));
        var refused = Assert.Single(page.Errors, band => band is { Measure: ErrorMeasure.FaceRefused, AgeBand: "60-69" });
        Assert.Equal((0L, 300L, 0d, 0.01), (refused.Errors, refused.N, refused.Rate, refused.Interval!.Value.High));
        Assert.Equal(0.4, Assert.Single(page.Errors, band => band is { Measure: ErrorMeasure.WrongFinding, AgeBand: "70-79" }).Rate);
    }

    [Fact]
    public void Restoration_and_availability_say_nothing_before_there_is_enough()
    {
        var (now, since) = (new DateTimeOffset(2026, 11, 3, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 2, 0, 1, 0, TimeSpan.Zero));
        var few = PublicFigures.Of(new TransparencyCounts([], [], [1, 2, 3], since, 1000), Minimum, now);
        Assert.Equal((null, null, null, null), (few.Restoration.Restored, few.Restoration.MedianHours, few.Restoration.WithinOneDayShare, few.Availability.Share));
        var enough = PublicFigures.Of(new TransparencyCounts([], [], [.. Enumerable.Range(0, 30).Select(hour => 2.0 * hour)], since, 1440), Minimum, now.AddDays(1));
        Assert.Equal((30L, 29d, 13d / 30), (enough.Restoration.Restored, enough.Restoration.MedianHours, enough.Restoration.WithinOneDayShare));
        Assert.Equal(1440d / 2879, enough.Availability.Share);
    }

    [Theory]
    [InlineData("1967-11-04", "-59")]
    [InlineData("1966-11-03", "60-69")]
    [InlineData("1966-11-04", "-59")]
    [InlineData("1900-01-01", "90-")]
    [InlineData("0001-01-01", null)]
    public void Age_band_changes_on_the_birthday(string bornOn, string? band) =>
        Assert.Equal(band, AgeBands.Of(DateOnly.ParseExact(bornOn, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), new DateOnly(2026, 11, 3)));
}
