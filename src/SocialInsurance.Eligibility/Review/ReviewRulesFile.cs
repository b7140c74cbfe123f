using System.Globalization;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Rules;
using YamlDotNet.RepresentationModel;
using FindingKind = SocialInsurance.Eligibility.Cases.FindingKind;

namespace SocialInsurance.Eligibility.Review;

/// <summary>Review rules as a file states them, with the day from which they are in force.</summary>
public sealed record ReviewRulesFile(DateOnly EffectiveFrom, ReviewRules Rules)
{
    private static readonly string[] Members =
        ["version", "effectiveFrom", "deadlines", "demands", "pauseMaxDays", "blindSharePercent", "ownRegionConflicts", "legalBases"];

    /// <summary>The rules that the program carries.</summary>
    public static ReviewRulesFile Default { get; } = Load(ReadEmbedded("review-rules.yaml"), HolidayFile.Default) is { File: { } file, Errors: [] }
        ? file
        : throw new InvalidOperationException("review-rules.yaml: the embedded rules are not in order.");

    /// <summary>The rules in force on a day: the latest that began; the first of all where none had begun.</summary>
    /// <param name="files">one or more</param>
    public static ReviewRules At(IReadOnlyList<ReviewRulesFile> files, DateOnly day) =>
        (files.Where(file => file.EffectiveFrom <= day).MaxBy(file => file.EffectiveFrom) ?? files.MinBy(file => file.EffectiveFrom)!).Rules;

    /// <param name="utf8">YAML</param>
    public static ReviewRulesLoad Load(ReadOnlySpan<byte> utf8, WorkCalendar calendar)
    {
        var errors = new PolicyErrors();
        var file = YamlText.Parse(utf8, errors) is { } root ? Read(new MemberReader(root, "$", errors, Members), calendar, errors) : null;
        return new ReviewRulesLoad(errors.Any ? null : file, errors.InTextOrder());
    }

    internal static byte[] ReadEmbedded(string name)
    {
        using var stream = typeof(ReviewRulesFile).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    internal static bool TryDate(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static ReviewRulesFile Read(MemberReader top, WorkCalendar calendar, PolicyErrors errors)
    {
        var demands = new MemberReader(top.Required("demands", "a mapping") ?? new YamlMappingNode(), top.PathOf("demands"), errors, "loss", "silence");
        return new ReviewRulesFile(
            top.Date("effectiveFrom"),
            new ReviewRules(
                ReadCode(top, "version"),
                calendar,
                ReadDeadlines(top, errors),
                ReadDemand(demands, "loss", BenefitLaw.LossFloor, errors),
                ReadDemand(demands, "silence", BenefitLaw.SilenceFloor, errors),
                ReadBases(top, errors),
                (int)top.Number("pauseMaxDays", 1, 90, whole: true),
                top.Number("blindSharePercent", 0, 100, whole: false),
                top.Flag("ownRegionConflicts", fallback: false)));
    }

    private static List<ReviewDeadline> ReadDeadlines(MemberReader top, PolicyErrors errors)
    {
        List<ReviewDeadline> deadlines = [];
        foreach (var (node, path) in top.Items("deadlines", required: true))
        {
            var members = new MemberReader(node, path, errors, "kind", "colour", "workingDays");
            FindingKind? kind = members.OptionalText("kind") is null ? null : KindOf(members);
            RiskColour? colour = members.Has("colour") ? members.Choice("colour", ReviewSpelling.Colours) : null;
            var deadline = new ReviewDeadline(kind, colour, (int)members.Number("workingDays", 0, 250, whole: true));
            if (deadlines.Any(before => (before.Kind is null || before.Kind == kind) && (before.Colour is null || before.Colour == colour)))
            {
                members.Report(PolicyErrorKind.UnreachableRule, "workingDays", "an earlier line always fits first", "lines from narrow to wide", "a line that never counts");
            }

            deadlines.Add(deadline);
        }

        return deadlines;
    }

    private static FindingKind? KindOf(MemberReader members)
    {
        var code = ReadCode(members, "kind", maxLength: 64, dots: false);
        return code.Length == 0 ? null : new FindingKind(code);
    }

    private static NoticeDemand ReadDemand(MemberReader demands, string name, NoticeDemand floor, PolicyErrors errors)
    {
        var node = demands.Required(name, "a mapping");
        if (node is null)
        {
            return floor;
        }

        var members = new MemberReader(node, demands.PathOf(name), errors, "notices", "channels", "waitDays", "lastWaitDays", "visitOffered");
        var demand = new NoticeDemand(
            (int)members.Number("notices", floor.Notices, 10, whole: true),
            (int)members.Number("channels", floor.Channels, 4, whole: true),
            (int)members.Number("waitDays", floor.WaitDays, 730, whole: true),
            (int)members.Number("lastWaitDays", floor.LastWaitDays, 365, whole: true),
            members.Flag("visitOffered", fallback: floor.VisitOffered));
        if (floor.VisitOffered && !demand.VisitOffered)
        {
            members.Report(PolicyErrorKind.UnsafeRule, "visitOffered", "weaker than the law", "true", "false");
        }

        return demand;
    }

    private static List<LegalBasis> ReadBases(MemberReader top, PolicyErrors errors)
    {
        List<LegalBasis> bases = [];
        foreach (var (node, path) in top.Items("legalBases", required: true))
        {
            var members = new MemberReader(node, path, errors, "code", "zh", "en", "measures", "grounds", "fromMemory");
            var basis = new LegalBasis(
                ReadCode(members, "code"),
                members.Text("zh"),
                members.Text("en"),
                ReviewSpelling.Read(members, "measures", ReviewSpelling.Measures, errors),
                ReviewSpelling.Read(members, "grounds", ReviewSpelling.Grounds, errors))
            {
                IsFromMemory = members.Flag("fromMemory", fallback: false),
            };
            if (bases.Any(before => before.Code == basis.Code))
            {
                members.Report(PolicyErrorKind.Duplicate, "code", "declared twice", "one declaration", basis.Code);
            }

            bases.Add(basis);
        }

        if (!errors.Any && !bases.Any(basis => basis.Carries(BenefitMeasure.Resume, MeasureGround.Alive)))
        {
            top.Report(PolicyErrorKind.UnsafeRule, "legalBases", "nobody could be put right", "a basis that carries resume on the ground alive", "none");
        }

        return bases;
    }

    private static string ReadCode(MemberReader members, string name, int maxLength = 64, bool dots = true)
    {
        var text = members.Text(name);
        if (text.Length > 0 && (text.Length > maxLength || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' || (dots && letter == '.'))))
        {
            members.Report(PolicyErrorKind.InvalidValue, name, "not a code", $"1..{maxLength} of [A-Za-z0-9{(dots ? "." : string.Empty)}-]", text);
            return string.Empty;
        }

        return text;
    }
}

/// <summary>Result of loading: rules, or all faults in the order of the text.</summary>
public sealed record ReviewRulesLoad(ReviewRulesFile? File, IReadOnlyList<PolicyError> Errors);
