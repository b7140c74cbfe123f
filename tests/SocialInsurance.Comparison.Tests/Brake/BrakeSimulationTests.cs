namespace SocialInsurance.Comparison.Tests;

/// <summary>False alarms over a year of honest deliveries, and what poison does to the same feeds.</summary>
public sealed class BrakeSimulationTests(ITestOutputHelper output)
{
    const int Years = 20; // of each feed

    static readonly BrakeLimits Limits = BrakeLimits.Standard;

    static readonly (string Name, double PerDelivery, int DaysApart, bool IsTerminal)[] Feeds =
    [
        ("deaths, monthly, province", 9_000, 30, true),
        ("deaths, monthly, county", 30, 30, true),
        ("deaths, daily, province", 300, 1, true),
        ("deaths, daily, county", 3, 1, true),
        ("visits, monthly", 400_000, 30, false),
        ("visits, daily", 14_000, 1, false),
        ("cards, weekly", 90_000, 7, false),
        ("custody, monthly", 70, 30, false),
    ];

    static FeedYear Year(int feed, int seed) => new(new Random(seed * 100 + feed))
    {
        PerDelivery = Feeds[feed].PerDelivery,
        DaysApart = Feeds[feed].DaysApart,
        IsTerminal = Feeds[feed].IsTerminal,
        MatchRate = Feeds[feed].IsTerminal ? 0.3 : 0.2,
    };

    static bool IsHeld(DeliveryStatistics delivery, IReadOnlyList<DeliveryStatistics> history) =>
        BrakeJudge.Check(Limits, delivery, [.. history.TakeLast(Limits.MostHistory)]).Any(c => c.IsOutside);

    [Fact]
    public void Honest_year_is_hardly_ever_held()
    {
        (int judged, int held) = (0, 0);
        for (int feed = 0; feed < Feeds.Length; feed++)
        {
            (int n, int h) = (0, 0);
            var by = new Dictionary<BrakeMeasure, int>();
            for (int year = 0; year < Years; year++)
            {
                var applied = new List<DeliveryStatistics>();
                foreach (DeliveryStatistics delivery in Year(feed, year).Deliveries())
                {
                    n++;
                    foreach (BrakeCheck check in BrakeJudge.Check(Limits, delivery, [.. applied.TakeLast(Limits.MostHistory)]).Where(c => c.IsOutside))
                    {
                        by[check.Measure] = by.GetValueOrDefault(check.Measure) + 1;
                    }

                    h += IsHeld(delivery, applied) ? 1 : 0;
                    applied.Add(delivery); // held ones were honest: a person released them
                }
            }

            output.WriteLine($"{Feeds[feed].Name}: {h} of {n} held; {string.Join(", ", by.Select(b => $"{b.Key} {b.Value}"))}");
            (judged, held) = (judged + n, held + h);
        }

        output.WriteLine($"all: {held} of {judged} = {100.0 * held / judged:0.000} %");
        Assert.True(held <= judged / 500, $"{held} of {judged} honest deliveries held");
    }

    /// <summary>Each poison in the month after an honest year, of every feed that it concerns and is large enough to show it.</summary>
    [Fact]
    public void Poison_after_an_honest_year_is_held()
    {
        var missed = new List<string>();
        foreach ((string name, int[] feeds, Func<DeliveryStatistics, DeliveryStatistics> poison) in Poisons)
        {
            (int n, int held) = (0, 0);
            foreach (int feed in feeds)
            {
                for (int year = 0; year < Years; year++)
                {
                    DeliveryStatistics[] all = [.. Year(feed, 1000 + year).Deliveries()];
                    n++;
                    held += IsHeld(poison(Year(feed, 5000 + year).Delivery((long)Feeds[feed].PerDelivery)), all) ? 1 : 0;
                }
            }

            output.WriteLine($"{name}: {held} of {n} held");
            if (held < n * 0.95)
            {
                missed.Add($"{name}: {held} of {n}");
            }
        }

        Assert.Empty(missed);
    }

    static readonly (string Name, int[] Feeds, Func<DeliveryStatistics, DeliveryStatistics> Poison)[] Poisons =
    [
        ("300 living people in a death feed of 30", [1], s => Living(s, 300)),
        ("as many living people as deaths, same volume", [0, 2], s => Living(s with { Read = 0, Accepted = 0, Matched = 0, People = 0, Contradicted = 0 }, (int)s.Read)),
        ("cut to a tenth", [0, 4, 6], s => Scale(s, 0.1)),
        ("empty", [0, 4, 6], s => Scale(s, 0)),
        ("numbers shifted by a column's digit: nine in ten fail their check", [0, 1, 2, 4, 5, 6, 7], s => s with { ChecksumFailures = s.Read * 9 / 10, Accepted = s.Accepted / 10, Matched = 0, People = s.People is null ? null : 0, NameDisagreed = 0 }),
        ("numbers of other people, all valid", [0, 2, 4, 5, 6], s => s with { Matched = s.Matched / 20, NameDisagreed = s.Matched / 20, People = s.People is null ? null : 0 }),
        ("checksum failures up tenfold", [0, 4, 5, 6], s => s with { ChecksumFailures = s.Read * 2 / 100, Accepted = s.Accepted - s.Read * 18 / 1000 }),
        ("all dates are today", [0, 1, 2, 4, 5, 6, 7], s => s with { NewestAgeDays = 0, Recent = s.Sampled, OnBusiestDay = s.Sampled, Old = 0 }),
        ("last quarter's events under a new name", [0, 1, 2, 4, 5, 6, 7], s => s with { NewestAgeDays = 92, Recent = 0 }),
        ("every record twice", [0, 1, 2, 4, 5, 6, 7], s => s with { Repeated = s.Sampled / 2 }),
        ("one in ten reported deaths was found wrong", [0, 1, 2], s => s with { ReversedOf = 200, Reversed = 30 }),
    ];

    static DeliveryStatistics Living(DeliveryStatistics s, int people) => s with
    {
        Read = s.Read + people,
        Accepted = s.Accepted + people,
        Sampled = s.Sampled + people,
        Recent = s.Recent + people,
        Matched = s.Matched + people,
        People = s.People + people,
        Contradicted = s.Contradicted + people * 7 / 10, // most living people do something within weeks
    };

    static DeliveryStatistics Scale(DeliveryStatistics s, double by) => s with
    {
        Read = (long)(s.Read * by),
        Accepted = (long)(s.Accepted * by),
        Matched = (long)(s.Matched * by),
        NameDisagreed = (long)(s.NameDisagreed * by),
        Sampled = (long)(s.Sampled * by),
        Recent = (long)(s.Recent * by),
        Old = (long)(s.Old * by),
        OnBusiestDay = (long)(s.OnBusiestDay * by),
        Repeated = (long)(s.Repeated * by),
        ChecksumFailures = (long)(s.ChecksumFailures * by),
        People = (int?)(s.People * by),
        Contradicted = (int?)(s.Contradicted * by),
    };
}
