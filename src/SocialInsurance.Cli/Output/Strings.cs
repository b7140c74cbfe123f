using System.Globalization;
using System.Resources;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Cli.Output;

/// <summary>Text for people: Simplified Chinese (<c>Resources/Strings.resx</c>), English (<c>Strings.en.resx</c>).</summary>
internal static class Strings
{
    private static readonly ResourceManager Resources = new("SocialInsurance.Cli.Resources.Strings", typeof(Strings).Assembly);

    internal static CultureInfo Chinese { get; } = CultureInfo.GetCultureInfo("zh-CN");

    internal static CultureInfo English { get; } = CultureInfo.GetCultureInfo("en");

    /// <summary>Set once at start from <c>--lang</c> or the environment.</summary>
    internal static CultureInfo Language { get; set; } = Chinese;

    internal static bool IsEnglish => ReferenceEquals(Language, English);

    internal static string Expected => Get();

    internal static string Found => Get();

    /// <exception cref="MissingManifestResourceException">No such text: a bug, found by the test that lists all keys.</exception>
    internal static string Get([CallerMemberName] string key = "") => In(Language, key);

    internal static string In(CultureInfo language, string key) =>
        Resources.GetString(key, language) ?? throw new MissingManifestResourceException($"no text '{key}'");

    /// <summary>The text with its placeholders filled, invariant numbers.</summary>
    internal static string Format(string key, params object?[] values) =>
        FormatIn(Language, key, values);

    /// <summary><see cref="Format"/> in a given language.</summary>
    internal static string FormatIn(CultureInfo language, string key, params object?[] values) =>
        string.Format(CultureInfo.InvariantCulture, In(language, key), values);

    /// <summary>English when the environment asks for it, else Chinese.</summary>
    internal static CultureInfo FromEnvironment()
    {
        var asked = Environment.GetEnvironmentVariable("LC_ALL") is { Length: > 0 } all ? all : Environment.GetEnvironmentVariable("LANG");
        return asked?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true ? English : Chinese;
    }
}
