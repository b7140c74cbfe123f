using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>How fresh a source's records are.</summary>
/// <param name="NewestOn">day of the newest record; null when the source never delivered</param>
/// <param name="Days">since then, from 0</param>
/// <param name="Freshness">exp(-days/TTL), 0..1</param>
public sealed record SourceFreshness(string Source, ReasonText Title, DateOnly? NewestOn, int? Days, double? Freshness, int TtlDays)
{
    /// <param name="newest">day of the newest record by source; sources that never delivered are absent</param>
    /// <param name="today">local day; a record dated later counts as today's</param>
    public static IReadOnlyList<SourceFreshness> Of(Policy policy, IReadOnlyDictionary<string, DateOnly> newest, DateOnly today) =>
        [.. policy.Sources.Select(source => Of(source, newest.TryGetValue(source.Name, out var on) ? on : null, today))];

    private static SourceFreshness Of(PolicySource source, DateOnly? newestOn, DateOnly today)
    {
        int? days = newestOn is { } on ? Math.Max(0, today.DayNumber - on.DayNumber) : null;
        return new SourceFreshness(
            source.Name,
            new ReasonText(source.Title, source.TitleEnglish),
            newestOn,
            days,
            days is { } age ? Math.Exp(-age / (double)source.TtlDays) : null,
            source.TtlDays);
    }
}
