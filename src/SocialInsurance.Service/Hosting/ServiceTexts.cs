using System.Globalization;
using System.Resources;
using SocialInsurance.Contracts.Person;

namespace SocialInsurance.Service.Hosting;

/// <summary>Texts for people in both languages: Simplified Chinese (<c>Resources/ServiceTexts.resx</c>), English (<c>.en.resx</c>).</summary>
internal static class ServiceTexts
{
    private static readonly ResourceManager Resources = new("SocialInsurance.Service.Resources.ServiceTexts", typeof(ServiceTexts).Assembly);

    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    /// <exception cref="MissingManifestResourceException">no such text: a bug, found by the test that lists all keys</exception>
    internal static TextDto Get(string key) => new(In(Chinese, key), In(English, key));

    /// <summary>The text with its placeholders filled, invariant numbers.</summary>
    internal static TextDto Format(string key, params object?[] values) => new(
        string.Format(CultureInfo.InvariantCulture, In(Chinese, key), values), string.Format(CultureInfo.InvariantCulture, In(English, key), values));

    private static string In(CultureInfo language, string key) =>
        Resources.GetString(key, language) ?? throw new MissingManifestResourceException($"no text '{key}'");
}
