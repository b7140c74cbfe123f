using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>The parts of a policy as written, before the checks across parts.</summary>
internal sealed record PolicyDraft(
    string Id, string Version, string Description, DateOnly EffectiveFrom, TextPosition Position,
    IReadOnlyList<LegalBasis> LegalBases, IReadOnlyList<Parameter> Parameters, IReadOnlyList<PolicySource> Sources,
    IReadOnlyList<PolicyRule> Rules, FaceDraft? Face, IReadOnlyList<PolicyTest> Tests, DueDates DueDates, UnreadParts Unread);

/// <summary>Which parts could not be read whole. What follows from the gaps in them is not the author's fault and is not reported.</summary>
/// <param name="Rules">Places of the rules with a fault.</param>
/// <param name="RulesOrSources">Some rule or source has a fault, or a whole section is missing.</param>
internal sealed record UnreadParts(IReadOnlySet<int> Rules, bool RulesOrSources);

/// <summary>The face section as written.</summary>
internal sealed record FaceDraft(
    string ProfileName, string ProfileVersion, IReadOnlyList<Parameter> Parameters, TextPosition Position);

/// <summary>From a YAML tree to typed parts; collects every fault of form.</summary>
internal static class PolicyReader
{
    internal static PolicyDraft Read(YamlNode root, PolicyErrors errors)
    {
        var top = new MemberReader(root, "$", errors,
            "policy", "version", "description", "effectiveFrom", "legalBases", "parameters", "dueDates", "sources", "rules", "face", "tests");
        var unread = new HashSet<int>();
        int atStart = errors.Count;
        IReadOnlyList<PolicySource> sources = [.. top.Items("sources", required: true).Select(i => ReadSource(i.Node, i.Path, errors))];
        IReadOnlyList<PolicyRule> rules = [.. top.Items("rules", required: true).Select((item, place) =>
        {
            int before = errors.Count;
            var rule = ReadRule(item.Node, item.Path, errors);
            if (errors.Count > before) unread.Add(place);
            return rule;
        })];
        bool isUnread = errors.Count > atStart;
        return new PolicyDraft(
            top.Text("policy"), top.Text("version"), top.Text("description"), top.Date("effectiveFrom"), top.Position,
            [.. top.Items("legalBases", required: true).Select(i => ReadLegalBasis(i.Node, i.Path, errors))],
            ReadParameters(top, "parameters", errors),
            sources, rules,
            ReadFace(top, errors),
            [.. top.Items("tests", required: true).Select(i => PolicyTestReader.Read(i.Node, i.Path, errors))],
            DueDateReader.Read(top, errors), new UnreadParts(unread, isUnread));
    }

    private static LegalBasis ReadLegalBasis(YamlNode node, string path, PolicyErrors errors)
    {
        var members = new MemberReader(node, path, errors, "code", "title", "citation");
        return new LegalBasis(members.Text("code"), members.Text("title"), members.Text("citation"), members.PositionOf("code"));
    }

    private static IReadOnlyList<Parameter> ReadParameters(MemberReader parent, string name, PolicyErrors errors)
    {
        var node = parent.Required(name, "a mapping of parameters");
        if (node is null) return [];
        var parameters = new List<Parameter>();
        foreach (var (key, value) in new MemberReader(node, parent.PathOf(name), errors, known: null).Members)
            parameters.Add(ReadParameter(key, value, $"{parent.PathOf(name)}.{key}", errors));
        return parameters;
    }

    private static Parameter ReadParameter(string name, YamlNode node, string path, PolicyErrors errors)
    {
        var members = new MemberReader(node, path, errors, "description", "unit", "values");
        var unit = members.Choice("unit", Spelling.Units);
        return new Parameter(name, members.Text("description"), unit, ReadValues(members, "values", unit, errors), members.Position);
    }

    internal static IReadOnlyList<DatedValue> ReadValues(MemberReader parent, string name, ParameterUnit unit, PolicyErrors errors)
    {
        var (minimum, maximum, whole) = RangeOf(unit);
        var values = new List<DatedValue>();
        foreach (var (node, path) in parent.Items(name, required: true))
        {
            var members = new MemberReader(node, path, errors, "from", "value", "legalBasis");
            values.Add(new DatedValue(
                members.Date("from"), members.Number("value", minimum, maximum, whole), members.TextOrTexts("legalBasis"), members.Position));
            if (values.Count > 1 && values[^1].From <= values[^2].From)
                members.Report(PolicyErrorKind.OutOfRange, "from", "dated values out of order", $"a date after {values[^2].From:yyyy-MM-dd}", $"{values[^1].From:yyyy-MM-dd}");
        }
        return values;
    }

