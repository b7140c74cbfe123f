using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>How the store opens on PostgreSQL. Holds a secret: prints nothing of it.</summary>
public sealed partial record PostgresOptions
{
    /// <summary>Npgsql's form, "Host=...;Port=...;Database=...;Username=...;Password=...". From a file or the environment only.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Another database for the templates, in the same form; null for the same database and a schema of their own.</summary>
    public string? TemplatesConnectionString { get; init; }

    /// <summary>Schema of people, decisions and audit; the templates lie in "{Schema}_templates". Lower case; default "sicert".</summary>
    public string Schema { get; init; } = "sicert";

    /// <summary>Most connections of this process, 8..1000; default 24: two write people and audit, two write templates, the others read.</summary>
    public int MaxConnections { get; init; } = 24;

    /// <summary>How long one statement may take, seconds, 1..3600; default 60.</summary>
    public int CommandTimeoutSeconds { get; init; } = 60;

    /// <summary>How long making a connection may take, seconds, 1..300; default 10.</summary>
    public int ConnectTimeoutSeconds { get; init; } = 10;

    /// <summary>How many processes like this one share the server, 1..1000; default 1. The start is refused when their connections do not fit.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Where lists and counts are read; null: from the database itself.</summary>
    public PostgresReplicaOptions? Replica { get; init; }

    internal IEnumerable<string> FindErrors()
    {
        if (Instances is < 1 or > 1000)
        {
            yield return $"Instances: expected 1..1000, found {Instances}.";
        }

        foreach (var error in Replica?.FindErrors() ?? [])
        {
            yield return error;
        }

        foreach (var (name, value) in new[] { (nameof(ConnectionString), ConnectionString), (nameof(TemplatesConnectionString), TemplatesConnectionString) })
        {
            if ((value is not null || name == nameof(ConnectionString)) && !NamesDatabase(value))
            {
                // never repeated: it may hold a password, also in a wrong place
                yield return $"{name}: expected \"Host=...;Database=...;Username=...;Password=...\", found another form.";
            }
        }

        if (!SchemaName().IsMatch(Schema))
        {
            yield return $"Schema: expected lower-case letters, digits and underscores, at most 40, found {Schema.Length} other characters.";
        }

        if (MaxConnections is < 8 or > 1000)
        {
            yield return $"MaxConnections: expected 8..1000, found {MaxConnections}.";
        }

        if (CommandTimeoutSeconds is < 1 or > 3600)
        {
            yield return $"CommandTimeoutSeconds: expected 1..3600, found {CommandTimeoutSeconds}.";
        }

        if (ConnectTimeoutSeconds is < 1 or > 300)
        {
            yield return $"ConnectTimeoutSeconds: expected 1..300, found {ConnectTimeoutSeconds}.";
        }
    }

    internal static bool NamesDatabase(string? connectionString)
    {
        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(connectionString);
            return !string.IsNullOrWhiteSpace(parsed.Host) && !string.IsNullOrWhiteSpace(parsed.Database);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"Schema = {Schema}, MaxConnections = {MaxConnections}");
        return true;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex SchemaName();
}
