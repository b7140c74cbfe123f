using System.Globalization;
using System.Text.Json;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Receipts;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>A verdict for scripts and for people.</summary>
internal static class ReceiptReport
{
    internal static string KeyName(uint keyId) => keyId.ToString("x8", CultureInfo.InvariantCulture);

    internal static object Document(ReceiptVerdict verdict, ReceiptTrust trust, ReceiptOffered offered)
    {
        var body = verdict.Receipt?.Body;
        return new
        {
            ok = verdict.Ok,
            state = JsonNamingPolicy.CamelCase.ConvertName(verdict.State.ToString()),
            fault = verdict.Fault == ReceiptFault.None ? (ReceiptFault?)null : verdict.Fault,
            size = body?.Log.Size ?? 0,
            rootHash = body?.Log.RootHash.ToString(),
            firstBadEntry = verdict.Fault == ReceiptFault.ProofWrong ? body?.AuditSequence : null,
            proofChecked = verdict.ProofChecked,
            receiptId = body?.Id.ToString(),
            method = body?.Method,
            certifiedOn = body?.CertifiedOn,
            validUntil = body?.ValidUntil,
            issuedAt = body?.IssuedAt,
            authority = body?.Authority,
            keyId = verdict.Receipt is { } signed ? KeyName(signed.Signature.KeyId) : null,
            keySource = trust.Source,
            keys = trust.Keys.Select(key => key.Fingerprint.ToString()),
            revocationsOf = trust.RevocationsOf,
            holderSalt = offered.Document?.HolderSalt is not null,
        };
    }

    internal static void Show(ReceiptVerdict verdict, ReceiptTrust trust, ReceiptOffered offered, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Get(verdict.Fault == ReceiptFault.None ? $"Receipt{verdict.State}" : $"Receipt{verdict.Fault}")));
        if (verdict.Receipt is { } receipt)
        {
            var table = new Table().Border(TableBorder.None).HideHeaders();
            table.AddColumns(string.Empty, string.Empty);
            Row("ReceiptId", receipt.Body.Id.ToString());
            Row("ReceiptAuthority", receipt.Body.Authority);
            Row("ReceiptCertifiedOn", CommandContext.Invariant($"{receipt.Body.CertifiedOn:yyyy-MM-dd}"));
            Row("ReceiptValidUntil", CommandContext.Invariant($"{receipt.Body.ValidUntil:yyyy-MM-dd}"));
            Row("ReceiptLog", CommandContext.Invariant($"{receipt.Body.AuditSequence} / {receipt.Body.Log.Size}, {receipt.Body.Log.RootHash}"));
            Row("ReceiptKey", $"{KeyName(receipt.Signature.KeyId)} {receipt.Signature.Suite}");
            console.Write(table);

            void Row(string key, string value) => table.AddRow(Markup.Escape(Strings.Get(key)), Markup.Escape(value));
        }

        if (verdict.Fault == ReceiptFault.None && !verdict.ProofChecked)
        {
            console.MarkupLine(Markup.Escape(Strings.Get("ReceiptTokenOnly")));
        }

        if (trust.Source == "file" && offered.Document is { } document)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("ReceiptKeyFromFile", document.Key.Fingerprint)));
        }
    }
}
