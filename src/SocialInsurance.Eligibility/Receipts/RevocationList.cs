using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>
/// The ids of all revoked receipts whose period is not over, signed like a receipt: canonical bytes "receipt-revocations/1".
/// Ids are random and say nothing about a person. Pure, thread-safe.
/// </summary>
/// <param name="Ids">ascending</param>
public sealed record RevocationList(DateTimeOffset IssuedAt, IReadOnlyList<ReceiptId> Ids, ReceiptSignature Signature)
{
    private const string Format = "sicert-revocations/1";

    /// <summary>A list of a hundred thousand ids is 4 MB.</summary>
    public const int MaxSizeBytes = 8 * 1024 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 4,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static RevocationList Sign(IEnumerable<ReceiptId> revoked, DateTimeOffset issuedAt, IReceiptSigner signer)
    {
        ReceiptId[] ids = [.. revoked.OrderBy(id => id.ToString(), StringComparer.Ordinal)];
        return new RevocationList(issuedAt, ids, signer.Sign((writer, suite, keyId) => WriteCanonical(writer, suite, keyId, issuedAt, ids)));
    }

    public bool IsSignedBy(ReceiptKeySet keys) =>
        keys.Verifies(Signature, (writer, suite, keyId) => WriteCanonical(writer, suite, keyId, IssuedAt, Ids));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new Form(
            Format, UtcMicroseconds.From(IssuedAt), [.. Ids.Select(id => id.ToString())], (int)Signature.Suite, Signature.KeyId, Convert.ToHexStringLower(Signature.Bytes)),
        Options);

    /// <summary>Null for anything that is not such a list; the signature is not checked here.</summary>
    public static RevocationList? TryRead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var form = utf8.Length > MaxSizeBytes ? null : JsonSerializer.Deserialize<Form>(utf8, Options);
            return form?.Format == Format ? TryBuild(form) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException)
        {
            return null;
        }
    }

    private static RevocationList? TryBuild(Form form)
    {
        if (form.Ids is null || form.Signature is not { Length: <= 1024 }
            || form.IssuedAtMicroseconds < 0 || form.IssuedAtMicroseconds > UtcMicroseconds.From(DateTimeOffset.MaxValue))
        {
            return null;
        }

        List<ReceiptId> ids = [];
        foreach (var text in form.Ids)
        {
            if (!ReceiptId.TryParse(text, out var id))
            {
                return null;
            }

            ids.Add(id);
        }

        return new RevocationList(
            UtcMicroseconds.ToInstant(form.IssuedAtMicroseconds),
            ids,
            new ReceiptSignature((SignatureSuiteId)(byte)form.Suite, form.KeyId, Convert.FromHexString(form.Signature)));
    }

    private static void WriteCanonical(CanonicalWriter writer, SignatureSuiteId suite, uint keyId, DateTimeOffset issuedAt, IReadOnlyList<ReceiptId> ids)
    {
        writer.Restart("receipt-revocations/1");
        writer.Add((long)suite);
        writer.Add(keyId);
        writer.Add(issuedAt);
        foreach (var id in ids)
        {
            writer.Add(id.Value);
        }
    }

    private sealed record Form(string? Format, long IssuedAtMicroseconds, IReadOnlyList<string>? Ids, int Suite, uint KeyId, string? Signature);
}
