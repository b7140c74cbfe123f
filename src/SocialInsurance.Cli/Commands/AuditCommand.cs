using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Operations;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>audit verify</c>: whether the log is whole, and where it is not.</summary>
internal static class AuditCommand
{
    internal static readonly Option<string> Data = new("--data") { Description = Strings.Get("OptionData"), DefaultValueFactory = _ => "sicert-data" };

    internal static Command Create()
    {
        var verify = new Command("verify", CommandContext.Help("AuditVerifyHelp", "audit verify --data sicert-data")) { Data };
        verify.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(Data), cancellation);
            var verdict = await storage.AuditLog.VerifyAsync(cancellation);
            new OperationBook(parsed.GetRequiredValue(Data)).Note(CareOperation.AuditVerify, TimeProvider.System.GetUtcNow(), verdict.Ok);
            terminal.Result(Document(verdict), console => Show(verdict, console));
            return verdict.Ok ? ExitCode.Positive : ExitCode.Negative;
        });
        return new Command("audit", Strings.Get("AuditHelp")) { verify, AuditWitnessCommand.CreateExport(), AuditWitnessCommand.CreateCheck() };
    }

    internal static object Document(AuditVerification verdict) => new
    {
        ok = verdict.Ok,
        size = verdict.Size,
        rootHash = verdict.RootHash.ToString(),
        fault = verdict.Ok ? (AuditFault?)null : verdict.Fault,
        firstBadEntry = verdict.FirstBadEntry,
    };

    private static void Show(AuditVerification verdict, IAnsiConsole console) => console.MarkupLine(Markup.Escape(verdict.Ok
        ? Strings.Format("AuditWhole", verdict.Size, verdict.RootHash)
        : Strings.Format("AuditBroken", verdict.FirstBadEntry, Strings.Get($"Audit{verdict.Fault}"))));
}
