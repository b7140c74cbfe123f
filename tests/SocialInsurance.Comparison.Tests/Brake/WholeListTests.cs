namespace SocialInsurance.Comparison.Tests;

/// <summary>A list that says everything anew is held when a part of it is cut off, and news of a day are not taken for such a list.</summary>
public sealed class WholeListTests(ITestOutputHelper output)
{
    const int Lists = 40;
    const int Deliveries = 40;

    static readonly BrakeLimits Limits = BrakeLimits.Standard;

    static readonly DateOnly Start = new(2026, 1, 1);

    static DeliveryStatistics Of(long records, DateOnly first, DateOnly last) => new()
    {
        Subjects = 300_000, Read = records, Accepted = records, ChecksumFailures = 0, Matched = records, NameDisagreed = 0,
        Sampled = records, SampleStride = 1, FirstOn = first, LastOn = last,
    };

    /// <summary>Some come, some go, now and then the one with the earliest date.</summary>
    static List<DeliveryStatistics> Grown(Random random, double records, int daysApart)
    {
        DateOnly first = new(2015, 3, 1);
        var all = new List<DeliveryStatistics>();
        for (int i = 0; i < Deliveries; i++)
        {
            records *= 1 + 0.04 * (random.NextDouble() - 0.35);
            first = random.NextDouble() < 0.05 ? first.AddDays(random.Next(60)) : first;
            all.Add(Of((long)records, first, Start.AddDays(i * daysApart)));
        }

        return all;
    }

    /// <summary>Large and small, of days and of months, cut after so many deliveries.</summary>
    static IEnumerable<(List<DeliveryStatistics> Known, DeliveryStatistics Next)> WholeLists() =>
        from list in Enumerable.Range(0, Lists)
        let all = Grown(new Random(list), list % 2 == 0 ? 120 : 40_000, list % 4 < 2 ? 1 : 30)
        from known in Enumerable.Range(Limits.LeastHistory, Deliveries - Limits.LeastHistory)
        select (all[..known].TakeLast(Limits.MostHistory).ToList(), all[known]);

    static bool IsHeld(DeliveryStatistics delivery, IReadOnlyList<DeliveryStatistics> known, SourceKind kind = SourceKind.Interval) =>
        WholeList.Check(Limits, delivery, known, kind).Any(c => c.IsOutside);

    [Fact]
    public void Honest_list_is_hardly_ever_held_and_a_cut_one_is()
    {
        (int n, int honest, int half, int seventy, int judged) = (0, 0, 0, 0, 0);
        foreach ((List<DeliveryStatistics> known, DeliveryStatistics next) in WholeLists())
        {
            n++;
            judged += WholeList.Check(Limits, next, known, SourceKind.Terminal).Count();
            honest += IsHeld(next, known) ? 1 : 0;
            half += IsHeld(next with { Accepted = next.Accepted / 2 }, known) ? 1 : 0;
            seventy += IsHeld(next with { Accepted = next.Accepted * 7 / 10 }, known) ? 1 : 0;
        }

        output.WriteLine($"of {n}: judged {judged}, honest held {honest}, cut to a half held {half}, cut to seven tenths held {seventy}");
        Assert.InRange(honest, 0, n / 500);
        Assert.InRange(half, n * 95 / 100, n);
        Assert.InRange(seventy, n * 90 / 100, n);
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(9_000, 30)]
    public void News_are_judged_by_their_volume_alone(double perDelivery, int daysApart)
    {
        (int n, int judged, int held) = (0, 0, 0);
        foreach (int seed in Enumerable.Range(0, Lists))
        {
            var random = new Random(seed);
            var known = new List<DeliveryStatistics>();
            for (int i = 0; i < 200; i++)
            {
                DateOnly day = Start.AddDays(i * daysApart);
                bool isClosed = daysApart == 1 && day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
                double records = perDelivery * (isClosed ? 0.1 : 1) * (0.8 + 0.4 * random.NextDouble());
                int oldest = (int)(-20 * Math.Log((1 - random.NextDouble()) / records)); // of so many delays of twenty days in the mean
                DeliveryStatistics next = Of((long)records, day.AddDays(-oldest), day.AddDays(-random.Next(2)));
                IReadOnlyList<DeliveryStatistics> like = [.. known.TakeLast(Limits.MostHistory)];
                n++;
                judged += WholeList.Check(Limits, next, like, SourceKind.Terminal).Count();
                held += IsHeld(next, like) ? 1 : 0;
                known.Add(next);
            }
        }

        output.WriteLine($"of {n}: judged {judged}, held {held}");
        Assert.InRange(held, 0, n / 1000);
    }

