using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Whatever happens between two runs: the incremental run is the full run, byte for byte.</summary>
public class IncrementalPropertyTests
{
    static readonly Gen<Change> AnyChange =
        from kind in Gen.Elements(Enum.GetValues<DayEvent>())
        from salt in Gen.Choose(0, int.MaxValue)
        select new Change(kind, salt);

    static readonly Arbitrary<Change[][]> Days = Arb.From(
        AnyChange.ArrayOf().Resize(4).ArrayOf().Resize(6),
        days => days.Length > 1 ? Enumerable.Range(0, days.Length).Select(skip => days.Where((_, i) => i != skip).ToArray())
            : days.SelectMany(day => Enumerable.Range(0, day.Length).Select(skip => new[] { day.Where((_, i) => i != skip).ToArray() })));

    [Fact]
    public void Chain_of_incremental_runs_gives_the_bytes_of_full_runs()
    {
        int used = 0;
        Prop.ForAll(Days, days =>
        {
            used += Follow(days);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(120).WithName("incremental = full"));
        Assert.True(used > 200, $"only {used} runs were incremental: the property says little");
    }

    static int Follow(Change[][] days)
    {
        using var province = new ChangingProvince();
        province.Write(rewriteAll: false);
        int used = 0;
        string previous = province.Compare(null, threads: 1, isSettled: true).Folder;
        for (int day = 0; day < days.Length; day++)
        {
            Array.ForEach(days[day], province.Apply);
            province.Write(rewriteAll: days[day].Any(c => c.Event == DayEvent.RewrittenFile));
            string full = province.Compare(null, threads: 2, isSettled: day % 2 == 0).Folder;
            (string folder, IncrementalReport report) = province.Compare(previous, threads: 1 + day % 2, isSettled: day % 3 != 1, verify: day % 4 == 3);
            RunComparer.AssertSame(full, folder, $"day {day}: {string.Join(" ", days[day].Select(c => c.ToString()))}");
            used += report.Used ? 1 : 0;
            previous = folder;
        }

        return used;
    }
}
