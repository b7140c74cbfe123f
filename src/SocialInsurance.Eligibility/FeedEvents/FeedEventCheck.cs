using System.Globalization;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Eligibility.FeedEvents;

/// <summary>Why an event is rejected. Values are stored; never renumber.</summary>
public enum FeedEventProblem
{
    None = 0,

    /// <summary>Not 1..64 of [A-Za-z0-9._-].</summary>
    EventIdInvalid = 1,

    /// <summary>The partner stored another event under this id.</summary>
    EventIdReused = 2,

    /// <summary>Neither death nor activity, or not the kind that the source was granted for.</summary>
    KindUnknown = 3,

    /// <summary>The partner may not push under this source.</summary>
    SourceNotGranted = 4,

    /// <summary>Not 1..32 visible ASCII characters.</summary>
    DocumentInvalid = 5,

    /// <summary>A death without a name, over 64 characters, or with control characters.</summary>
    NameInvalid = 6,

    /// <summary>Not a day yyyy-mm-dd from 1900 on.</summary>
    DateInvalid = 7,

    /// <summary>After tomorrow: beyond what clocks and time zones explain.</summary>
    DateInFuture = 8,
}

/// <summary>An event as it came over the wire, nothing checked.</summary>
/// <param name="Kind">null: neither death nor activity</param>
/// <param name="Raw">borrowed until the push is answered</param>
public sealed record PushedEvent(
    string EventId, FeedEventKind? Kind, string Source, string DocumentNumber, string Name, string OccurredOn, ReadOnlyMemory<byte> Raw);

/// <summary>Checks events purely. The first problem counts, in the order of the fields.</summary>
public static class FeedEventCheck
{
    private const int MaxEventIdLength = 64;
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    public static bool IsEventId(string text) =>
        text.Length is > 0 and <= MaxEventIdLength
        && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');

    /// <param name="checkedEvent">null unless the problem is None</param>
    public static FeedEventProblem TryCreate(Partner partner, PushedEvent pushed, DateOnly today, out FeedEvent? checkedEvent)
    {
        checkedEvent = null;
        if (!IsEventId(pushed.EventId))
        {
            return FeedEventProblem.EventIdInvalid;
        }

        if (pushed.Kind is not { } kind)
        {
            return FeedEventProblem.KindUnknown;
        }

        if (partner.GrantFor(pushed.Source) is not { } grant)
        {
            return FeedEventProblem.SourceNotGranted;
        }

        if (grant.Kind != kind)
        {
            return FeedEventProblem.KindUnknown;
        }

        if (!DocumentNumber.TryCreate(pushed.DocumentNumber, out var document))
        {
            return FeedEventProblem.DocumentInvalid;
        }

        if (!TryName(pushed.Name, kind, out var name))
        {
            return FeedEventProblem.NameInvalid;
        }

        if (!DateOnly.TryParseExact(pushed.OccurredOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day < Earliest)
        {
            return FeedEventProblem.DateInvalid;
        }

        if (day > today.AddDays(1))
        {
            return FeedEventProblem.DateInFuture;
        }

        checkedEvent = new FeedEvent(partner.Id, pushed.EventId, kind, grant.Source, document, name, day);
        return FeedEventProblem.None;
    }

    // a comparison believes a death only together with a name
    private static bool TryName(string text, FeedEventKind kind, out PersonName? name)
    {
        name = null;
        return text.Length == 0 ? kind == FeedEventKind.Activity : !text.Any(char.IsControl) && PersonName.TryCreate(text, out name);
    }
}
