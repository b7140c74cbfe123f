using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Output;
using SocialInsurance.Service;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Cli.Configuration;

/// <summary>One place of the configuration, read as <c>serve</c> would read it.</summary>
/// <param name="State">what counts there, in words</param>
/// <param name="Fault">null: in order</param>
internal sealed record CheckedPart(string What, string State, CliError? Fault);

/// <summary>Everything that an operator configured, read and not opened: all faults together, and what works but is seldom meant.</summary>
internal sealed record ConfigurationCheck(IReadOnlyList<CheckedPart> Parts, IReadOnlyList<string> Notes)
{
    internal bool Ok => Parts.All(static part => part.Fault is null);

    internal static ConfigurationCheck Of(string folder, Func<string, string?> environment)
    {
        StorageOptions? storage = null;
        ServiceOptions? service = null;
        CheckedPart[] parts =
        [
            Check(StorageConfiguration.FileName, folder, () => storage = StorageConfiguration.Read(folder, environment)),
            Check(ServiceFile.Name, folder, () => service = ServiceFile.Read(folder)),
            Check(JobsFile.Name, folder, () => JobsFile.Check(folder)),
            Check("retention.yaml", folder, () => RetentionCommand.ReadTable(folder)),
            Check(EnvironmentSettings.RedisPasswordVariable, null, () => SecretFiles.Find(EnvironmentSettings.RedisPasswordVariable, environment)),
        ];
        return new ConfigurationCheck(parts, [.. Remarks(storage, service)]);
    }

    private static CheckedPart Check(string what, string? folder, Action read)
    {
        var state = folder is null || File.Exists(Path.Combine(folder, what)) ? Strings.Get("ConfigRead") : Strings.Get("ConfigDefaults");
        try
        {
            read();
            return new CheckedPart(what, state, null);
        }
        catch (InputRefused refused)
        {
            return new CheckedPart(what, state, refused.Error);
        }
        catch (StorageRefusedException refused)
        {
            return new CheckedPart(what, state, new CliError($"storage{refused.Fault}", refused.Message));
        }
    }

    private static IEnumerable<string> Remarks(StorageOptions? storage, ServiceOptions? service)
    {
        if (storage is { KeyEncryption: { File: null, Secret: null } })
        {
            yield return Strings.Get("ConfigNoteKekInFolder");
        }

        if (storage is { Postgres: null })
        {
            yield return Strings.Get("ConfigNoteSqlite");
        }

        if (service is { PublicOrigin: null })
        {
            yield return Strings.Get("ConfigNoteNoOrigin");
        }
        else if (service is { Velocity.AddressHeader: null })
        {
            yield return Strings.Get("ConfigNoteNoAddressHeader");
        }
    }
}
