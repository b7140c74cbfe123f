using System.Text.RegularExpressions;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Tests;

/// <summary>The store that the program of version 6 filled, put into a data folder from its fixture: tables, rows and keys of invented people.</summary>
internal static partial class OldStore
{
    public const int Version = 6;

    public static async Task PrepareAsync(DataFolder folder)
    {
        await using (await folder.OpenAsync())
        {
            // makes the places; tables and keys of the old program take over below
        }

        folder.Intruder.Empty();
        Directory.Delete(folder.File("keys"), recursive: true);
        Directory.CreateDirectory(folder.File("keys"));
        foreach (var key in Directory.GetFiles(Fixture("keys")))
        {
            var copy = Path.Combine(folder.File("keys"), Path.GetFileName(key));
            File.Copy(key, copy);
            if (!OperatingSystem.IsWindows())
            {
                // a checkout keeps no mode, and a key that others may read is refused
                File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        await FillAsync(folder, templates: false, "rows.sql");
        await FillAsync(folder, templates: true, "template-rows.sql");
    }

    private static async Task FillAsync(DataFolder folder, bool templates, string rows)
    {
        await using (var database = await folder.Intruder.OpenRawAsync(templates))
        {
            await new MigrationRunner(database, [.. folder.Migrations(templates).Where(script => templates || script.Version <= Version)], folder.Time).RunAsync(DataFolder.Cancel);
        }

        await using var connection = folder.Intruder.Connect(templates);
        await using var command = connection.CreateCommand();
        command.CommandText = Bytes().Replace(await File.ReadAllTextAsync(Fixture(rows), DataFolder.Cancel), found => folder.Intruder.Literal(Convert.FromHexString(found.Groups[1].Value)));
        await command.ExecuteNonQueryAsync(DataFolder.Cancel);
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "version-6", name);

    [GeneratedRegex("x'([0-9a-f]*)'")]
    private static partial Regex Bytes();
}
