using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Operations;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>backup</c>: a whole copy of a data folder and its databases as they are at one moment, while the service runs.</summary>
internal static class BackupCommand
{
    internal static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = Strings.Get("OptionPassphraseFile") };
    private static readonly Option<string> Out = new("--out") { Description = Strings.Get("OptionBackupOut"), Required = true };
    private static readonly Option<bool> WithoutKeys = new("--without-keys") { Description = Strings.Get("OptionWithoutKeys") };
    private static readonly Option<bool> WithoutRuns = new("--without-runs") { Description = Strings.Get("OptionWithoutRuns") };

    internal static Command Create()
    {
        var backup = new Command("backup", CommandContext.Help(
            "BackupHelp",
            "backup --data sicert-data --out backups/2026-11-22",
            "backup --data sicert-data --out backups/2026-11-22 --passphrase-file backup.pass",
            "backup --data sicert-data --out backups/2026-11-22 --without-keys")) { AuditCommand.Data, Out, WithoutKeys, PassphraseFile, WithoutRuns };
        backup.Validators.Add(result =>
        {
            if (result.GetValue(WithoutKeys) && result.GetValue(PassphraseFile) is not null)
            {
                result.AddError(Strings.Get("BackupKeysTwice"));
            }
        });
        backup.Handle(async (parsed, terminal, cancellation) =>
        {
            var passphrase = ReadPassphrase(parsed.GetValue(PassphraseFile));
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            using var line = terminal.Progress();
            var keys = parsed.GetValue(WithoutKeys) ? BackupKeys.Absent : passphrase is null ? BackupKeys.Open : BackupKeys.Sealed;
            var options = new BackupOptions { Out = parsed.GetRequiredValue(Out), Keys = keys, Passphrase = passphrase, WithRuns = !parsed.GetValue(WithoutRuns) };
            var result = await storage.BackUpAsync(options, new BackupLine(line), cancellation);
            line.Clear();
            new OperationBook(parsed.GetRequiredValue(AuditCommand.Data)).Note(CareOperation.Backup, TimeProvider.System.GetUtcNow(), ok: true);
            terminal.Result(
                new { entries = result.Entries, rootHash = result.RootHash.ToString(), path = result.Path, files = result.Files, sizeBytes = result.SizeBytes, keys = result.Keys },
                console => Show(result, console));
            return ExitCode.Positive;
        });
        return backup;
    }

    /// <summary>The first line of the file; null when no file is named.</summary>
    internal static string? ReadPassphrase(string? path) => path is null
        ? null
        : System.Text.Encoding.UTF8.GetString(CommandContext.ReadInput(path)).Split('\n')[0].TrimEnd('\r');

    private static void Show(BackupResult result, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Format("BackupDone", result.Path, result.Files, result.SizeBytes, result.Entries, result.RootHash)));
        console.MarkupLine(Markup.Escape(Strings.Get($"BackupKeys{result.Keys}")));
    }
}

/// <summary>Reports in the thread of the copy: the line itself is quick and thread-safe.</summary>
internal sealed class BackupLine(ProgressLine line) : IProgress<BackupProgress>
{
    public void Report(BackupProgress value) =>
        line.Report(Strings.Get($"PhaseBackup{value.Phase}"), value.Done >> 20, value.Total >> 20, "MB");
}
