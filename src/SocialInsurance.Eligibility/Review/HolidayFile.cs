using SocialInsurance.Eligibility.Rules;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Review;

/// <summary>Reads a calendar of holidays; all faults at once, with their places.</summary>
public static class HolidayFile
{
    private const int LongestHolidayDays = 15;

    /// <summary>The calendar that the program carries.</summary>
    public static WorkCalendar Default { get; } = Load(ReviewRulesFile.ReadEmbedded("holidays-cn.yaml")) is { Calendar: { } calendar, Errors: [] }
        ? calendar
        : throw new InvalidOperationException("holidays-cn.yaml: the embedded calendar is not in order.");

    /// <param name="utf8">YAML</param>
    public static HolidayLoad Load(ReadOnlySpan<byte> utf8)
    {
        var errors = new PolicyErrors();
        var calendar = YamlText.Parse(utf8, errors) is { } root ? Read(root, errors) : null;
        return new HolidayLoad(errors.Any ? null : calendar, errors.InTextOrder());
    }

    private static WorkCalendar Read(YamlNode root, PolicyErrors errors)
    {
        var top = new MemberReader(root, "$", errors, "years");
        HashSet<DateOnly> free = [];
        HashSet<DateOnly> worked = [];
        var last = 0;
        foreach (var (node, path) in top.Items("years", required: true))
        {
            var members = new MemberReader(node, path, errors, "year", "source", "free", "worked");
            var year = (int)members.Number("year", 2000, 2200, whole: true);
            if (last != 0 && year != last + 1)
            {
                members.Report(PolicyErrorKind.OutOfRange, "year", "a year is missing or repeated", $"{last + 1}", $"{year}");
            }

            last = year;
            members.Text("source");
            ReadFree(members, year, free, errors);
            ReadWorked(members, year, free, worked);
        }

        return new WorkCalendar(free, worked, new DateOnly(Math.Max(last, 1), 12, 31));
    }

    private static void ReadFree(MemberReader year, int number, HashSet<DateOnly> free, PolicyErrors errors)
    {
        foreach (var (node, path) in year.Items("free", required: true))
        {
            var members = new MemberReader(node, path, errors, "name", "from", "until");
            members.Text("name");
            var (from, until) = (members.Date("from"), members.Date("until"));
            if (from > until || from.Year != number || until.Year != number || until.DayNumber - from.DayNumber >= LongestHolidayDays)
            {
                members.Report(PolicyErrorKind.OutOfRange, "until", "not a holiday of the year", $"1..{LongestHolidayDays} days within {number}", $"{from:yyyy-MM-dd}..{until:yyyy-MM-dd}");
                continue;
            }

            for (var day = from; day <= until; day = day.AddDays(1))
            {
                if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !free.Add(day))
                {
                    members.Report(PolicyErrorKind.Duplicate, "from", "free twice", "each day once", $"{day:yyyy-MM-dd}");
                }
            }
        }
    }

    private static void ReadWorked(MemberReader year, int number, HashSet<DateOnly> free, HashSet<DateOnly> worked)
    {
        foreach (var text in year.Texts("worked"))
        {
            if (!ReviewRulesFile.TryDate(text, out var day) || day.Year != number)
            {
                year.Report(PolicyErrorKind.InvalidValue, "worked", "not a day of the year", $"dates yyyy-MM-dd of {number}", text);
            }
            else if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) || free.Contains(day) || !worked.Add(day))
            {
                year.Report(PolicyErrorKind.InvalidValue, "worked", "not a weekend day, or named twice", "weekend days, each once", text);
            }
        }
    }
}

/// <summary>Result of loading: a calendar, or all faults in the order of the text.</summary>
public sealed record HolidayLoad(WorkCalendar? Calendar, IReadOnlyList<PolicyError> Errors);
