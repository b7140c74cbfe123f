using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>Reads the test table of a policy.</summary>
internal static class PolicyTestReader
{
    internal static PolicyTest Read(YamlNode node, string path, PolicyErrors errors)
    {
        var members = new MemberReader(node, path, errors, "name", "asOf", "given", "expect");
        return new PolicyTest(
            members.Text("name"), members.Date("asOf"), ReadFacts(members, errors), ReadExpectation(members, errors), members.Position);
    }

    private static PolicyTestFacts ReadFacts(MemberReader test, PolicyErrors errors)
    {
        var evidence = new Dictionary<string, SourceEvidence>(StringComparer.Ordinal);
        var node = test.Required("given", "the facts");
        if (node is null) return new PolicyTestFacts(true, 1, 0, 0, false, evidence);
        var given = new MemberReader(node, test.PathOf("given"), errors,
            "numberUsable", "registeredTimes", "dueOn", "lastCertifiedOn", "openPossibleLink", "faintPossibleLink", "faintPossibleLinkOn", "birthOn", "division", "id", "evidence");
        if (given.Optional("evidence") is { } sources)
            foreach (var (name, value) in new MemberReader(sources, given.PathOf("evidence"), errors, known: null).Members)
                evidence[name] = ReadEvidence(value, $"{given.PathOf("evidence")}.{name}", errors);
        return new PolicyTestFacts(
            given.Flag("numberUsable", true),
            given.Has("registeredTimes") ? (int)given.Number("registeredTimes", 1, 1000, whole: true) : 1,
            Calendar.Of(given.OptionalDate("dueOn")), Calendar.Of(given.OptionalDate("lastCertifiedOn")),
            given.Flag("openPossibleLink", false), evidence)
        {
            BirthOn = Calendar.Of(given.OptionalDate("birthOn")),
            Division = given.Has("division") ? (int)given.Number("division", 100000, 999999, whole: true) : 0,
            Id = given.OptionalText("id") ?? "",
            FaintPossibleLink = given.Flag("faintPossibleLink", false),
            FaintLinkOn = Calendar.Of(given.OptionalDate("faintPossibleLinkOn")),
        };
    }

    /// <summary>For intervals: <c>from</c> and <c>to</c>; else <c>latest</c>, <c>previous</c>, <c>disagreeing</c>.</summary>
    private static SourceEvidence ReadEvidence(YamlNode node, string path, PolicyErrors errors)
    {
        var members = new MemberReader(node, path, errors, "latest", "previous", "disagreeing", "from", "to");
        return new SourceEvidence
        {
            LatestOn = Calendar.Of(members.OptionalDate(members.Has("to") ? "to" : "latest")),
            PreviousOn = Calendar.Of(members.OptionalDate(members.Has("from") ? "from" : "previous")),
            DisagreeingOn = Calendar.Of(members.OptionalDate("disagreeing")),
        };
    }

    private static PolicyTestExpectation ReadExpectation(MemberReader test, PolicyErrors errors)
    {
        var node = test.Required("expect", "the decision");
        if (node is null) return new PolicyTestExpectation(default, "", default, null, null);
        var expect = new MemberReader(node, test.PathOf("expect"), errors, "outcome", "rule", "finding", "color", "source", "confidence");
        return new PolicyTestExpectation(
            expect.Choice("outcome", Spelling.Outcomes), expect.Text("rule"),
            expect.Has("finding") ? expect.Choice("finding", Spelling.Findings) : FindingKind.None,
            expect.Has("color") ? expect.Choice("color", Spelling.Colors) : null, expect.OptionalText("source"))
        {
            Confidence = expect.Has("confidence") ? expect.Number("confidence", 0, 1, whole: false) : null,
        };
    }
}
