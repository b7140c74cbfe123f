using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Cli.Commands;

/// <summary>
/// <c>--engine clickhouse --cluster URL[,URL...]</c>: the servers of the evidence. User and password come from the environment, never from
/// the command line or an address.
/// </summary>
internal static class ClusterOption
{
    internal const string UserVariable = "SICERT_CLICKHOUSE_USER";
    internal const string PasswordVariable = "SICERT_CLICKHOUSE_PASSWORD";
    private const string ClickHouse = "clickhouse";

    internal static readonly Option<string> Engine = new("--engine") { Description = Strings.Get("OptionEngine"), DefaultValueFactory = _ => "embedded" };
    internal static readonly Option<string[]> Cluster = new("--cluster") { Description = Strings.Get("OptionCluster"), AllowMultipleArgumentsPerToken = true };
    internal static readonly Option<string> Database = new("--cluster-database") { Description = Strings.Get("OptionClusterDatabase"), DefaultValueFactory = _ => "sicert" };

    internal static void AddTo(Command command)
    {
        Engine.AcceptOnlyFromAmong("embedded", ClickHouse);
        Cluster.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.SelectMany(t => Split(t.Value)).Where(t => AddressOf(t) is null))
            {
                // a wrong address may hold a password: it is not repeated
                result.AddError($"--cluster: {Strings.Expected} http://host:8123");
            }
        });
        Database.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 and <= 64 } name || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                result.AddError($"--cluster-database: {Strings.Expected} [A-Za-z0-9_]");
            }
        });
        command.Validators.Add(result =>
        {
            // what was typed: a value that was refused cannot be asked for
            var isCluster = result.GetResult(Engine)?.Tokens is [{ Value: ClickHouse }];
            if (isCluster != (result.GetResult(Cluster)?.Tokens.Count > 0))
            {
                result.AddError($"--engine {ClickHouse} {Strings.Expected} --cluster http://host:8123[,http://host:8123...]");
            }
        });
        command.Options.Add(Engine);
        command.Options.Add(Cluster);
        command.Options.Add(Database);
    }

    /// <summary>Null: the embedded engine.</summary>
    internal static ClusterOptions? Of(ParseResult parsed) => parsed.GetRequiredValue(Engine) != ClickHouse ? null : new ClusterOptions
    {
        Shards = [.. parsed.GetRequiredValue(Cluster).SelectMany(Split).Select(AddressOf).OfType<Uri>()],
        Database = parsed.GetRequiredValue(Database),
        User = SecretFiles.Find(UserVariable, Environment.GetEnvironmentVariable) ?? "default",
        Password = SecretFiles.Find(PasswordVariable, Environment.GetEnvironmentVariable) ?? "",
    };

    private static string[] Split(string addresses) => addresses.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 ? address : null;
}
