using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Tests;

/// <summary>Simplified Chinese first, English second, nothing half translated.</summary>
public sealed partial class ServiceTextsTests
{
    private static readonly ResourceManager Resources = new("SocialInsurance.Service.Resources.ServiceTexts", typeof(ServiceTexts).Assembly);

    [Fact]
    public void Every_text_exists_in_both_languages_with_the_same_placeholders()
    {
        var (chinese, english) = (Texts(CultureInfo.InvariantCulture), Texts(CultureInfo.GetCultureInfo("en")));

        Assert.Equal(chinese.Keys.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
        Assert.All(chinese, text => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", text.Value));
        Assert.All(english, text => Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", text.Value));
        Assert.All(chinese, text => Assert.Equal(Placeholders(text.Value), Placeholders(english[text.Key])));
    }

    [Fact]
    public void Messages_to_a_telephone_hold_no_link_and_ask_for_nothing()
    {
        var messages = Texts(CultureInfo.InvariantCulture).Where(text => text.Key.StartsWith("Sms", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(messages);
        Assert.All(messages, text => Assert.StartsWith("【社保认证】", text.Value, StringComparison.Ordinal));
        Assert.All(messages, text => Assert.DoesNotMatch(@"http|www|\.c(n|om)|点击|回复|链接", text.Value));
    }

    private static Dictionary<string, string> Texts(CultureInfo language) =>
        Resources.GetResourceSet(language, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    private static string Placeholders(string text) => string.Join(' ', Placeholder().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Placeholder();
}
