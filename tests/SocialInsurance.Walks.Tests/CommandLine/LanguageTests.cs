using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Interop;

namespace SocialInsurance.Walks.Tests;

/// <summary>Simplified Chinese first, English second, nothing half translated.</summary>
public sealed partial class LanguageTests : IDisposable
{
    private static readonly ResourceManager Resources = new("SocialInsurance.Cli.Resources.Strings", typeof(Cli.CommandLine).Assembly);

    private readonly Workspace workspace = new();

    [Fact]
    public void Every_text_exists_in_both_languages_with_the_same_placeholders()
    {
        var (chinese, english) = (Texts(CultureInfo.InvariantCulture), Texts(CultureInfo.GetCultureInfo("en")));
        Assert.Equal(chinese.Keys.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
        Assert.All(chinese, text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
        Assert.All(english, text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
        Assert.All(chinese, text => Assert.Equal((text.Key, Placeholders(text.Value)), (text.Key, Placeholders(english[text.Key]))));
        Assert.All(english, text => Assert.DoesNotMatch(Chinese(), text.Value));
        Assert.Contains(chinese.Values, Chinese().IsMatch);
    }

    /// <summary>Texts looked up by an enum's value: a value without a text would be a fault of the program at a user's desk.</summary>
    [Fact]
    public void Every_value_that_people_may_read_has_a_text()
    {
        var known = Texts(CultureInfo.InvariantCulture).Keys.ToHashSet();
        string[] needed =
        [
            .. Keys<EligibilityOutcome>("Outcome"),
            .. Keys<FindingKind>("Finding", FindingKind.None),
            .. Keys<FrameOutcome>("Advice"),
            .. Keys<SessionFault>("Fault", SessionFault.None),
            .. Keys<VerificationDecision>("Decision"),
            .. Keys<VerificationSide>("Side"),
            .. Keys<FaceOutcome>("Face"),
            .. Keys<ImageStatus>("Image", ImageStatus.Ok),
            .. Keys<ModelPresence>("Model"),
            .. Keys<AuditFault>("Audit", AuditFault.None),
            .. Keys<EvidenceRelation>("Relation"),
            .. Keys<RuleStepResult>("Step"),
            .. Keys<ComparisonPhase>("Phase"),
            .. Keys<BrakeDecision>("Brake"),
            .. Keys<BrakeMeasure>("Brake"),
            .. Keys<BrakeBasis>("BrakeBasis"),
            .. Keys<InputErrorCode>("InputError"),
        ];
        Assert.Empty(needed.Except(known));
    }

    [Theory]
    [InlineData(true, "zh")]
    [InlineData(false, "--lang", "en")]
    [InlineData(false, "LANG", "en_US.UTF-8")]
    [InlineData(false, "LC_ALL", "en_GB.UTF-8")]
    public async Task Language_is_chinese_unless_asked_otherwise(bool chinese, params string[] asked)
    {
        string[] arguments = ["face", "inspect", "missing.jpg", .. asked[0] == "--lang" ? asked : []];
        (string, string)[] environment = asked[0].StartsWith('L') ? [(asked[0], asked[1])] : [];
        var people = await SicertProcess.RunAsync(workspace.Root, arguments, environment);
        people.AssertExit(3);
        Assert.Empty(people.Out);
        Assert.Equal(chinese, Chinese().IsMatch(people.Error));
    }

    [Fact]
    public async Task Scripts_read_the_same_code_in_both_languages_and_nothing_on_standard_error()
    {
        foreach (var language in (string[])["zh", "en"])
        {
            var scripts = await workspace.RunAsync("face", "inspect", "missing.jpg", "--json", "--lang", language);
            Assert.Equal("unreadable", scripts.Refused().Code);
            Assert.Equal(language == "zh", Chinese().IsMatch(scripts.Out));
            Assert.Empty(scripts.Error);
        }
    }

    [Fact]
    public async Task Asked_language_wins_over_the_environment()
    {
        var result = await SicertProcess.RunAsync(workspace.Root, ["face", "inspect", "missing.jpg", "--lang", "zh"], ("LANG", "en_US.UTF-8"));
        Assert.Matches(Chinese(), result.AssertExit(3).Error);
    }

    /// <summary>A new version of the library may say something that nobody has translated.</summary>
    [Fact]
    public void Every_text_of_the_command_line_library_has_one_of_ours()
    {
        var known = Texts(CultureInfo.InvariantCulture).Keys.ToHashSet();
        Assert.NotEmpty(LibraryTexts.Own());
        Assert.Empty(LibraryTexts.Own().Select(text => $"Library{text.Key}").Except(known));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("compare", "run", "--help")]
    [InlineData("face", "verify", "--help")]
    [InlineData("capacity", "simulate", "-h")]
    public async Task Help_holds_no_word_of_the_library_in_the_other_language(params string[] arguments)
    {
        var help = (await workspace.RunAsync([.. arguments, "--lang", "zh"])).AssertExit(0).Out;
        Assert.Contains("用法：", help, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"Description:|Usage:|Options:|Commands:|Arguments:|REQUIRED|default: |\[options\]|\[command\]|Show ", help);
        Assert.DoesNotMatch(Chinese(), (await workspace.RunAsync([.. arguments, "--lang", "en"])).AssertExit(0).Out);
    }

    [Theory]
    [InlineData("demo --help")]
    [InlineData("serve --help")]
    public async Task Default_of_a_list_stands_in_help_as_it_is_typed(string line)
    {
        var help = (await workspace.RunAsync([.. line.Split(' '), "--lang", "en"])).AssertExit(0).Out;
        Assert.Contains("[default: http://127.0.0.1:8080 http://127.0.0.1:8081]", help, StringComparison.Ordinal);
        Assert.DoesNotContain("|http", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare run", "缺少必填选项 --register。", "缺少必填选项 --out。")]
    [InlineData("comprae run", "不认识的命令或参数“comprae”。", "是否想用：\ncompare")]
    [InlineData("compare run --thread 2", "不认识的命令或参数“--thread”。", "是否想用：\n--threads")]
    [InlineData("face verify a", "命令 verify 缺少参数。")]
    [InlineData("compare run --register r --feeds f --policy p --as-of 2026-10-31 --out o --threads two", "选项 --threads 的值“two”不是整数。")]
    public async Task Wrong_command_line_names_all_that_is_wrong_and_what_was_meant(string line, params string[] said)
    {
        var refused = (await workspace.RunAsync([.. line.Split(' '), "--lang", "zh"])).AssertExit(2);
        Assert.Empty(refused.Out);
        Assert.All(said, text => Assert.Contains(text, refused.Error, StringComparison.Ordinal));
        Assert.EndsWith("用 --help 查看用法\n", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(Chinese(), (await workspace.RunAsync([.. line.Split(' '), "--lang", "en"])).AssertExit(2).Error);
    }

    /// <summary>Each edit is one of the sample policy; a policy officer reads the answer.</summary>
    [Theory]
    [InlineData("value: 12,", "value: 12.5,", "ttlDays: 30", "ttlDays: x", ", days: deathAgreement", "", "    kind: interval", "    windowDays: 90\n    kind: interval")]
    [InlineData("finding: DeathSuspected", "finding: DeathCorroborated", "有号码相同", "{sorce}有号码相同", "现有数据还不足以", "现有数据还不足以现有数据还不足以现有数据还不足以现有数据还不足以现有数据还不足以现有数据还不足以", "outcome: NotDue\n    color: none", "outcome: Certified\n    color: red")]
    [InlineData("finding: AbnormalPayment", "finding: none", "      - { condition: otherwise }", "      - { condition: notDue, months: dueHorizon }", "condition: registeredMoreThanOnce", "condition: openPossibleLink")]
    [InlineData("  watchBlue:\n", "  watchGreen:\n    description: x\n    unit: days\n    values: [{ from: 2019-01-01, value: 1, legalBasis: risk-matrix }]\n  watchBlue:\n", "condition: intervalCoversAsOf", "condition: intervalCoversAsOf, sources: [custody]", "legalBases:\n", "legalBases:\n  - { code: x, title: x, citation: x }\n")]
    [InlineData("condition: intervalCoversAsOf", "condition: intervalCoversAsOf, sources: [travel]", "days: deathAgreement", "days: dueHorizon")]
    public async Task Fault_of_a_policy_is_told_in_the_reader_s_language(params string[] edits)
    {
        var text = await File.ReadAllTextAsync(Workspace.PolicyPath, TestContext.Current.CancellationToken);
        foreach (var edit in edits.Chunk(2))
        {
            Assert.Contains(edit[0], text, StringComparison.Ordinal);
            int at = text.IndexOf(edit[0], StringComparison.Ordinal);
            text = text[..at] + edit[1] + text[(at + edit[0].Length)..];
        }

        workspace.Write("faulty.yaml", text);
        var told = (await workspace.RunAsync("policy", "check", "faulty.yaml", "--lang", "zh")).AssertExit(3).Out;
        Assert.Contains("应为", told, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(the|a|an|in|with|without|only|and|before|than|number|rule|condition|characters|source|sources|no|nobody)\b [a-z]", told);
    }

    [Fact]
    public void Every_phrase_is_chinese_and_fills_in_what_the_english_one_does()
    {
        var phrases = Phrases.Read().ToArray();
        Assert.True(phrases.Length > 200);
        Assert.Equal(phrases.Length, phrases.Select(p => p.English).Distinct().Count());
        Assert.All(phrases, p => Assert.DoesNotMatch(Chinese(), p.English));
        Assert.All(phrases, p => Assert.Matches(Chinese(), p.Chinese));
        Assert.All(phrases, p => Assert.Equal((p.English, Placeholders(p.English)), (p.English, Placeholders(p.Chinese))));
    }

    [Theory]
    [InlineData("compare run --register nothing.csv --feeds nowhere --policy policy.yaml --as-of 2026-10-31 --out run", "名册不存在", "来源文件夹不存在", "应为: 文件夹", "实为: 没有")]
    [InlineData("policy check faulty.yaml", "不是日期", "应为 日期，写作 yyyy-MM-dd", "不认识的成员")]
    [InlineData("compare run --register nothing.csv --feeds nowhere --policy policy.yaml --as-of 2020-01-01 --out run", "规则尚未生效", "应为: 2026-01-01 或以后")]
    public async Task Refusals_are_read_in_chinese_and_scripts_read_the_english(string line, params string[] said)
    {
        var policy = File.ReadAllText(Workspace.PolicyPath);
        workspace.Write("policy.yaml", policy);
        workspace.Write("faulty.yaml", policy.Replace("effectiveFrom: 2026-01-01", "effectiveFrom: 2026-02-30\nefective: 1", StringComparison.Ordinal));
        var people = (await workspace.RunAsync([.. line.Split(' '), "--lang", "zh"])).AssertExit(3);
        Assert.All(said, text => Assert.Contains(text, people.Out + people.Error, StringComparison.Ordinal));
        Assert.DoesNotMatch(Chinese(), (await workspace.RunAsync([.. line.Split(' '), "--lang", "en"])).AssertExit(3).Error);
        Assert.DoesNotMatch(@"不存在|不是日期|尚未生效", (await workspace.RunAsync([.. line.Split(' '), "--json"])).AssertExit(3).Out);
    }

    private static Dictionary<string, string> Texts(CultureInfo language) =>
        Resources.GetResourceSet(language, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().ToDictionary(text => (string)text.Key, text => (string)text.Value!);

    private static IEnumerable<string> Keys<T>(string prefix, params T[] without)
        where T : struct, Enum => Enum.GetValues<T>().Except(without).Select(value => $"{prefix}{value}");

    private static string Placeholders(string text) => string.Join(' ', Placeholder().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"\{[0-9]+[^}]*\}")]
    private static partial Regex Placeholder();

    public void Dispose() => workspace.Dispose();
}
