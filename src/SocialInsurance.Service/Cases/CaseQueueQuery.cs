using System.Globalization;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>Which moments bound what is overdue, due today, due this week.</summary>
/// <param name="EndOfDay">of the local day</param>
internal readonly record struct QueueMoments(DateTimeOffset Now, DateTimeOffset EndOfDay)
{
    private const int DaysOfWeek = 7;

    internal DateTimeOffset EndOfWeek => EndOfDay.AddDays(DaysOfWeek - 1);
}

/// <summary>Reads the query of the queue. Anything that the contract does not list is refused.</summary>
internal static class CaseQueueQuery
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;
    private const int MaxKinds = 32;

    /// <summary>Null: malformed. A filter of no rows where the asked division lies outside the region of the account.</summary>
    internal static CaseFilter? Read(IQueryCollection query, StaffAccount account, QueueMoments moments)
    {
        if (Many(query, "state", CaseWords.Read<CaseState>) is not { } states
            || Many(query, "colour", CaseWords.Read<RiskColour>) is not { } colours
            || Many(query, "kind", KindOf) is not { } kinds
            || kinds.Count > MaxKinds
            || DivisionOf(query["division"], account.Division) is not { } division
            || SortOf(query["sort"]) is not { } sort
            || NumberOf(query["offset"], 0, 0, int.MaxValue) is not { } offset
            || NumberOf(query["limit"], DefaultLimit, 1, MaxLimit) is not { } limit
            || !TryReadAssigned(query["assignedTo"], account.Id, out var assigned, out var nobody)
            || !TryReadDue(query["due"], moments, out var dueBefore)
            || !TryReadProposed(query["proposed"], account.Id, out var notBy))
        {
            return null;
        }

        return new CaseFilter(states, colours, kinds, division, assigned, nobody, dueBefore, notBy, sort, offset, limit);
    }

    /// <summary>Null: one of the words is not known.</summary>
    private static List<T>? Many<T>(IQueryCollection query, string name, Func<string?, T?> read)
        where T : struct
    {
        List<T> values = [];
        foreach (var word in query[name].SelectMany(text => (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (read(word) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        return values;
    }

    private static FindingKind? KindOf(string? code) =>
        code is { Length: >= 1 and <= 64 } && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? new FindingKind(code) : null;

    // the narrower of both; nothing when neither lies in the other: no division code holds a letter
    private static string? DivisionOf(string? asked, string region) => asked switch
    {
        null or "" => region,
        { Length: > 12 } => null,
        _ when !asked.All(char.IsAsciiDigit) => null,
        _ when asked.StartsWith(region, StringComparison.Ordinal) => asked,
        _ when region.StartsWith(asked, StringComparison.Ordinal) => region,
        _ => "none",
    };

    private static CaseSort? SortOf(string? word) => word is null or "" ? CaseSort.Risk : CaseWords.Read<CaseSort>(word);

    private static int? NumberOf(string? text, int otherwise, int least, int most) =>
        text is null or "" ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : null;

    private static bool TryReadAssigned(string? word, CaseworkerId me, out CaseworkerId? assigned, out bool nobody)
    {
        (assigned, nobody) = (word == "me" ? me : null, word == "nobody");
        if (word is null or "" or "me" or "nobody")
        {
            return true;
        }

        assigned = word.Length <= 64 && word.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? new CaseworkerId(word) : null;
        return assigned is not null;
    }

    private static bool TryReadDue(string? word, QueueMoments moments, out DateTimeOffset? before)
    {
        before = word switch
        {
            "overdue" => moments.Now,
            "today" => moments.EndOfDay,
            "week" => moments.EndOfWeek,
            _ => null,
        };
        return before is not null || word is null or "";
    }

    private static bool TryReadProposed(string? word, CaseworkerId me, out CaseworkerId? notBy)
    {
        notBy = word == "others" ? me : null;
        return word is null or "" or "others";
    }
}
