using System.Globalization;
using System.Resources;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;

namespace SocialInsurance.Service.Hosting;

/// <summary>Text for people: Simplified Chinese (<c>Resources/ServiceTexts.resx</c>), English (<c>ServiceTexts.en.resx</c>). Thread-safe.</summary>
internal static class ServiceTexts
{
    private static readonly ResourceManager Resources = new("SocialInsurance.Service.Resources.ServiceTexts", typeof(ServiceTexts).Assembly);
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    /// <exception cref="MissingManifestResourceException">no such text: a bug</exception>
    internal static TextDto Get(string key) => new(In(Chinese, key), In(English, key));

    /// <summary>The text with <c>{0}</c> as a day, written as each language writes it.</summary>
    internal static TextDto WithDay(string key, DateOnly day) => new(
        string.Format(CultureInfo.InvariantCulture, In(Chinese, key), day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture)),
        string.Format(CultureInfo.InvariantCulture, In(English, key), day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)));

    /// <summary>The Chinese text with its placeholders filled: for messages that go out in one language.</summary>
    internal static string ChineseOf(string key, params object?[] values) =>
        string.Format(CultureInfo.InvariantCulture, In(Chinese, key), values);

    /// <summary>The text with its placeholders filled, invariant numbers.</summary>
    internal static TextDto Format(string key, params object?[] values) => new(
        string.Format(CultureInfo.InvariantCulture, In(Chinese, key), values),
        string.Format(CultureInfo.InvariantCulture, In(English, key), values));

    private static string In(CultureInfo language, string key) =>
        Resources.GetString(key, language) ?? throw new MissingManifestResourceException($"no text '{key}'");
}
