using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>Reads and checks the optional section <c>dueDates</c>.</summary>
internal static class DueDateReader
{
    internal static DueDates Read(MemberReader top, PolicyErrors errors)
    {
        if (top.Optional("dueDates") is not { } node) return DueDates.Plain;
        var due = new MemberReader(node, top.PathOf("dueDates"), errors, "basis", "cycles", "spread");
        return new DueDates(
            ReadBasis(due, errors), [.. due.Items("cycles", required: false).Select(i => ReadCycle(i.Node, i.Path, errors))], ReadSpread(due, errors));
    }

    /// <summary>Birthday months repeat every year: a cycle that does not fit into years, or years into it, would wander.</summary>
    internal static void Check(PolicyDraft draft, PolicyErrors errors)
    {
        foreach (var cycle in draft.DueDates.Cycles) PolicyConsistency.Covered(draft, errors, cycle.Months, cycle.Position, $"$.dueDates.cycles.{cycle.Division}");
        foreach (var twice in draft.DueDates.Cycles.GroupBy(c => c.Division, StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
            errors.Add(PolicyErrorKind.Duplicate, twice.Position, "$.dueDates.cycles", "declared twice", "one declaration", twice.Division);
        var general = draft.Parameters.Where(p => p.Name == PolicyParameters.CertificationCycle).SelectMany(p => p.Values);
        foreach (var value in draft.DueDates.Cycles.SelectMany(c => c.Months).Concat(general))
        {
            if (value.Value < 1)
                errors.Add(PolicyErrorKind.OutOfRange, value.Position, "$.dueDates", "a cycle without months", "1 month or more", $"{value.Value}");
            else if (draft.DueDates.Basis.Any(b => b.Value == DueBasis.BirthdayMonth) && 12 % value.Value != 0 && value.Value % 12 != 0)
                errors.Add(PolicyErrorKind.OutOfRange, value.Position, "$.dueDates", "the cycle does not fit birthday months",
                    "a number of months that divides 12, or a multiple of 12", $"{value.Value}");
        }
    }

    private static IReadOnlyList<DatedBasis> ReadBasis(MemberReader due, PolicyErrors errors)
    {
        var all = new List<DatedBasis>();
        foreach (var (node, path) in due.Items("basis", required: true))
        {
            var members = new MemberReader(node, path, errors, "from", "value", "legalBasis");
            all.Add(new DatedBasis(members.Date("from"), members.Choice("value", Spelling.DueBases), members.TextOrTexts("legalBasis"), members.Position));
            if (all.Count > 1 && all[^1].From <= all[^2].From)
                members.Report(PolicyErrorKind.OutOfRange, "from", "dated values out of order", $"a date after {all[^2].From:yyyy-MM-dd}", $"{all[^1].From:yyyy-MM-dd}");
        }
        return all;
    }

    private static DivisionCycle ReadCycle(YamlNode node, string path, PolicyErrors errors)
    {
        var members = new MemberReader(node, path, errors, "division", "values");
        string division = members.Text("division");
        if (division.Length > 0 && !(division.Length is 2 or 4 or 6 && division.All(char.IsAsciiDigit) && division[0] != '0'))
            members.Report(PolicyErrorKind.InvalidValue, "division", "not a division code", "2, 4 or 6 digits", division);
        return new DivisionCycle(division, PolicyReader.ReadValues(members, "values", ParameterUnit.Months, errors), members.Position);
    }

    private static DueSpread? ReadSpread(MemberReader due, PolicyErrors errors)
    {
        if (due.Optional("spread") is not { } node) return null;
        var members = new MemberReader(node, due.PathOf("spread"), errors, "from", "months", "migratedOn", "legalBasis");
        var migrated = new List<DateOnly>();
        foreach (string text in members.Texts("migratedOn"))
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) migrated.Add(day);
            else members.Report(PolicyErrorKind.InvalidValue, "migratedOn", "not a date", "dates yyyy-MM-dd", text);
        return new DueSpread(members.Date("from"), (int)members.Number("months", 1, 24, whole: true), migrated, members.TextOrTexts("legalBasis"), members.Position);
    }
}
