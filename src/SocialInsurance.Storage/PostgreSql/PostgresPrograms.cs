using System.Globalization;
using System.Text.RegularExpressions;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>Who is connected: each connection carries its program's newest script and its schema in <c>application_name</c>.</summary>
internal static partial class PostgresPrograms
{
    private const string Default = "sicert";

    /// <summary>The server cuts names there, in bytes.</summary>
    private const int LongestName = 63;

    /// <param name="given">the operator's name for the connection; null: none</param>
    /// <param name="program">null: of this assembly</param>
    public static string NameOf(string? given, string schema, int? program)
    {
        var newest = program ?? MigrationScript.Load(schema.EndsWith("_templates", StringComparison.Ordinal) ? "PostgreSqlTemplates" : "PostgreSql")[^1].Version;
        var suffix = string.Create(CultureInfo.InvariantCulture, $" {newest}/{schema}");
        var name = new string([.. (given ?? Default).Where(char.IsAscii)]);
        return name[..Math.Min(name.Length, LongestName - suffix.Length)] + suffix;
    }

    public static async Task<IReadOnlyList<ConnectedProgram>> ListAsync(SqlSession session, string schema, CancellationToken cancellationToken)
    {
        var names = await session.ListAsync(
            """
            SELECT application_name, COUNT(*) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> current_setting('application_name')
            GROUP BY application_name ORDER BY application_name
            """,
            static row => (Name: row.GetString(0), Connections: row.GetInt64(1)),
            cancellationToken);
        return [.. names.Select(found => (found.Name, found.Connections, Said: Form().Match(found.Name)))
            .Where(found => found.Name == Default || (found.Said.Success && found.Said.Groups[2].Value == schema))
            .Select(found => new ConnectedProgram(found.Name, found.Said.Success ? (int?)int.Parse(found.Said.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null, found.Connections))];
    }

    [GeneratedRegex("^.* ([0-9]{1,6})/([a-z][a-z0-9_]{0,50})$")]
    private static partial Regex Form();
}
