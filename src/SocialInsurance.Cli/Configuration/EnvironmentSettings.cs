using SocialInsurance.Biometrics.Models;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Storage.Work;
using SocialInsurance.Storage;

namespace SocialInsurance.Cli.Configuration;

/// <summary>Every environment variable that the program reads. Secrets come by variable or by a file that a variable names, never both.</summary>
internal static class EnvironmentSettings
{
    internal const string RedisPasswordVariable = "SICERT_REDIS_PASSWORD";
    internal const string RedisPasswordFileVariable = "SICERT_REDIS_PASSWORD_FILE";

    internal static IReadOnlyList<string> Names { get; } =
    [
        StorageConfiguration.ConnectionVariable,
        StorageConfiguration.ConnectionFileVariable,
        StorageConfiguration.KeyEncryptionVariable,
        StorageConfiguration.KeyEncryptionFileVariable,
        RedisPasswordVariable,
        RedisPasswordFileVariable,
        ClusterOption.UserVariable,
        ClusterOption.UserVariable + "_FILE",
        ClusterOption.PasswordVariable,
        ClusterOption.PasswordVariable + "_FILE",
        PostgresLeaseBook.ConnectionVariable,
        PostgresLeaseBook.ConnectionVariable + "_FILE",
        ModelCatalog.FolderVariable,
        "LC_ALL",
        "LANG",
    ];

    internal static SettingGroup Describe() => new("environment", SettingTexts.Of("Group.Environment"), [.. Names.Select(Describe)]);

    private static Setting Describe(string name) => new(name, [], name, "text", null, null, SettingTexts.Of($"Environment.{name}"));
}
