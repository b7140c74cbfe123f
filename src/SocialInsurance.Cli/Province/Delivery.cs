namespace SocialInsurance.Cli.Province;

/// <summary>One delivery of every feed: the first with everything up to the as-of date, then small daily ones.</summary>
/// <param name="Day">Days after the as-of date; 0 the first delivery.</param>
/// <param name="Records">Records of all feeds together, about.</param>
/// <param name="FirstIndex">Index of the first record: every record is made once.</param>
readonly record struct Delivery(int Day, long Records, long FirstIndex)
{
    internal const long DayShare = 1000; // a day brings 0.1 % of the records of the year

    /// <summary>Folder below the province; empty for the first delivery.</summary>
    internal string Folder => Day == 0 ? string.Empty : $"day-{Day}";

    internal bool IsFirst => Day == 0;

    internal static Delivery First(long records) => new(0, records, 0);

    internal static Delivery OfDay(int day, long records) => new(day, records / DayShare, 1_000_000_000_000 + (day * 10_000_000_000));

    /// <summary>Name of a feed's file; deliveries after the first carry their date.</summary>
    internal string FileName(FeedPlan plan) => IsFirst ? plan.FileName : $"{plan.Name}-{Date()}.csv";

    internal string Date() => Population.AsOf.AddDays(Day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
