using System.CommandLine;
using System.Text;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Storage.Operations;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>audit export|check</c>: a copy of the log for a witness outside, and whether the log is still what the witness saw.</summary>
internal static class AuditWitnessCommand
{
    private static readonly Argument<string> Copy = new("copy") { Description = Strings.Get("ArgumentWitness") };
    private static readonly Option<string> Out = new("--out") { Description = Strings.Get("OptionWitnessOut"), Required = true };
    private static readonly Option<string?> Keys = new("--keys") { Description = Strings.Get("OptionWitnessKeys") };
    private static readonly Option<string?> Data = new("--data") { Description = Strings.Get("OptionWitnessData") };

    internal static Command CreateExport()
    {
        var export = new Command("export", CommandContext.Help("AuditExportHelp", "audit export --data sicert-data --out witness")) { AuditCommand.Data, Out };
        export.Handle(async (parsed, terminal, cancellation) =>
        {
            var folder = parsed.GetRequiredValue(Out);
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            using var line = terminal.Progress();
            try
            {
                var verdict = await new WitnessCopy(folder).UpdateAsync(
                    storage.AuditLog,
                    storage.ReceiptSigner,
                    TimeProvider.System.GetUtcNow(),
                    new CopyProgress(line),
                    cancellation);
                new OperationBook(parsed.GetRequiredValue(AuditCommand.Data)).Note(CareOperation.AuditExport, TimeProvider.System.GetUtcNow(), verdict.Ok);
                return Show(terminal, verdict, signed: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new InputRefused(new CliError("notWritable", Strings.Get("FileNotWritable"), folder, Expected: Strings.Get("ExpectedWritableFile"), Found: fault.GetType().Name));
            }
        });
        return export;
    }

    internal static Command CreateCheck()
    {
        var check = new Command("check", CommandContext.Help(
            "AuditCheckHelp", "audit check witness --keys receipt-1.pub.pem", "audit check witness --keys receipt-1.pub.pem --data sicert-data --json")) { Copy, Keys, Data };
        check.Handle(async (parsed, terminal, cancellation) =>
        {
            var copy = new WitnessCopy(parsed.GetRequiredValue(Copy));
            var keys = parsed.GetValue(Keys) is { } path ? new ReceiptKeySet(ReadKeys(path)) : null;
            if (parsed.GetValue(Data) is not { } data)
            {
                return Show(terminal, await copy.CheckAsync(keys, cancellation), keys is not null);
            }

            await using var storage = await DataStore.OpenExistingAsync(data, cancellation);
            return Show(terminal, await copy.CompareAsync(storage.AuditLog, keys, cancellation), keys is not null);
        });
        return check;
    }

    private static int Show(Terminal terminal, WitnessVerdict verdict, bool signed)
    {
        terminal.Result(
            new
            {
                ok = verdict.Ok,
                size = verdict.Size,
                rootHash = verdict.RootHash.ToString(),
                heads = verdict.Heads,
                signaturesChecked = signed,
                fault = verdict.Ok ? (WitnessFault?)null : verdict.Fault,
                firstBadEntry = verdict.FirstBadEntry,
            },
            console =>
            {
                console.MarkupLine(Markup.Escape(verdict.Ok
                    ? Strings.Format("WitnessWhole", verdict.Size, verdict.Heads, verdict.RootHash)
                    : Strings.Format("WitnessBroken", verdict.FirstBadEntry ?? 0, Strings.Get($"Witness{verdict.Fault}"))));
                if (!signed)
                {
                    console.MarkupLine(Markup.Escape(Strings.Get("WitnessUnsigned")));
                }
            });
        return verdict.Ok ? ExitCode.Positive : ExitCode.Negative;
    }

    private static IReadOnlyList<ReceiptPublicKey> ReadKeys(string path)
    {
        try
        {
            return ReceiptPublicKey.TryReadPem(Encoding.UTF8.GetString(CommandContext.ReadInput(path))) ?? throw new FormatException();
        }
        catch (FormatException)
        {
            throw new InputRefused(new CliError("keys", Strings.Get("KeysRefused"), path, Expected: "-----BEGIN PUBLIC KEY-----, P-256", Found: Strings.Get("FoundOther")));
        }
    }

    private sealed class CopyProgress(ProgressLine line) : IProgress<(long Copied, long Of)>
    {
        public void Report((long Copied, long Of) value) => line.Report(Strings.Get("PhaseWitness"), value.Copied, value.Of, Strings.Get("UnitEntries"));
    }
}
