using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Service.Platform;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>receipt verify|show|keys</c>: checks receipts without network and database; issues and exports them.</summary>
internal static class ReceiptCommand
{
    private static readonly Argument<string> File = new("file") { Description = Strings.Get("ArgumentReceipt") };
    private static readonly Option<string?> Keys = new("--keys") { Description = Strings.Get("OptionReceiptKeys") };
    private static readonly Option<string?> Revocations = new("--revocations") { Description = Strings.Get("OptionRevocations") };
    private static readonly Option<DateOnly?> AsOf = new("--as-of") { Description = Strings.Get("OptionReceiptAsOf") };
    private static readonly Option<string> Beneficiary = new("--beneficiary") { Description = Strings.Get("OptionReceiptBeneficiary"), Required = true };
    private static readonly Option<string> Out = new("--out") { Description = Strings.Get("OptionReceiptOut"), Required = true };
    private static readonly Option<string?> Authority = new("--authority") { Description = Strings.Get("OptionAuthority") };
    private static readonly Option<bool> HolderProof = new("--with-holder-proof") { Description = Strings.Get("OptionHolderProof") };
    private static readonly Option<bool> Rotate = new("--rotate") { Description = Strings.Get("OptionReceiptRotate") };

    internal static Command Create() => new("receipt", Strings.Get("ReceiptHelp")) { CreateVerify(), CreateShow(), CreateKeys() };

    private static Command CreateVerify()
    {
        var verify = new Command("verify", CommandContext.Help(
            "ReceiptVerifyHelp",
            "receipt verify my.receipt.json --keys sicert-data/keys/receipt-1.pub.pem",
            "receipt verify my.receipt.json --keys receipt-1.pub.pem --revocations revocations.json --json")) { File, Keys, Revocations, AsOf };
        verify.Handle((parsed, terminal, _) =>
        {
            var offered = ReceiptOffered.Read(parsed.GetRequiredValue(File));
            var trusted = ReceiptTrust.Of(parsed.GetValue(Keys), parsed.GetValue(Revocations), offered);
            var verdict = offered.Check(trusted, parsed.GetValue(AsOf) ?? LocalToday());
            terminal.Result(ReceiptReport.Document(verdict, trusted, offered), console => ReceiptReport.Show(verdict, trusted, offered, console));
            return verdict.Ok ? ExitCode.Positive : ExitCode.Negative;
        });
        return verify;
    }

    private static Command CreateShow()
    {
        var show = new Command("show", CommandContext.Help(
            "ReceiptShowHelp", "receipt show --data sicert-data --beneficiary S000000001 --out my.receipt.json")) { AuditCommand.Data, Beneficiary, Out, Authority, HolderProof, AsOf };
        show.Handle(async (parsed, terminal, cancellation) =>
        {
            var beneficiary = BeneficiaryId.TryCreate(parsed.GetRequiredValue(Beneficiary), out var id)
                ? id
                : throw new InputRefused(new CliError("beneficiary", Strings.Get("BeneficiaryInvalid"), Expected: "1..32 [A-Za-z0-9-]", Found: Strings.Get("FoundOther")));
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var issued = await new IssueReceipt(
                storage.Store, new ReceiptSources(storage.Reader, storage.Receipts, storage.Identities, storage.AuditLog), storage.ReceiptSigner, TimeProvider.System)
                .ExecuteAsync(beneficiary, parsed.GetValue(Authority) ?? PlatformPorts.DefaultAuthority, parsed.GetValue(AsOf) ?? LocalToday(), cancellation);
            if (issued.Stored is not { } stored)
            {
                terminal.Result(new { issued = false, refusal = issued.Refusal!.Code }, console => console.MarkupLine(Markup.Escape(Strings.Format("ReceiptNone", beneficiary))));
                return ExitCode.Negative;
            }

            var salt = parsed.GetValue(HolderProof)
                ? HolderCommitment.SaltFrom((await storage.AuditLog.ProveInclusionAsync(stored.Receipt.Signed.Body.AuditSequence, cancellation))!.Salts)
                : default(Eligibility.Auditing.Sha256Digest?);
            var key = storage.ReceiptSigner.Published.First(one => one.Id == stored.Receipt.Signed.Signature.KeyId);
            var path = parsed.GetRequiredValue(Out);
            Write(path, ReceiptFile.Write(new ReceiptDocument(stored.Receipt.Signed, stored.Receipt.Proof, key, salt)));
            terminal.Result(
                new
                {
                    issued = true,
                    isNew = issued.IsNew,
                    receiptId = stored.Receipt.Id.ToString(),
                    revoked = stored.Revocation is not null,
                    file = path,
                    token = ReceiptToken.Write(stored.Receipt.Signed),
                },
                console => console.MarkupLine(Markup.Escape(Strings.Format("ReceiptWritten", stored.Receipt.Id, path))));
            return ExitCode.Positive;
        });
        return show;
    }

    private static Command CreateKeys()
    {
        var keys = new Command("keys", CommandContext.Help("ReceiptKeysHelp", "receipt keys --data sicert-data", "receipt keys --data sicert-data --rotate")) { AuditCommand.Data, Rotate };
        keys.Handle(async (parsed, terminal, cancellation) =>
        {
            var folder = parsed.GetRequiredValue(AuditCommand.Data);
            if (parsed.GetValue(Rotate))
            {
                await using var former = await DataStore.OpenExistingAsync(folder, cancellation);
                await former.RotateReceiptKeyAsync(cancellation);
            }

            await using var storage = await DataStore.OpenExistingAsync(folder, cancellation);
            var published = storage.ReceiptSigner.Published;
            terminal.Result(
                new
                {
                    current = ReceiptReport.KeyName(storage.ReceiptSigner.Current.Id),
                    keys = published.Select(key => new { keyId = ReceiptReport.KeyName(key.Id), suite = key.Suite, fingerprint = key.Fingerprint.ToString(), publicKey = key.ToPem() }),
                },
                console =>
                {
                    foreach (var key in published)
                    {
                        console.MarkupLine(Markup.Escape($"{ReceiptReport.KeyName(key.Id)}  {key.Suite}  SHA-256 {key.Fingerprint}\n{key.ToPem()}"));
                    }
                });
            return ExitCode.Positive;
        });
        return keys;
    }

    /// <summary>The day in China: periods begin and end on it.</summary>
    private static DateOnly LocalToday() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    private static void Write(string path, byte[] content)
    {
        try
        {
            System.IO.File.WriteAllBytes(path + ".part", content);
            System.IO.File.Move(path + ".part", path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputRefused(new CliError("notWritable", Strings.Get("FileNotWritable"), path, Expected: Strings.Get("ExpectedWritableFile"), Found: fault.GetType().Name));
        }
    }
}
