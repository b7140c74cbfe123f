using System.CommandLine;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Cli.Configuration;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service;
using SocialInsurance.Service.Platform;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage;

namespace SocialInsurance.Cli.Commands;

/// <summary>What <c>serve</c> needs for live face sessions: the short-lived store and the face work. Owns both.</summary>
internal sealed class LivePorts : IAsyncDisposable
{
    private const int LongestDrainSeconds = 600;

    private static readonly TimeSpan LocalOffset = TimeSpan.FromHours(8);
    private static readonly Option<string?> Redis = new("--redis") { Description = Strings.Get("OptionRedis"), HelpName = "HOST:PORT" };
    private static readonly Option<string?> PasswordFile = new("--redis-password-file") { Description = Strings.Get("OptionRedisPasswordFile"), HelpName = "FILE" };
    private static readonly Option<int> Instances = new("--instances") { Description = Strings.Get("OptionInstances"), DefaultValueFactory = _ => 1 };
    private static readonly Option<int?> Drain = new("--drain") { Description = Strings.Get("OptionDrain") };
    private static readonly Option<int?> Sessions = new("--sessions") { Description = Strings.Get("OptionSessions") };

    private LivePorts(IShortLivedStore store, LiveFaces? faces) => (ShortLived, Faces) = (store, faces);

    internal IShortLivedStore ShortLived { get; }

    /// <summary>Null when the models cannot be used: the human ways go on.</summary>
    internal LiveFaces? Faces { get; }

    internal static void AddTo(Command command)
    {
        Redis.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } endPoint && new RedisStoreOptions { EndPoint = endPoint }.Validate() is { Count: > 0 } errors)
            {
                result.AddError(string.Join("; ", errors));
            }
        });
        command.Add(Redis);
        command.Add(PasswordFile);
        command.Add(Instances);
        Drain.Validators.Add(result => CommandContext.RequireRange(result, Drain, 0, LongestDrainSeconds));
        command.Add(Drain);
        command.Add(Sessions);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Instances) > 1 && result.GetValue(Redis) is null)
            {
                result.AddError(Strings.Get("InstancesNeedRedis"));
            }
        });
    }

    /// <summary>The host's options with what was asked for; checked with them.</summary>
    internal static ServiceOptions Apply(ParseResult parsed, ServiceOptions options) => options with
    {
        Instances = InstancesOf(parsed, options),
        DrainFor = DrainOf(parsed) ?? options.DrainFor,
        Sessions = options.Sessions with { MaximumSessions = parsed.GetValue(Sessions) ?? options.Sessions.MaximumSessions },
    };

    /// <summary>Null: as the host would have it.</summary>
    internal static TimeSpan? DrainOf(ParseResult parsed) => parsed.GetValue(Drain) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <exception cref="InputRefused">several instances, by the file, without a store that they share</exception>
    internal static int InstancesOf(ParseResult parsed, ServiceOptions options)
    {
        var instances = parsed.IsGiven(Instances) ? parsed.GetValue(Instances) : options.Instances;
        return instances > 1 && parsed.GetValue(Redis) is null
            ? throw new InputRefused(new CliError("instances", Strings.Get("InstancesNeedRedis"), Expected: "--redis HOST:PORT", Found: CommandContext.Invariant($"{instances}")))
            : instances;
    }

    /// <param name="parsed">null: no option was offered, the defaults of one instance</param>
    internal static async Task<LivePorts> OpenAsync(ParseResult? parsed, PlatformStorage storage, TimeProvider clock, CancellationToken cancellation)
    {
        IShortLivedStore store = parsed?.GetValue(Redis) is { } endPoint
            ? await RedisShortLivedStore.OpenAsync(new RedisStoreOptions { EndPoint = endPoint, Password = PasswordOf(parsed) }, cancellation)
            : new MemoryShortLivedStore(clock);
        try
        {
            return new LivePorts(store, await FacesAsync(storage, clock, cancellation));
        }
        catch
        {
            await DisposeAsync(store);
            throw;
        }
    }

    internal PlatformPorts Complete(PlatformPorts ports) => ports with { ShortLived = ShortLived, Faces = Faces };

    public async ValueTask DisposeAsync()
    {
        Faces?.Dispose();
        await DisposeAsync(ShortLived);
    }

    private static ValueTask DisposeAsync(IShortLivedStore store) => store is IAsyncDisposable owned ? owned.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>A secret never stands on a command line, where every process of the machine can read it.</summary>
    private static string? PasswordOf(ParseResult parsed) => parsed.GetValue(PasswordFile) is not { } file
        ? SecretFiles.Find(EnvironmentSettings.RedisPasswordVariable, Environment.GetEnvironmentVariable)
        : File.Exists(file) ? SecretFiles.Read(file)
        : System.Text.Encoding.UTF8.GetString(CommandContext.ReadInput(file)); // refuses with what stands in the way

    private static async Task<LiveFaces?> FacesAsync(PlatformStorage storage, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            return await LiveFaces.OpenAsync(
                storage.Templates.Protection,
                Environment.ProcessorCount,
                cancellation,
                new FaceCohorts(storage.EnrolledReferences, storage.Identities, storage.Templates, clock, LocalOffset));
        }
        catch (InvalidModelException fault)
        {
            await Console.Error.WriteLineAsync(Strings.Format("FaceWayMissing", fault.Message));
            return null;
        }
    }
}
