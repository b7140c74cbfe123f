using System.CommandLine;
using SocialInsurance.Cli.Configuration;
using SocialInsurance.Cli.Output;
using SocialInsurance.Service;
using SocialInsurance.Service.Overview;
using SocialInsurance.Storage;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>serve</c>: the platform's host over a data folder.</summary>
internal static class ServeCommand
{
    internal static readonly Option<string[]> Urls = new("--urls")
    {
        Description = Strings.Get("OptionUrls"),
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [new ServiceOptions().HttpUrl, new ServiceOptions().GrpcUrl],
    };

    private const string VoiceFolder = "voice";

    private static readonly Option<bool> NoJobs = new("--no-jobs") { Description = Strings.Get("OptionNoJobs") };

    private static readonly Option<int> JobLease = new("--job-lease")
    {
        Description = Strings.Get("OptionJobLease"),
        DefaultValueFactory = _ => (int)new ServiceOptions().JobLease.TotalSeconds,
    };

    private static readonly Option<bool> ShowOutbox = new("--show-outbox") { Description = Strings.Get("OptionShowOutbox") };

    internal static Command Create()
    {
        var command = new Command("serve", CommandContext.Help("ServeHelp", "serve --data sicert-data", "serve --urls http://127.0.0.1:9000 http://127.0.0.1:9001", "serve --redis 127.0.0.1:6379 --instances 2 --drain 10", "serve --public-origin https://rz.example.gov.cn --second-factor administrator approver")) { AuditCommand.Data, Urls, ShowOutbox, NoJobs, JobLease };
        JobLease.Validators.Add(result => CommandContext.RequireRange(result, JobLease, 5, 3600));
        LivePorts.AddTo(command);
        TrustOptions.AddTo(command);
        command.Handle(async (parsed, terminal, cancellation) =>
        {
            // before a store is made or opened: a wrong file leaves nothing behind
            var asked = ServiceFile.Read(parsed.GetRequiredValue(AuditCommand.Data));
            await using var storage = await DataStore.OpenSharedAsync(parsed.GetRequiredValue(AuditCommand.Data), LivePorts.InstancesOf(parsed, asked), cancellation);
            await RunAsync(
                storage,
                parsed.GetRequiredValue(AuditCommand.Data),
                OptionsOf(parsed.IsGiven(Urls) ? parsed.GetRequiredValue(Urls) : [], parsed.GetValue(ShowOutbox), parsed, VoiceOf(parsed, JobsOf(parsed, asked))),
                terminal,
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
        PlatformStorage storage, string dataFolder, ServiceOptions options, Terminal terminal, Action<string> started, CancellationToken cancellation, ParseResult? live = null)
    {
        await ServePorts.EnsureAdministratorAsync(storage, terminal, options.Clock, cancellation);
        await using var sessions = await LivePorts.OpenAsync(live, storage, options.Clock, cancellation);
        var ports = sessions.Complete(ServePorts.Of(storage, dataFolder, options.Clock));
        await using var overview = new StoredOverview(storage.Reader, storage.AuditLog, Path.Combine(dataFolder, ServePorts.RunsFolder), options.Clock);
        try
        {
            await ServiceHost.RunAsync(options, overview, ports, addresses => started(addresses.Http.ToString().TrimEnd('/')), cancellation);
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || fault.Message.Contains("in use", StringComparison.Ordinal))
        {
            throw new InputRefused(new CliError("addressInUse", Strings.Get("AddressInUse"), Expected: Strings.Get("ExpectedFreeAddress"), Found: $"{options.HttpUrl} {options.GrpcUrl}"));
        }
    }

    /// <summary>Clips in the data folder take the places of the program's own.</summary>
    private static ServiceOptions VoiceOf(ParseResult parsed, ServiceOptions options)
    {
        var folder = Path.Combine(parsed.GetRequiredValue(AuditCommand.Data), VoiceFolder);
        return options.VoiceFolder is null && Directory.Exists(folder) ? options with { VoiceFolder = folder } : options;
    }

    private static ServiceOptions JobsOf(ParseResult parsed, ServiceOptions options)
    {
        var lease = parsed.IsGiven(JobLease) ? TimeSpan.FromSeconds(parsed.GetValue(JobLease)) : options.JobLease;
        return options with { RunsJobs = options.RunsJobs && !parsed.GetValue(NoJobs), JobLease = lease, JobTick = options.JobTick < lease / 4 ? options.JobTick : lease / 4 };
    }

    /// <param name="urls">given ones count more than the file's</param>
    /// <param name="file">what <c>service.json</c> says; null: the defaults</param>
    internal static ServiceOptions OptionsOf(string[] urls, bool showOutbox, ParseResult? live = null, ServiceOptions? file = null)
    {
        var options = (file ?? new ServiceOptions()) with { ShowOutbox = showOutbox };
        options = live is null ? options : TrustOptions.Apply(live, LivePorts.Apply(live, options));
        options = options with { HttpUrl = urls.ElementAtOrDefault(0) ?? options.HttpUrl, GrpcUrl = urls.ElementAtOrDefault(1) ?? options.GrpcUrl };
        return options.Validate() is { Count: > 0 } errors
            ? throw new InputRefused(new CliError("urls", string.Join("; ", errors), Expected: "http://ADDRESS:PORT [http://ADDRESS:PORT]", Found: string.Join(' ', urls)))
            : options;
    }
}
