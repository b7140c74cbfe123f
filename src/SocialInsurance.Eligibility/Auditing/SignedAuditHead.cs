using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Eligibility.Auditing;

/// <summary>
/// Size and root of the log, signed by the authority: what a witness outside keeps, so that history cannot be written anew by anybody,
/// the owner of all keys included. Canonical bytes "audit-head/1": suite, key, size, root, instant. Pure, thread-safe.
/// </summary>
public sealed record SignedAuditHead(AuditHead Head, DateTimeOffset SignedAt, ReceiptSignature Signature)
{
    private const string Format = "sicert-audit-head/1";
    private const int MaxSizeBytes = 4096;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 2,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    public static SignedAuditHead Sign(AuditHead head, DateTimeOffset signedAt, IReceiptSigner signer) =>
        new(head, signedAt, signer.Sign((writer, suite, keyId) => WriteCanonical(writer, suite, keyId, head, signedAt)));

    public bool IsSignedBy(ReceiptKeySet keys) =>
        keys.Verifies(Signature, (writer, suite, keyId) => WriteCanonical(writer, suite, keyId, Head, SignedAt));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new Form(
            Format, Head.Size, Head.RootHash.ToString(), UtcMicroseconds.From(SignedAt), (int)Signature.Suite, Signature.KeyId, Convert.ToHexStringLower(Signature.Bytes)),
        Options);

    /// <summary>Null for anything that is not such a head; the signature is not checked here.</summary>
    public static SignedAuditHead? TryRead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return (utf8.Length > MaxSizeBytes ? null : JsonSerializer.Deserialize<Form>(utf8, Options)) is { Format: Format, Signature: not null } form
                && form.Size >= 0
                && Sha256Digest.TryParse(form.RootHash, out var root)
                && form.SignedAtMicroseconds >= 0
                && form.SignedAtMicroseconds <= UtcMicroseconds.From(DateTimeOffset.MaxValue)
                ? new SignedAuditHead(
                    new AuditHead(form.Size, root),
                    UtcMicroseconds.ToInstant(form.SignedAtMicroseconds),
                    new ReceiptSignature((SignatureSuiteId)(byte)form.Suite, form.KeyId, Convert.FromHexString(form.Signature)))
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException)
        {
            return null;
        }
    }

    private static void WriteCanonical(CanonicalWriter writer, SignatureSuiteId suite, uint keyId, AuditHead head, DateTimeOffset signedAt)
    {
        writer.Restart("audit-head/1");
        writer.Add((long)suite);
        writer.Add(keyId);
        writer.Add(head.Size);
        writer.Add(head.RootHash);
        writer.Add(signedAt);
    }

    private sealed record Form(string? Format, long Size, string? RootHash, long SignedAtMicroseconds, int Suite, uint KeyId, string? Signature);
}
