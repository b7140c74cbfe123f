using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class EvidenceCellTests
{
    // few dates and places, so that ties and duplicates are the rule
    static readonly Gen<EvidenceCell> Point =
        from day in Gen.Choose(20260101, 20260106)
        from line in Gen.Choose(1, 5)
        from agrees in Gen.Elements(true, true, false)
        select agrees ? EvidenceCell.Agreeing(day, RecordPlace.At(0, line)) : EvidenceCell.Disagreeing(day, RecordPlace.At(0, line));

    static readonly Gen<EvidenceCell> Interval =
        from start in Gen.Choose(20260101, 20260103)
        from end in Gen.Choose(20260104, 20260106)
        from line in Gen.Choose(1, 5)
        from agrees in Gen.Elements(true, true, false)
        select agrees ? EvidenceCell.AgreeingInterval(start, end, RecordPlace.At(0, line)) : EvidenceCell.Disagreeing(end, RecordPlace.At(0, line));

    static Gen<EvidenceCell> RecordOf(SourceKind kind) => kind == SourceKind.Interval ? Interval : Point;

    static EvidenceCell Fold(IEnumerable<EvidenceCell> records, SourceKind kind) =>
        records.Aggregate(default(EvidenceCell), (a, b) => EvidenceCell.Merge(a, b, kind));

    [Theory]
    [InlineData(SourceKind.Activity)]
    [InlineData(SourceKind.Interval)]
    public void State_is_the_same_for_any_order_duplicates_and_partition(SourceKind kind) => Prop.ForAll(
        (from records in RecordOf(kind).ArrayOf()
         from shuffled in Gen.Shuffle(records)
         from again in Gen.Choose(0, records.Length)
         from cut in Gen.Choose(0, records.Length)
         select (records, shuffled, again, cut)).ToArbitrary(), x =>
    {
        EvidenceCell whole = Fold(x.records, kind);
        EvidenceCell left = Fold(x.shuffled[..x.cut].Concat(x.records[..x.again]), kind);
        EvidenceCell right = Fold(x.shuffled[x.cut..], kind);
        return EvidenceCell.Merge(left, right, kind).Equals(whole) && EvidenceCell.Merge(right, left, kind).Equals(whole)
            && EvidenceCell.Merge(whole, whole, kind).Equals(whole) && EvidenceCell.Merge(whole, default, kind).Equals(whole);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Adding_an_agreeing_record_is_merging_it() => Prop.ForAll(
        (from records in Point.ArrayOf() from day in Gen.Choose(20260101, 20260106) from line in Gen.Choose(1, 5) select (records, day, line)).ToArbitrary(), x =>
    {
        RecordPlace place = RecordPlace.At(0, x.line);
        EvidenceCell cell = Fold(x.records, SourceKind.Activity);
        EvidenceCell merged = EvidenceCell.Merge(cell, EvidenceCell.Agreeing(x.day, place), SourceKind.Activity);
        EvidenceCell.Add(ref cell, x.day, place.Value);
        return cell.Equals(merged);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void State_holds_the_two_latest_dates_each_with_its_smallest_place() => Prop.ForAll(Point.ArrayOf().ToArbitrary(), records =>
    {
        EvidenceCell cell = Fold(records, SourceKind.Activity);
        (int On, ulong At)[] agreeing = [.. records.Where(r => r.LatestOn > 0).GroupBy(r => r.LatestOn).OrderByDescending(g => g.Key).Select(g => (g.Key, g.Min(r => r.LatestAt))), (0, 0UL), (0, 0UL)];
        (int On, ulong At)[] disagreeing = [.. records.Where(r => r.DisagreeingOn > 0).GroupBy(r => r.DisagreeingOn).OrderByDescending(g => g.Key).Select(g => (g.Key, g.Min(r => r.DisagreeingAt))), (0, 0UL)];
        return (cell.LatestOn, cell.LatestAt) == agreeing[0] && (cell.PreviousOn, cell.PreviousAt) == agreeing[1]
            && (cell.DisagreeingOn, cell.DisagreeingAt) == disagreeing[0];
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Record_that_a_cell_covers_changes_nothing() => Prop.ForAll(
        (from n in Gen.Choose(0, 5) from records in Point.ArrayOf(n) from next in Point select (records, next)).ToArbitrary(), x =>
    {
        EvidenceCell cell = Fold(x.records, SourceKind.Activity);
        return !cell.Covers(x.next, SourceKind.Activity) || EvidenceCell.Merge(cell, x.next, SourceKind.Activity).Equals(cell);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Interval_state_holds_the_latest_end_with_its_own_start()
    {
        EvidenceCell cell = Fold(
            [
                EvidenceCell.AgreeingInterval(20200101, 20280101, RecordPlace.At(0, 9)),
                EvidenceCell.AgreeingInterval(20250101, 20270101, RecordPlace.At(0, 3)),
            ], SourceKind.Interval);
        Assert.Equal((20280101, 20200101, 9UL, 0UL), (cell.LatestOn, cell.PreviousOn, cell.LatestAt, cell.PreviousAt));
    }

    [Fact]
    public void Place_packs_file_and_line()
    {
        RecordPlace place = RecordPlace.At(65535, (1L << 36) - 1);
        Assert.Equal((65535, (1L << 36) - 1), (place.File, place.Line));
        Assert.Equal((65535, (1L << 36) - 1, place), (place.Part(7).File, place.Part(7).Line, place.Part(7).Whole));
        Assert.Equal((place, place.Part(4095)), (place.Part(0), place.Part(70_000)));
        Assert.NotEqual(place.Part(1), place.Part(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordPlace.At(65536, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordPlace.At(0, 1L << 36));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordPlace.At(0, 0));
    }

    [Fact]
    public unsafe void Layout_is_the_one_of_the_state_format()
    {
        Assert.Equal(36, sizeof(EvidenceCell));
        Assert.Equal(56, sizeof(Subject));
    }
}
