using System.Globalization;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>What became of a part of a policy.</summary>
public enum PolicyChangeKind
{
    /// <summary>It is new.</summary>
    Added = 1,
    /// <summary>It is gone.</summary>
    Removed = 2,
    /// <summary>It says something else.</summary>
    Changed = 3,
    /// <summary>It stands elsewhere in the order of precedence.</summary>
    Moved = 4,
}

/// <summary>One difference between two policies.</summary>
/// <param name="Part"><c>parameter</c>, <c>source</c>, <c>rule</c>, <c>dueDates</c> or <c>face</c>.</param>
/// <param name="Name">Name or code of the part.</param>
/// <param name="Before">What stood there; null when new.</param>
/// <param name="After">What stands there; null when gone.</param>
public sealed record PolicyChange(string Part, string Name, PolicyChangeKind Kind, string? Before, string? After);

/// <summary>Compares two policies part by part. Comments, order of declarations, positions and tests do not count.</summary>
public static class PolicyDifference
{
    /// <summary>All differences: parameters, sources, due dates, rules, face.</summary>
    public static IReadOnlyList<PolicyChange> Between(Policy before, Policy after) =>
    [
        .. Parts("parameter", before.Parameters, after.Parameters, p => p.Name, p => TextOf(p.Values)),
        .. Parts("source", before.Sources, after.Sources, s => s.Name, TextOf),
        .. Parts("dueDates", [before.DueDates], [after.DueDates], _ => "dueDates", TextOf),
        .. Parts("rule", before.Rules, after.Rules, r => r.Code, TextOf),
        .. Moved(before, after),
        .. Parts("face", before.FaceParameters, after.FaceParameters, p => p.Name, p => TextOf(p.Values)),
    ];

    /// <summary>
    /// The last day on which a dated value begins or ends to differ and the values in force do differ; null when no value does. A number that
    /// holds from next year on changes nobody on this year's day.
    /// </summary>
    public static DateOnly? LastDayOfOtherValues(Policy before, Policy after)
    {
        var (was, now) = (DaysOf(before).ToHashSet(), DaysOf(after).ToHashSet());
        was.SymmetricExceptWith(now);
        return was.Select(v => v.From).Distinct().OrderDescending().Where(day => !InForce(before, day).SetEquals(InForce(after, day))).Select(day => (DateOnly?)day).FirstOrDefault();
    }

    /// <summary>Every dated value that decides about people.</summary>
    private static IEnumerable<(string Of, DateOnly From, double Value)> DaysOf(Policy policy) =>
    [
        .. policy.Parameters.SelectMany(p => p.Values.Select(v => ("parameter " + p.Name, v.From, v.Value))),
        .. policy.Sources.SelectMany(s => s.WindowDays.Select(v => ("source " + s.Name, v.From, v.Value))),
        .. policy.DueDates.Cycles.SelectMany(c => c.Months.Select(v => ("cycle " + c.Division, v.From, v.Value))),
        .. policy.DueDates.Basis.Select(b => ("basis", b.From, (double)b.Value)),
    ];

    private static HashSet<(string Of, double Value)> InForce(Policy policy, DateOnly day) =>
        [.. DaysOf(policy).Where(v => v.From <= day).GroupBy(v => v.Of, StringComparer.Ordinal).Select(g => (g.Key, g.MaxBy(v => v.From).Value))];

    private static List<PolicyChange> Parts<T>(string part, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> name, Func<T, string> text)
    {
        var old = before.ToDictionary(name, text, StringComparer.Ordinal);
        var now = after.ToDictionary(name, text, StringComparer.Ordinal);
        var changes = new List<PolicyChange>();
        foreach (var (key, value) in now)
            if (!old.TryGetValue(key, out string? was)) changes.Add(new PolicyChange(part, key, PolicyChangeKind.Added, null, value));
            else if (was != value) changes.Add(new PolicyChange(part, key, PolicyChangeKind.Changed, was, value));
        foreach (var (key, value) in old)
            if (!now.ContainsKey(key)) changes.Add(new PolicyChange(part, key, PolicyChangeKind.Removed, value, null));
        return changes;
    }

    /// <summary>The fewest rules that must be moved: those outside the longest common order of the rules that stay.</summary>
    private static List<PolicyChange> Moved(Policy before, Policy after)
    {
        var place = before.Rules.Select((r, i) => (r.Code, i)).ToDictionary(x => x.Code, x => x.i, StringComparer.Ordinal);
        PolicyRule[] stay = [.. after.Rules.Where(r => place.ContainsKey(r.Code))];
        var length = new int[stay.Length];
        var previous = new int[stay.Length];
        for (int i = 0; i < stay.Length; i++)
        {
            (length[i], previous[i]) = (1, -1);
            for (int j = 0; j < i; j++)
                if (place[stay[j].Code] < place[stay[i].Code] && length[j] + 1 > length[i]) (length[i], previous[i]) = (length[j] + 1, j);
        }
        var kept = new HashSet<int>();
        var changes = new List<PolicyChange>();
        for (int at = stay.Length == 0 ? -1 : Array.IndexOf(length, length.Max()); at >= 0; at = previous[at]) kept.Add(at);
        for (int i = 0; i < stay.Length; i++)
            if (!kept.Contains(i))
                changes.Add(new PolicyChange("rule", stay[i].Code, PolicyChangeKind.Moved, Place(place[stay[i].Code]), Place(after.Rules.ToList().IndexOf(stay[i]))));
        return changes;
    }

    private static string Place(int index) => string.Create(CultureInfo.InvariantCulture, $"#{index + 1}");

    private static string TextOf(IReadOnlyList<DatedValue> values) => string.Join("; ", values.Select(v =>
        string.Create(CultureInfo.InvariantCulture, $"{v.Value} ({v.From:yyyy-MM-dd}, {string.Join('+', v.LegalBases)})")));

    private static string TextOf(PolicySource s) => string.Create(CultureInfo.InvariantCulture,
        $"{Spelling.Of(s.Kind)}, {Spelling.Of(s.PresenceClass)}, {s.IndependenceGroup}, weight {s.Weight}, ttlDays {s.TtlDays}, windowDays {TextOf(s.WindowDays)}, {s.Title}");

    private static string TextOf(PolicyRule r) =>
        $"{string.Join(" & ", r.When.Select(TextOf))} -> {r.Outcome} {Spelling.Of(r.Color)} {r.Finding}: {r.Reason.Chinese}";

    private static string TextOf(Condition c) => Spelling.Of(c.Kind)
        + (c.Sources.Count == 0 ? "" : $"[{string.Join(' ', c.Sources)}]")
        + (c.Days is null && c.Months is null ? "" : $"({c.Days}{c.Months})");

    private static string TextOf(DueDates d) => string.Join(" | ",
        [
            string.Join("; ", d.Basis.Select(b => string.Create(CultureInfo.InvariantCulture, $"{Spelling.Of(b.Value)} ({b.From:yyyy-MM-dd})"))),
            .. d.Cycles.Select(c => $"{c.Division}: {TextOf(c.Months)}"),
            d.Spread is { } s ? string.Create(CultureInfo.InvariantCulture, $"spread {s.From:yyyy-MM-dd}, {s.Months}, {string.Join(' ', s.MigratedOn.Select(m => m.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}") : "",
        ]);
}
