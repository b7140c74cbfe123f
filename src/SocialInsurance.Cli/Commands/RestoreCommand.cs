using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Operations;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>restore</c>: a backup into an empty folder, verified before it takes its place.</summary>
internal static class RestoreCommand
{
    private static readonly Option<string> From = new("--from") { Description = Strings.Get("OptionRestoreFrom"), Required = true };
    private static readonly Option<string?> Keys = new("--keys") { Description = Strings.Get("OptionRestoreKeys") };
    private static readonly Option<bool> AsTheyAre = new("--as-they-are") { Description = Strings.Get("OptionAsTheyAre") };

    private static readonly Option<string?> NoteIn = new("--note-in") { Description = Strings.Get("OptionNoteIn"), HelpName = "DATA" };

    internal static Command Create()
    {
        var restore = new Command("restore", CommandContext.Help(
            "RestoreHelp",
            "restore --from backups/2026-11-22 --data restored",
            "restore --from backups/2026-11-22 --data restored --passphrase-file backup.pass",
            "restore --from sicert-data/backups/before-schema-9 --data restored --keys sicert-data/keys --as-they-are")) { From, AuditCommand.Data, BackupCommand.PassphraseFile, Keys, AsTheyAre, NoteIn };
        restore.Handle(async (parsed, terminal, cancellation) =>
        {
            var options = new RestoreOptions
            {
                From = parsed.GetRequiredValue(From),
                Into = StorageConfiguration.Read(parsed.GetRequiredValue(AuditCommand.Data), Environment.GetEnvironmentVariable),
                Passphrase = BackupCommand.ReadPassphrase(parsed.GetValue(BackupCommand.PassphraseFile)),
                KeysFolder = parsed.GetValue(Keys),
                AsTheyAre = parsed.GetValue(AsTheyAre),
            };
            using var line = terminal.Progress();
            var result = await PlatformStorage.RestoreAsync(options, TimeProvider.System, new BackupLine(line), cancellation);
            line.Clear();
            if (parsed.GetValue(NoteIn) is { } noted)
            {
                new OperationBook(noted).Note(CareOperation.RestoreCheck, TimeProvider.System.GetUtcNow(), result.Verified);
            }

            terminal.Result(
                new { entries = result.Entries, rootHash = result.RootHash.ToString(), files = result.Files, sizeBytes = result.SizeBytes, verified = result.Verified },
                console => console.MarkupLine(Markup.Escape(Strings.Format(
                    result.Verified ? "RestoreDone" : "RestoreAsTheyAreDone", options.Into.Folder, result.Files, result.SizeBytes, result.Entries, result.RootHash))));
            return ExitCode.Positive;
        });
        return restore;
    }
}
