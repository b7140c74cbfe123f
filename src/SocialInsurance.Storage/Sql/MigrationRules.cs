namespace SocialInsurance.Storage.Sql;

/// <summary>Whether programs that do not know a script may work on a store that has it.</summary>
/// <param name="OldestProgram">newest script of the oldest program that may; null: none</param>
/// <param name="Why">for whoever plans an upgrade</param>
internal sealed record MigrationRule(int? OldestProgram, string Why);

/// <summary>
/// The rule of each script, in the order of their numbers. Expand, then contract: what only adds (a table, a column that may be empty or has a
/// default, an index) lets the programs before it go on; what removes or changes a meaning lets none and comes a version later.
/// </summary>
internal static class MigrationRules
{
    private const string UnknownEntries = "brings kinds of log entries, which programs before 13 take for damage when they verify";

    private static readonly MigrationRule[] Eligibility =
    [
        new(null, "makes the store"),
        new(null, UnknownEntries),
        new(null, UnknownEntries),
        new(null, UnknownEntries),
        new(null, UnknownEntries),
        new(null, UnknownEntries),
        new(null, "gives cases another form"),
        new(null, UnknownEntries),
        new(null, UnknownEntries),
        new(null, UnknownEntries),
        new(null, UnknownEntries),
        new(null, UnknownEntries),
        new(12, "adds a table that only programs from 13 on read"),
        new(13, "adds indexes and a cache of the log's tiles, of which programs before 14 leave holes"),
    ];

    private static readonly MigrationRule[] Templates =
    [
        new(null, "makes the store"),
        new(null, "templates name their key: programs before it would store them without"),
        new(2, "adds tables"),
    ];

    public static IReadOnlyList<MigrationRule> Of(bool templates) => templates ? Templates : Eligibility;

    /// <returns>null for a script that is planted by a test, or one that lets no older program go on</returns>
    public static int? OldestProgram(string scripts, int version)
    {
        var rules = Of(scripts.EndsWith("Templates", StringComparison.Ordinal));
        return version <= rules.Count ? rules[version - 1].OldestProgram : null;
    }
}

/// <summary>A program that is connected to a store, known by the newest script that it carries.</summary>
/// <param name="Newest">null: a program from before 13, which does not say</param>
/// <param name="Connections">that it holds at this moment</param>
internal sealed record ConnectedProgram(string Name, int? Newest, long Connections);
