using System.Globalization;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Retention;

/// <summary>Result of loading: a table, or all faults in the order of the text.</summary>
public sealed record RetentionLoad(RetentionTable? Table, IReadOnlyList<PolicyError> Errors);

/// <summary>The table of terms as YAML: the one that the program carries, or an operator's.</summary>
public static class RetentionFile
{
    public const string FileName = "retention.yaml";

    private static readonly string[] Units = ["minutes", "days", "months", "years"];

    private static readonly Dictionary<string, RetainedKind> Kinds =
        Enum.GetValues<RetainedKind>().ToDictionary(SpellingOf, StringComparer.Ordinal);

    /// <summary>The table that the program carries.</summary>
    public static RetentionTable Default { get; } = Load(ReviewRulesFile.ReadEmbedded(FileName)) is { Table: { } table }
        ? table
        : throw new InvalidOperationException($"{FileName}: the embedded table is not in order.");

    public static string SpellingOf(RetainedKind kind) => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];

    /// <param name="utf8">YAML</param>
    public static RetentionLoad Load(ReadOnlySpan<byte> utf8)
    {
        var errors = new PolicyErrors();
        var table = YamlText.Parse(utf8, errors) is { } root ? Read(new MemberReader(root, "$", errors, "version", "effectiveFrom", "kinds"), errors) : null;
        return new RetentionLoad(errors.Any ? null : table, errors.InTextOrder());
    }

    private static RetentionTable Read(MemberReader top, PolicyErrors errors)
    {
        List<RetentionLine> lines = [];
        foreach (var (node, path) in top.Items("kinds", required: true))
        {
            var members = new MemberReader(node, path, errors, "kind", "keep", "zh", "en", "basisZh", "basisEn");
            var kind = members.Choice("kind", Kinds);
            var line = new RetentionLine(kind, ReadTerm(members, kind), members.Text("zh"), members.Text("en"), members.Text("basisZh"), members.Text("basisEn"));
            if (lines.Any(before => before.Kind == kind))
            {
                members.Report(PolicyErrorKind.Duplicate, "kind", "stated twice", "one line for each kind", SpellingOf(kind));
            }

            lines.Add(line);
        }

        var missing = Kinds.Where(one => lines.TrueForAll(line => line.Kind != one.Value)).Select(one => one.Key).ToList();
        if (!errors.Any && missing.Count > 0)
        {
            top.Report(PolicyErrorKind.MissingMember, "kinds", "kinds without a term", "one line for each kind", string.Join(", ", missing));
        }

        return new RetentionTable(top.Text("version"), top.Date("effectiveFrom"), lines);
    }

    private static RetentionTerm ReadTerm(MemberReader members, RetainedKind kind)
    {
        var text = members.Text("keep");
        if (text.Length == 0 || !Enum.IsDefined(kind))
        {
            return default;
        }

        if (TryTerm(text) is not { } term)
        {
            members.Report(PolicyErrorKind.InvalidValue, "keep", "not a term", "COUNT minutes|days|months|years, purpose or forever", text);
            return default;
        }

        if (!RetentionLaw.Allows(kind, term))
        {
            var (floor, ceiling) = RetentionLaw.Of(kind);
            members.Report(PolicyErrorKind.UnsafeRule, "keep", "outside what is allowed", floor == ceiling ? $"{floor}" : $"{floor} .. {ceiling}", text);
        }

        return term;
    }

    private static RetentionTerm? TryTerm(string text) => text.Split(' ') switch
    {
        ["purpose"] => new RetentionTerm(0, RetentionUnit.Purpose),
        ["forever"] => new RetentionTerm(0, RetentionUnit.Forever),
        [var count, var unit] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 36_500 && Array.IndexOf(Units, unit) is var at and >= 0 =>
            new RetentionTerm(number, (RetentionUnit)(at + 1)),
        _ => null,
    };
}