    [Fact]
    public void Little_known_small_and_unburdening_lists_are_not_judged()
    {
        List<DeliveryStatistics> all = Grown(new Random(1), 1_000, 30);
        Assert.Single(WholeList.Check(Limits, all[3], all[..3], SourceKind.Duplicate));
        Assert.Empty(WholeList.Check(Limits, all[2], all[..2], SourceKind.Duplicate));
        Assert.Empty(WholeList.Check(Limits, all[3], all[..3], SourceKind.Activity));
        Assert.Empty(WholeList.Check(Limits, Of(12, all[2].LastOn!.Value.AddDays(1), all[2].LastOn!.Value.AddDays(9)), all[..3], SourceKind.Terminal));
        Assert.True(IsHeld(Of(12, all[2].LastOn!.Value, all[2].LastOn!.Value.AddDays(9)), all[..3]));
        Assert.True(IsHeld(all[3] with { Accepted = 0, FirstOn = null, LastOn = null }, all[..3]));
        Assert.Empty(WholeList.Check(Limits, all[3], [.. all[..3].Select(s => s with { Accepted = 40 })], SourceKind.Duplicate));
        Assert.Empty(WholeList.Check(Limits, all[3], [.. all[..3].Select(s => s with { FirstOn = null, LastOn = null })], SourceKind.Duplicate));
    }

    [Fact]
    public void Half_a_death_list_is_held_and_those_behind_the_cut_are_asked_to_appear()
    {
        using var scene = new Scene([.. Enumerable.Range(0, 400).Select(i => $"s{i:D4},{Scene.Number(i)},张三,2026-10-31")]);
        var runs = new List<(string, RunManifest)>();
        foreach (int people in (int[])[120, 122, 125, 127])
        {
            using Scene.Run whole = Next(people);
            Assert.False(whole.Counts("deaths.csv").IsHeld);
        }

        using Scene.Run cut = Next(60);
        BrakeCheck check = Assert.Single(cut.Counts("deaths.csv").Brake!.Outside);
        Assert.Equal((BrakeMeasure.WholeListChange, null), (check.Measure, check.High));
        Assert.Equal(70.0 / 137, check.Value, 6);
        Assert.Equal(Enumerable.Range(0, 127), cut.Result.OnlyInHeld);

        Scene.Run Next(int people)
        {
            scene.Feed("deaths", "number,name,on\n" + string.Concat(Enumerable.Range(0, people).Select(i => $"{Scene.Number(i)},张三,{new DateOnly(2026, 8, 1).AddDays(i % 60):yyyy-MM-dd}\n")), Scene.Descriptor("deaths", "terminal"));
            Scene.Run run = scene.Compare(brake: new FeedBrake { History = BrakeHistory.Of(runs, null, scene.Root), Limits = Few });
            runs.Add((Path.GetFileName(run.Folder), RunManifest.Read(run.Folder)));
            return run;
        }
    }

    /// <summary>Without the absolute bound on the share of dead people: a small register.</summary>
    static readonly BrakeLimits Few = Limits with { Limits = [.. Limits.Limits.Select(l => l.Measure == BrakeMeasure.PeopleReported ? l with { AbsoluteHigh = null } : l)] };
}
