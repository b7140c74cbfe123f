using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>
/// What a server, database and role allow, against what all instances may take together:
/// <c>Instances x MaxConnections + Reserve &lt;= min(max_connections - superuser_reserved_connections, limits of database and role)</c>.
/// Checked at the start, because connections run out at the busiest moment.
/// </summary>
internal static class PostgresPools
{
    /// <summary>Left for verbs, backups and the operator.</summary>
    public const int Reserve = 8;

    private const string Limits =
        """
        SELECT current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint,
          (SELECT datconnlimit::bigint FROM pg_database WHERE datname = current_database()),
          (SELECT CASE WHEN rolsuper THEN -1 ELSE rolconnlimit END::bigint FROM pg_roles WHERE rolname = current_user)
        """;

    /// <param name="perInstance">connections of one instance to this server</param>
    /// <exception cref="StorageRefusedException">not enough for all</exception>
    public static Task CheckAsync(PostgresDatabase database, int perInstance, int instances, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var allowed = (await session.ListAsync(Limits, static row => new[] { row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) }, cancellationToken))[0]
                .Where(limit => limit >= 0)
                .Min();
            var needed = ((long)instances * perInstance) + Reserve;
            return needed <= allowed
                ? true
                : throw new StorageRefusedException(
                    StorageFault.Misconfigured,
                    $"{database.Name}: 连接数不足，请减小 maxConnections 或增大服务器的 max_connections。 {instances} instances of {perInstance} connections and {Reserve} in reserve need {needed}, the server allows {allowed}. Set postgres.maxConnections to at most {Math.Max(0, (allowed - Reserve) / instances)}, or raise max_connections.");
        },
        cancellationToken);
}
