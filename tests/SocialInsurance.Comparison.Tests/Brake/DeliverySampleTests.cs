namespace SocialInsurance.Comparison.Tests;

public class DeliverySampleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(4096)]
    [InlineData(20_000)]
    public void Distinct_records_and_days_are_those_of_sets(int records)
    {
        var random = new Random(records);
        DeliverySample[] samples = [new(0), new(0), new(0)];
        var seen = new HashSet<(long, int)>();
        var expected = new Dictionary<int, int>();
        for (int i = 0; i < records; i++)
        {
            long key = random.NextInt64(1, 1 + records / 2);
            int on = 20260101 + random.Next(28);
            samples[i % 3].Add(key, on);
            seen.Add((key, on));
            expected[on] = expected.GetValueOrDefault(on) + 1;
        }

        var days = new Dictionary<int, int>();
        Assert.Equal(seen.Count, DeliverySample.CountDistinct(samples, days));
        Assert.Equal(expected.OrderBy(d => d.Key), days.OrderBy(d => d.Key));
    }
}
