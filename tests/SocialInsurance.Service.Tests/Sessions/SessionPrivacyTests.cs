using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.Json;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>What is told about a session and to whom.</summary>
public sealed class SessionPrivacyTests
{
    [Fact]
    public void Every_advice_and_every_refusal_has_its_text_in_both_languages()
    {
        foreach (var advice in Enum.GetValues<AdviceCode>())
        {
            Check($"Advice{advice}");
        }

        foreach (var end in Enum.GetValues<SessionEnd>().Except([SessionEnd.Open, SessionEnd.Complete, SessionEnd.Finished]))
        {
            Check($"Refused{end}");
            Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(end.ToString()), end.Refusal().Code);
        }

        static void Check(string key)
        {
            var text = ServiceTexts.Get(key);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", text.Zh);
            Assert.Matches("[A-Za-z]", text.En);
            Assert.True(text.Zh.Length <= 60, key);
        }
    }

    [Fact]
    public void Texts_of_both_languages_have_the_same_keys()
    {
        var resources = new ResourceManager("SocialInsurance.Service.Resources.ServiceTexts", typeof(ServiceTexts).Assembly);
        var neutral = Keys(CultureInfo.InvariantCulture);
        var english = Keys(CultureInfo.GetCultureInfo("en"));

        Assert.Equal(neutral, english);

        string[] Keys(CultureInfo culture) =>
            [.. resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().Select(e => (string)e.Key).Order(StringComparer.Ordinal)];
    }
}
