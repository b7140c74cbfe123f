using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Notices;

/// <summary>Words and way of one kind of notice.</summary>
/// <param name="Enabled">false: nothing is queued</param>
/// <param name="Text">with {until} where the first day no longer covered stands, {month} where the first month of a measure stands</param>
public sealed record NoticeTemplate(bool Enabled, MessageChannelKind Channel, string Text);

/// <summary>
/// What people are told and when: versioned data, checked when it is read. No text may hold a link; every text says what staff
/// never ask for. Immutable, thread-safe.
/// </summary>
public sealed partial class NoticePolicy
{
    private const string AntiScamWords = "不会索要密码、验证码或钱款";
    private const int MaxTextLength = 300;
    private readonly IReadOnlyDictionary<NoticeKind, NoticeTemplate> templates;

    private NoticePolicy(string version, QuietHours quiet, int maximumTries, IReadOnlyDictionary<NoticeKind, NoticeTemplate> templates) =>
        (Version, Quiet, MaximumTries, this.templates) = (version, quiet, maximumTries, templates);

    /// <summary>1..64 of [A-Za-z0-9.-]</summary>
    public string Version { get; }

    public QuietHours Quiet { get; }

    /// <summary>After so many a person looks at it; 1..100.</summary>
    public int MaximumTries { get; }

    public NoticeTemplate TemplateOf(NoticeKind kind) => templates[kind];

    /// <summary>The words that the program carries.</summary>
    /// <param name="localOffset">of the agency's local time</param>
    public static NoticePolicy Default(TimeSpan localOffset)
    {
        using var stream = typeof(NoticePolicy).Assembly.GetManifestResourceStream("notices.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Load(reader.ReadToEnd(), "notices.yaml", localOffset);
    }

    /// <exception cref="InputRefusedException">where, what was expected, what was found</exception>
    public static NoticePolicy Load(string yaml, string file, TimeSpan localOffset)
    {
        var map = new NoticeYaml(file, Parse(yaml, file));
        var quiet = map.Child("quietHours");
        var kinds = map.Child("notices");
        return new NoticePolicy(
            map.Text("version", text => VersionForm().IsMatch(text), "1..64 of [A-Za-z0-9.-]"),
            new QuietHours(quiet.Time("from"), quiet.Time("until"), localOffset),
            int.Parse(map.Text("maximumTries", text => TriesForm().IsMatch(text), "1..100"), NumberStyles.None, CultureInfo.InvariantCulture),
            Enum.GetValues<NoticeKind>().ToDictionary(kind => kind, kind => TemplateOf(kinds.Child(CamelCase(kind.ToString())))));
    }

    /// <summary>A copy in which one kind is switched on or off.</summary>
    public NoticePolicy With(NoticeKind kind, bool enabled) => new(
        Version, Quiet, MaximumTries, templates.ToDictionary(t => t.Key, t => t.Key == kind ? t.Value with { Enabled = enabled } : t.Value));

    private static NoticeTemplate TemplateOf(NoticeYaml map) => new(
        map.Text("enabled", text => text is "true" or "false", "true or false") == "true",
        map.Text("channel", text => text is "sms" or "weChat" or "letter" or "villageOfficer", "sms, weChat, letter or villageOfficer") switch
        {
            "sms" => MessageChannelKind.Sms,
            "weChat" => MessageChannelKind.WeChat,
            "letter" => MessageChannelKind.Letter,
            _ => MessageChannelKind.VillageOfficer,
        },
        map.Text("text", IsSafe, $"1..{MaxTextLength} characters without a link, with \"{AntiScamWords}\""));

    private static bool IsSafe(string text) =>
        text.Length is > 0 and <= MaxTextLength
        && text.Contains(AntiScamWords, StringComparison.Ordinal)
        && !LinkForm().IsMatch(text)
        && PlaceForm().Matches(text).All(place => place.Value is "{until}" or "{month}");

    private static YamlMappingNode Parse(string yaml, string file)
    {
        var errors = new PolicyErrors();
        if (YamlText.Parse(Encoding.UTF8.GetBytes(yaml), errors) is YamlMappingNode root)
        {
            return root;
        }

        throw errors.InTextOrder() is [var first, ..]
            ? NoticeYaml.Refuse(file, new Mark(0, first.Line, first.Column), $"notices: {first.Message}", first.Expected, first.Found)
            : NoticeYaml.Refuse(file, default, "notices cannot be read", "one mapping", "something else");
    }

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex("^[A-Za-z0-9.-]{1,64}$")]
    private static partial Regex VersionForm();

    [GeneratedRegex("^([1-9][0-9]?|100)$")]
    private static partial Regex TriesForm();

    // anything that a telephone turns into something to tap, or that names a site
    [GeneratedRegex(@"://|www\.|[A-Za-z0-9-]+\.(com|cn|net|org|top|xyz|info|cc|vip|link|[a-z]{2})\b|点击|链接[:：]", RegexOptions.IgnoreCase)]
    private static partial Regex LinkForm();

    [GeneratedRegex(@"\{[^}]*\}?")]
    private static partial Regex PlaceForm();
}

/// <summary>Local hours in which nobody is disturbed; may span midnight; equal ends mean no quiet at all.</summary>
public sealed record QuietHours(TimeOnly From, TimeOnly Until, TimeSpan LocalOffset)
{
    /// <summary>The instant itself when it is not quiet, else the end of the quiet hours. Idempotent.</summary>
    public DateTimeOffset NextAllowed(DateTimeOffset instant)
    {
        var local = instant.ToOffset(LocalOffset);
        if (From == Until || !TimeOnly.FromDateTime(local.DateTime).IsBetween(From, Until))
        {
            return instant;
        }

        var end = new DateTimeOffset(DateOnly.FromDateTime(local.DateTime).ToDateTime(Until), LocalOffset);
        return (end > local ? end : end.AddDays(1)).ToUniversalTime();
    }
}
