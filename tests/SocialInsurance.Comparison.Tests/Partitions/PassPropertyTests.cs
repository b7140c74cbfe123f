using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Whatever a province looks like: in passes it gives the bytes of a run in memory.</summary>
public class PassPropertyTests
{
    static readonly Gen<Change> AnyChange =
        from kind in Gen.Elements(Enum.GetValues<DayEvent>())
        from salt in Gen.Choose(0, int.MaxValue)
        select new Change(kind, salt);

    static readonly Arbitrary<(Change[] Changes, int Passes, int Threads)> Provinces = Arb.From(
        from changes in AnyChange.ArrayOf().Resize(30)
        from passes in Gen.Choose(1, 12)
        from threads in Gen.Choose(1, 3)
        select (changes, passes, threads),
        p => Enumerable.Range(0, p.changes.Length).Select(skip => (p.changes.Where((_, i) => i != skip).ToArray(), p.passes, p.threads)));

    [Fact]
    public void Any_province_in_passes_gives_the_bytes_of_a_run_in_memory()
    {
        int several = 0;
        Prop.ForAll(Provinces, p =>
        {
            using var province = new ChangingProvince();
            Array.ForEach(p.Changes, province.Apply);
            province.Write(rewriteAll: false);
            string whole = province.Compare(null, threads: 1, isSettled: true).Folder;
            long memory;
            using (ComparisonState state = ComparisonState.Open(whole))
            {
                memory = PassProvince.Memory.For(state, p.Passes, p.Threads);
            }

            (string folder, _) = province.Compare(null, p.Threads, isSettled: true, memory: memory);
            RunComparer.AssertSame(whole, folder, $"{p.Passes} passes, {p.Threads} threads: {string.Join(" ", p.Changes.Select(c => c.ToString()))}");
            several += p.Passes > 1 ? 1 : 0;
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithName("passes = memory"));
        Assert.True(several > 60, $"only {several} provinces in several passes: the property says little");
    }

    [Fact]
    public void Every_key_belongs_to_one_part_and_parts_are_of_like_size()
    {
        Prop.ForAll<long, byte>((key, passes) =>
        {
            int count = passes + 1;
            int part = KeyPartition.Of(key, count);
            return part >= 0 && part < count && Enumerable.Range(0, count).Count(i => new KeyPartition(i, count).Holds(key)) == 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithName("one part a key"));

        long[] buckets = new long[KeyPartition.Buckets];
        for (int i = 0; i < 200_000; i++)
        {
            Assert.Equal(DocumentNumberFault.None, DocumentNumber.Read(System.Text.Encoding.ASCII.GetBytes(DocumentNumberTests.Citizen(430101_19400101_000UL + (ulong)i % 1000 + (ulong)(i / 1000 % 28) * 1000 + (ulong)(i / 28_000) * 10_000_000)), out long key));
            buckets[KeyPartition.BucketOf(key)]++;
        }

        foreach (int passes in (int[])[2, 3, 7, 64])
        {
            long[] sizes = MemoryPlan.Sizes(buckets, passes);
            Assert.Equal(200_000, sizes.Sum());
            Assert.InRange(sizes.Max(), 200_000 / passes, 200_000 / passes * 1.1 + 100);
        }
    }
}
