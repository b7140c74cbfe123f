using System.Text;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>A streaming replica for lists and counts: the queue, the supervisor's page, the public figures. Holds a secret: prints nothing of it.</summary>
public sealed record PostgresReplicaOptions
{
    /// <summary>In the form of <see cref="PostgresOptions.ConnectionString"/>. From a file or the environment only.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>What it shows may be so old, seconds, 1..600; default 10. Beyond it the primary answers.</summary>
    public int MaximumLagSeconds { get; init; } = 10;

    /// <summary>Most connections of this process to it, 1..1000; default 8.</summary>
    public int MaxConnections { get; init; } = 8;

    internal IEnumerable<string> FindErrors()
    {
        if (!PostgresOptions.NamesDatabase(ConnectionString))
        {
            yield return "Replica.ConnectionString: expected \"Host=...;Database=...;Username=...;Password=...\", found another form.";
        }

        if (MaximumLagSeconds is < 1 or > 600)
        {
            yield return $"Replica.MaximumLagSeconds: expected 1..600, found {MaximumLagSeconds}.";
        }

        if (MaxConnections is < 1 or > 1000)
        {
            yield return $"Replica.MaxConnections: expected 1..1000, found {MaxConnections}.";
        }
    }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"MaximumLagSeconds = {MaximumLagSeconds}, MaxConnections = {MaxConnections}");
        return true;
    }
}