    private static (double Minimum, double Maximum, bool Whole) RangeOf(ParameterUnit unit) => unit switch
    {
        ParameterUnit.Days => (0, 36500, true),
        ParameterUnit.Months => (0, 120, true),
        ParameterUnit.Percent => (0, 100, false),
        ParameterUnit.Similarity => (-1, 1, false),
        ParameterUnit.Probability => (0, 1, false),
        ParameterUnit.Frames => (1, 10_000, true),
        ParameterUnit.Attempts => (1, 10, true),
        _ => (double.MinValue, double.MaxValue, false), // the unknown unit is reported already
    };

    private static PolicySource ReadSource(YamlNode node, string path, PolicyErrors errors)
    {
        var members = new MemberReader(node, path, errors, "name", "title", "titleEnglish", "authority", "kind",
            "presenceClass", "independenceGroup", "weight", "ttlDays", "windowDays");
        var kind = members.Choice("kind", Spelling.SourceKinds);
        bool takesWindow = kind is PolicySourceKind.Activity or PolicySourceKind.Duplicate or PolicySourceKind.Alert;
        if (!takesWindow && kind != default && members.Has("windowDays"))
            members.Report(PolicyErrorKind.UnknownMember, "windowDays", "a source of this kind has no window",
                "no member windowDays", Spelling.Of(kind) + " source with windowDays");
        return new PolicySource(
            members.Text("name"), members.Text("title"), members.Text("titleEnglish"), members.Text("authority"), kind,
            members.Choice("presenceClass", Spelling.PresenceClasses), members.Text("independenceGroup"),
            members.Number("weight", 0.001, 1000, whole: false), (int)members.Number("ttlDays", 1, 36500, whole: true),
            takesWindow ? ReadValues(members, "windowDays", ParameterUnit.Days, errors) : [], members.Position);
    }

    private static PolicyRule ReadRule(YamlNode node, string path, PolicyErrors errors)
    {
        var members = new MemberReader(node, path, errors, "code", "when", "outcome", "color", "finding", "reason", "reasonEnglish");
        return new PolicyRule(
            members.Text("code"),
            [.. members.Items("when", required: true).Select(i => ReadCondition(i.Node, i.Path, errors))],
            members.Choice("outcome", Spelling.Outcomes), members.Choice("color", Spelling.Colors),
            members.Has("finding") ? members.Choice("finding", Spelling.Findings) : FindingKind.None,
            new ReasonText(members.Text("reason"), members.Text("reasonEnglish")), members.Position);
    }

    private static Condition ReadCondition(YamlNode node, string path, PolicyErrors errors)
    {
        var members = new MemberReader(node, path, errors, "condition", "sources", "days", "months");
        var kind = members.Choice("condition", Spelling.Conditions);
        var condition = new Condition(
            kind, members.Texts("sources"), members.OptionalText("days"), members.OptionalText("months"), members.Position);
        if (kind == default) return condition;
        var shape = ConditionCatalog.Of(kind);
        CheckArgument(members, "days", shape.Days);
        CheckArgument(members, "months", shape.Months);
        CheckArgument(members, "sources", shape.Reads is null ? ArgumentUse.None : ArgumentUse.Optional);
        return condition;
    }

    private static void CheckArgument(MemberReader members, string name, ArgumentUse use)
    {
        if (use == ArgumentUse.Required) members.Required(name, "the name of a parameter");
        if (use == ArgumentUse.None && members.Has(name))
            members.Report(PolicyErrorKind.UnknownMember, name, "this condition does not take the argument", $"no member {name}", name);
    }

    private static FaceDraft? ReadFace(MemberReader top, PolicyErrors errors)
    {
        var node = top.Required("face", "the face section");
        if (node is null) return null;
        var face = new MemberReader(node, "$.face", errors, "profile", "profileVersion", "parameters");
        return new FaceDraft(face.Text("profile"), face.Text("profileVersion"), ReadParameters(face, "parameters", errors), face.Position);
    }
}
