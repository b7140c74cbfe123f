using System.Text;
using System.Text.Json;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Cli.Commands;

/// <summary>What was handed in as a receipt: a file, a token, or something that says it is one.</summary>
/// <param name="Document">null for a token, and for a file that is not in order</param>
internal sealed record ReceiptOffered(string Text, ReceiptDocument? Document)
{
    /// <exception cref="InputRefused">not readable, too large, or nothing that claims to be a receipt</exception>
    internal static ReceiptOffered Read(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length > ReceiptFile.MaxSizeBytes)
        {
            throw Refuse(path, CommandContext.Invariant($"{new FileInfo(path).Length} bytes"));
        }

        var bytes = CommandContext.ReadInput(path);
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        return text.TrimStart().StartsWith(ReceiptToken.Prefix, StringComparison.Ordinal) ? new ReceiptOffered(text, null)
            : ClaimsToBeOne(text) ? new ReceiptOffered(text, ReceiptFile.TryRead(Encoding.UTF8.GetBytes(text)))
            : throw Refuse(path, Strings.Get("FoundOther"));
    }

    internal ReceiptVerdict Check(ReceiptTrust trust, DateOnly day) =>
        new ReceiptCheck(new ReceiptKeySet(trust.Keys)).CheckText(Text, day, trust.Revoked.Contains);

    private static bool ClaimsToBeOne(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("format", out var format)
                && format.ValueKind == JsonValueKind.String
                && format.GetString()!.StartsWith("sicert-receipt/", StringComparison.Ordinal);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static InputRefused Refuse(string path, string found) => new(new CliError(
        "notAReceipt", Strings.Get("NotAReceipt"), path, Expected: "sicert-receipt/1", Found: found));
}

/// <summary>Keys and revocations against which a receipt is checked.</summary>
/// <param name="Source"><c>given</c>: the checker trusts them; <c>file</c>: they came with the receipt and prove only that it is whole</param>
internal sealed record ReceiptTrust(IReadOnlyList<ReceiptPublicKey> Keys, string Source, IReadOnlySet<ReceiptId> Revoked, DateTimeOffset? RevocationsOf)
{
    /// <exception cref="InputRefused">no keys, or a list that the keys did not sign</exception>
    internal static ReceiptTrust Of(string? keysPath, string? revocationsPath, ReceiptOffered offered)
    {
        var keys = keysPath is not null ? ReadKeys(keysPath) : offered.Document is { } document ? [document.Key] : [];
        if (keys.Count == 0 && offered.Text.TrimStart().StartsWith(ReceiptToken.Prefix, StringComparison.Ordinal))
        {
            throw new InputRefused(new CliError("keysNeeded", Strings.Get("KeysNeeded"), Expected: "--keys PEM", Found: Strings.Get("FoundNothing")));
        }

        var source = keysPath is not null ? "given" : "file";
        if (revocationsPath is null)
        {
            return new ReceiptTrust(keys, source, new HashSet<ReceiptId>(), null);
        }

        var list = RevocationList.TryRead(CommandContext.ReadInput(revocationsPath));
        return list is not null && list.IsSignedBy(new ReceiptKeySet(keys))
            ? new ReceiptTrust(keys, source, list.Ids.ToHashSet(), list.IssuedAt)
            : throw new InputRefused(new CliError(
                "revocations", Strings.Get("RevocationsRefused"), revocationsPath, Expected: "sicert-revocations/1", Found: list is null ? Strings.Get("FoundOther") : Strings.Get("FoundOtherSignature")));
    }

    private static IReadOnlyList<ReceiptPublicKey> ReadKeys(string path)
    {
        try
        {
            return ReceiptPublicKey.TryReadPem(Encoding.UTF8.GetString(CommandContext.ReadInput(path))) ?? throw Refuse(path);
        }
        catch (FormatException)
        {
            throw Refuse(path);
        }
    }

    private static InputRefused Refuse(string path) => new(new CliError(
        "keys", Strings.Get("KeysRefused"), path, Expected: "-----BEGIN PUBLIC KEY-----, P-256", Found: Strings.Get("FoundOther")));
}
