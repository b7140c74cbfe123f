using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.RegularExpressions;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>What is told about a session and to whom.</summary>
public sealed partial class SessionPrivacyTests(LivePlatform platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_metrics_and_messages_name_no_person_session_claim_nonce_or_score()
    {
        await using var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        var opened = await client.OpenAsync();
        await client.HelloAsync(opened);
        await client.PlayAsync(LivePlatform.Clip);
        await client.ReadAsync();
        using var broken = new SessionClient(host.Http, person);
        var second = await broken.OpenAsync();
        await broken.HelloAsync(second);
        await broken.SendFrameAsync(1, [1, 2, 3]);
        await broken.ReadEndAsync();
        using var http = new HttpClient { BaseAddress = host.Http };

        var logged = string.Join('\n', host.Logs.Lines);
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel);
        var messages = string.Join('\n', client.Received.Concat(broken.Received));

        Assert.Contains("5101", logged, StringComparison.Ordinal);
        Assert.Contains("socialinsurance_session_ends", metrics, StringComparison.Ordinal);
        foreach (var secret in new[] { person.Value, opened.SessionId, second.SessionId, opened.Nonce, "claim-one-of-this-person" })
        {
            Assert.DoesNotContain(secret, logged, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("127.0.0.1", logged, StringComparison.Ordinal);
        Assert.DoesNotMatch(Score(), logged);
        Assert.DoesNotMatch(Score(), messages);
        Assert.DoesNotMatch(Score(), metrics);
    }

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

    [GeneratedRegex("score|similarity|threshold|padMean", RegexOptions.IgnoreCase)]
    private static partial Regex Score();
}
