using SocialInsurance.Comparison;

namespace SocialInsurance.Eligibility.Partners;

/// <summary>
/// The one text of a list of grants, in store, audit log and command line: <c>SOURCE:KIND[:PRESENCE]</c>, separated by blanks;
/// KIND is <c>death</c> or <c>activity</c>, PRESENCE <c>personPresent</c>, <c>account</c> or <c>administrative</c>.
/// </summary>
public static class FeedGrantText
{
    private static readonly Dictionary<string, FeedEventKind> Kinds = new(StringComparer.Ordinal)
    {
        ["death"] = FeedEventKind.Death,
        ["activity"] = FeedEventKind.Activity,
    };

    private static readonly Dictionary<string, PresenceClass> Presences = new(StringComparer.Ordinal)
    {
        ["personPresent"] = PresenceClass.PersonPresent,
        ["account"] = PresenceClass.Account,
        ["administrative"] = PresenceClass.Administrative,
    };

    public static string Write(IEnumerable<FeedGrant> grants) => string.Join(' ', grants.Select(Write));

    public static string Write(FeedGrant grant) => $"{grant.Source}:{Of(grant.Kind)}:{Of(grant.Presence)}";

    public static string Of(FeedEventKind kind) => Kinds.Single(known => known.Value == kind).Key;

    public static string Of(PresenceClass presence) => Presences.Single(known => known.Value == presence).Key;

    /// <summary>One grant; null when the text has another form. A death is administrative; an activity states its presence.</summary>
    public static FeedGrant? TryRead(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || !FeedGrant.IsSource(parts[0]) || !Kinds.TryGetValue(parts[1], out var kind))
        {
            return null;
        }

        var presence = PresenceClass.Administrative;
        return parts.Length == 3 ? Presences.TryGetValue(parts[2], out presence) ? new FeedGrant(parts[0], kind, presence) : null
            : kind == FeedEventKind.Death ? new FeedGrant(parts[0], kind, presence)
            : null;
    }

    /// <summary>A stored list.</summary>
    /// <exception cref="FormatException">not written here</exception>
    public static IReadOnlyList<FeedGrant> Read(string stored) =>
        [.. stored.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => TryRead(text) ?? throw new FormatException("grants: expected SOURCE:KIND:PRESENCE."))];
}
