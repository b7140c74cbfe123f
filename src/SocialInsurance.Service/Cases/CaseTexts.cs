using System.Globalization;
using System.Resources;
using SocialInsurance.Contracts;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service.Hosting;
using FindingKind = SocialInsurance.Eligibility.Cases.FindingKind;

namespace SocialInsurance.Service.Cases;

/// <summary>Words for what stands in a case file. Thread-safe.</summary>
internal static class CaseTexts
{
    internal static TextDto Of<T>(T value)
        where T : struct, Enum => ServiceTexts.Get($"Case{PrefixOf(typeof(T))}{value}");

    /// <summary>A kind that has no words of its own yet is another finding.</summary>
    internal static TextDto KindOf(FindingKind kind) => TryGet($"CaseKind{kind.Code}") ?? ServiceTexts.Get("CaseKindOther");

    internal static TextDto NoticeOf(NoticeKind kind) => TryGet($"CaseNotice{kind}") ?? ServiceTexts.Get("CaseNoticeOther");

    /// <summary>Title of a source as a policy writes it; its code where the policy does not know it.</summary>
    internal static TextDto SourceOf(Policy? policy, string source) => source switch
    {
        "document" => ServiceTexts.Get("CaseSourceDocument"),
        "testimony" => ServiceTexts.Get("CaseSourceTestimony"),
        _ => policy?.FindSource(source) is { } known ? new TextDto($"{known.Title}（{known.Authority}）", known.TitleEnglish) : new TextDto(source, source),
    };

    /// <summary>The text with its placeholders filled; a <see cref="TextDto"/> fills each language with its own words.</summary>
    internal static TextDto Fill(string key, params object[] values)
    {
        var text = ServiceTexts.Get(key);
        return new TextDto(
            string.Format(CultureInfo.InvariantCulture, text.Zh, [.. values.Select(value => value is TextDto words ? words.Zh : value)]),
            string.Format(CultureInfo.InvariantCulture, text.En, [.. values.Select(value => value is TextDto words ? words.En : value)]));
    }

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string PrefixOf(Type type) =>
        type == typeof(ContactChannel) ? "Channel"
        : type == typeof(ContactResult) ? "Contact"
        : type == typeof(Established) ? "Established"
        : type == typeof(EvidenceDirection) ? "Direction"
        : type == typeof(CaseConclusion) ? "Conclusion"
        : type == typeof(MeasureGround) ? "Ground"
        : type == typeof(BenefitMeasure) ? "Measure"
        : type == typeof(BenefitState) ? "Standing"
        : type == typeof(LegalRequirementKind) ? "Requirement"
        : type == typeof(Eligibility.Certification.DecisionOutcome) ? "Outcome"
        : throw new ArgumentException($"{type.Name} has no words.", nameof(type));

    private static TextDto? TryGet(string key)
    {
        try
        {
            return ServiceTexts.Get(key);
        }
        catch (MissingManifestResourceException)
        {
            return null;
        }
    }
}
