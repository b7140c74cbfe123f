using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Service;
using SocialInsurance.Service.Overview;
using SocialInsurance.Storage.Sqlite;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>serve</c>: the platform's host over a data folder.</summary>
internal static class ServeCommand
{
    private const string RunsFolder = "runs";

    internal static readonly Option<string[]> Urls = new("--urls")
    {
        Description = Strings.Get("OptionUrls"),
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [new ServiceOptions().HttpUrl, new ServiceOptions().GrpcUrl],
    };

    internal static Command Create()
    {
        var command = new Command("serve", CommandContext.Help("ServeHelp", "serve --data sicert-data", "serve --urls http://127.0.0.1:9000 http://127.0.0.1:9001", "serve --redis 127.0.0.1:6379 --instances 2")) { AuditCommand.Data, Urls };
        LivePorts.AddTo(command);
        command.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await SqliteStorage.OpenAsync(
                new SqliteStorageOptions { Folder = parsed.GetRequiredValue(AuditCommand.Data) }, TimeProvider.System, cancellation);
            await RunAsync(
                storage,
                parsed.GetRequiredValue(AuditCommand.Data),
                parsed.GetRequiredValue(Urls),
                url => terminal.Result(new { url }, console => console.MarkupLine(Markup.Escape(Strings.Format("Serving", url)))),
                cancellation,
                parsed);
            return ExitCode.Positive;
        });
        return command;
    }

    /// <summary>Serves until cancelled.</summary>
    /// <param name="started">called once with the address of the first page</param>
    /// <param name="live">with the options of <see cref="LivePorts"/>; null for their defaults</param>
    internal static async Task RunAsync(
        SqliteStorage storage, string dataFolder, string[] urls, Action<string> started, CancellationToken cancellation, ParseResult? live = null)
    {
        var options = OptionsOf(urls, live);
        await using var sessions = await LivePorts.OpenAsync(live, storage, options.Clock, cancellation);
        var ports = sessions.Complete(ServePorts.Of(storage, dataFolder, options.Clock));
        var overview = new StoredOverview(storage.Reader, storage.AuditLog, Path.Combine(dataFolder, RunsFolder), options.Clock);
        try
        {
            await ServiceHost.RunAsync(options, overview, ports, addresses => started(addresses.Http.ToString().TrimEnd('/')), cancellation);
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || fault.Message.Contains("in use", StringComparison.Ordinal))
        {
            throw new InputRefused(new CliError("addressInUse", Strings.Get("AddressInUse"), Expected: Strings.Get("ExpectedFreeAddress"), Found: string.Join(' ', urls)));
        }
    }

    private static ServiceOptions OptionsOf(string[] urls, ParseResult? live)
    {
        var options = live is null ? new ServiceOptions() : LivePorts.Apply(live, new ServiceOptions());
        options = options with { HttpUrl = urls.ElementAtOrDefault(0) ?? options.HttpUrl, GrpcUrl = urls.ElementAtOrDefault(1) ?? options.GrpcUrl };
        return options.Validate() is { Count: > 0 } errors
            ? throw new InputRefused(new CliError("urls", string.Join("; ", errors), Expected: "http://ADDRESS:PORT [http://ADDRESS:PORT]", Found: string.Join(' ', urls)))
            : options;
    }
}
