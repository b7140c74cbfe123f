using System.Resources;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Configuration;

/// <summary>What each setting does: Simplified Chinese (<c>Resources/Configuration.resx</c>), English (<c>Configuration.en.resx</c>).</summary>
internal static class SettingTexts
{
    internal static readonly ResourceManager Resources = new("SocialInsurance.Cli.Resources.Configuration", typeof(SettingTexts).Assembly);

    /// <exception cref="MissingManifestResourceException">no such text: a setting that nobody explained</exception>
    internal static string Of(string key) =>
        Resources.GetString(key, Strings.Language) ?? throw new MissingManifestResourceException($"no text '{key}' in Configuration.resx");
}
