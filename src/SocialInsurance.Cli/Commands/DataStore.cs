using SocialInsurance.Cli.Output;
using SocialInsurance.Storage;

namespace SocialInsurance.Cli.Commands;

/// <summary>The one place where a verb opens the store behind <c>--data</c>.</summary>
internal static class DataStore
{
    /// <summary>Opens the store; makes it where there is none.</summary>
    internal static Task<PlatformStorage> OpenAsync(string folder, CancellationToken cancellation) =>
        PlatformStorage.OpenAsync(StorageConfiguration.Read(folder, Environment.GetEnvironmentVariable), TimeProvider.System, cancellation);

    /// <summary>The same for one of several processes that serve: their connections together must fit the server.</summary>
    internal static Task<PlatformStorage> OpenSharedAsync(string folder, int instances, CancellationToken cancellation)
    {
        var options = StorageConfiguration.Read(folder, Environment.GetEnvironmentVariable);
        return PlatformStorage.OpenAsync(
            options.Postgres is { } postgres ? options with { Postgres = postgres with { Instances = Math.Max(instances, postgres.Instances) } } : options, TimeProvider.System, cancellation);
    }

    /// <summary>Opening makes a store where there is none: a look must not, and an empty log is not a whole one.</summary>
    internal static Task<PlatformStorage> OpenExistingAsync(string folder, CancellationToken cancellation) => PlatformStorage.StandsIn(folder)
        ? OpenAsync(folder, cancellation)
        : throw new InputRefused(new CliError("dataMissing", Strings.Get("DataMissing"), folder, Expected: Strings.Get("ExpectedData"), Found: Strings.Get("FoundNothing")));
}
