namespace SocialInsurance.Comparison.Tests;

/// <summary>
/// Deliveries of one feed over a year with the variation that honest feeds have: volumes that scatter by a fifth beyond chance and
/// grow slowly, winter deaths, weekends without offices, a spring festival of eight empty days and the backlog after it, slips,
/// late records, family using cards. Sampled, not derived from the limits.
/// </summary>
sealed class FeedYear(Random random)
{
    internal const int Subjects = 300_000;

    internal required double PerDelivery { get; init; }

    internal required int DaysApart { get; init; }

    internal bool IsTerminal { get; init; }

    internal double MatchRate { get; init; } = 0.08;

    internal double ChecksumShare { get; init; } = 0.002;

    internal double TypicalAgeDays { get; init; } = 20;

    internal IEnumerable<DeliveryStatistics> Deliveries()
    {
        var day = new DateOnly(2025, 11, 1);
        double backlog = 0;
        for (; day < new DateOnly(2026, 11, 1); day = day.AddDays(DaysApart))
        {
            double expected = PerDelivery * Math.Exp(0.2 * Normal()) * (1 + 0.03 * (day.DayNumber - 739_190) / 365.0);
            expected *= IsTerminal && day.Month is 12 or 1 or 2 ? 1.25 : 1;
            bool isHoliday = day >= new DateOnly(2026, 2, 15) && day <= new DateOnly(2026, 2, 22);
            bool isClosed = DaysApart == 1 && (isHoliday || day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
            backlog += isClosed ? expected * 0.3 : 0; // offices catch up with part of what they missed
            yield return Delivery(Poisson(isClosed ? expected * 0.1 : expected + backlog / 3));
            backlog *= isClosed ? 1 : 2.0 / 3;
        }
    }

    internal DeliveryStatistics Delivery(long read)
    {
        long checksum = Binomial(read, ChecksumShare * Math.Exp(0.3 * Normal()));
        long accepted = read - checksum - Binomial(read, 0.003);
        long matched = Binomial(accepted, MatchRate * Math.Exp(0.1 * Normal()));
        long disagreed = Binomial(matched, 0.006);
        long people = matched - disagreed - Binomial(matched - disagreed, 0.01);
        double recent = 1 - Math.Exp(-30 / (TypicalAgeDays * Math.Exp(0.15 * Normal())));
        return new DeliveryStatistics
        {
            Subjects = Subjects,
            Read = read,
            Accepted = accepted,
            ChecksumFailures = checksum,
            Matched = matched,
            NameDisagreed = disagreed,
            Sampled = accepted,
            SampleStride = 1,
            NewestAgeDays = accepted == 0 ? null : (int)(3 * -Math.Log(1 - random.NextDouble())),
            Recent = Binomial(accepted, recent),
            Old = Binomial(accepted, 0.01),
            OnBusiestDay = Math.Min(accepted, Math.Max(1, Binomial(accepted, 0.08))),
            Repeated = Binomial(accepted, 0.004),
            People = IsTerminal ? (int)people : null,
            Contradicted = IsTerminal ? (int)Binomial(people, 0.05 * Math.Exp(0.3 * Normal())) : null,
            Reversed = 0,
            ReversedOf = IsTerminal ? (int)people : 0,
        };
    }

    double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    long Poisson(double mean) => mean > 50 ? Math.Max(0, (long)Math.Round(mean + Math.Sqrt(mean) * Normal())) : SmallPoisson(mean);

    long SmallPoisson(double mean)
    {
        long count = -1;
        for (double product = 1; product > Math.Exp(-mean); product *= random.NextDouble())
        {
            count++;
        }

        return Math.Max(0, count);
    }

    long Binomial(long n, double p)
    {
        p = Math.Clamp(p, 0, 1);
        if (n > 200)
        {
            return n * p < 30 ? Math.Min(n, Poisson(n * p)) : Math.Clamp((long)Math.Round(n * p + Math.Sqrt(n * p * (1 - p)) * Normal()), 0, n);
        }

        return Enumerable.Range(0, (int)n).Count(_ => random.NextDouble() < p);
    }
}
