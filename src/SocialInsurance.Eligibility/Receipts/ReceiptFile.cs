using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>
/// All that an offline check needs, years later: the token, what it says in plain words, the proof, the public key. The plain
/// words are for people without a program; a file whose words differ from its token is refused.
/// </summary>
/// <param name="HolderSalt">only in the holder's own copy: see <see cref="HolderCommitment"/></param>
public sealed record ReceiptDocument(SignedReceipt Receipt, ReceiptProof Proof, ReceiptPublicKey Key, Sha256Digest? HolderSalt = null);

/// <summary>Reads and writes <c>*.receipt.json</c>: "sicert-receipt/1", UTF-8, at most 64 KiB. Pure, thread-safe.</summary>
public static class ReceiptFile
{
    public const int MaxSizeBytes = 64 * 1024;

    private const string Format = "sicert-receipt/1";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        MaxDepth = 8,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(ReceiptDocument document) => JsonSerializer.SerializeToUtf8Bytes(
        new FileForm(
            Format,
            ReceiptToken.Write(document.Receipt),
            WordsOf(document.Receipt),
            new EntryForm(
                document.Proof.Entry.Sequence,
                UtcMicroseconds.From(document.Proof.Entry.RecordedAt),
                (int)document.Proof.Entry.Kind,
                document.Proof.Entry.SubjectCommitment.ToString(),
                document.Proof.Entry.PayloadDigest.ToString()),
            [.. document.Proof.Path.Select(sibling => sibling.ToString())],
            document.Key.ToPem(),
            document.HolderSalt?.ToString()),
        Options);

    /// <summary>Null for anything that is not a receipt file; never throws on content.</summary>
    public static ReceiptDocument? TryRead(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxSizeBytes)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<FileForm>(utf8, Options) is { } form ? TryBuild(form) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReceiptDocument? TryBuild(FileForm form)
    {
        if (form.Format != Format || !ReceiptToken.TryRead(form.Token, out var receipt) || form.Receipt != WordsOf(receipt))
        {
            return null;
        }

        var keys = form.PublicKey is { Length: < 4096 } pem ? ReceiptPublicKey.TryReadPem(pem) : null;
        var proof = TryBuild(form.Entry, form.Proof);
        var salt = default(Sha256Digest);
        return keys is not [var key] || proof is null || (form.HolderSalt is not null && !Sha256Digest.TryParse(form.HolderSalt, out salt))
            ? null
            : new ReceiptDocument(receipt, proof, key, form.HolderSalt is null ? null : salt);
    }

    private static ReceiptProof? TryBuild(EntryForm? entry, IReadOnlyList<string>? path)
    {
        if (entry is null || path is null || path.Count > 64
            || !Sha256Digest.TryParse(entry.SubjectCommitment, out var subject)
            || !Sha256Digest.TryParse(entry.PayloadDigest, out var payload)
            || Math.Abs((decimal)entry.RecordedAtMicroseconds) > UtcMicroseconds.From(DateTimeOffset.MaxValue))
        {
            return null;
        }

        List<Sha256Digest> siblings = [];
        foreach (var text in path)
        {
            if (!Sha256Digest.TryParse(text, out var sibling))
            {
                return null;
            }

            siblings.Add(sibling);
        }

        var recordedAt = entry.RecordedAtMicroseconds < 0 ? default : UtcMicroseconds.ToInstant(entry.RecordedAtMicroseconds);
        return new ReceiptProof(new AuditEntry(entry.Sequence, recordedAt, (AuditKind)entry.Kind, subject, payload), siblings);
    }

    private static WordsForm WordsOf(SignedReceipt receipt)
    {
        var body = receipt.Body;
        return new WordsForm(
            body.Id.ToString(),
            body.Method.ToString(),
            body.CertifiedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            body.ValidUntil.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            body.IssuedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            body.Authority,
            body.Holder.ToString(),
            body.AuditSequence,
            body.Log.Size,
            body.Log.RootHash.ToString(),
            receipt.Signature.Suite.ToString(),
            receipt.Signature.KeyId.ToString("x8", CultureInfo.InvariantCulture));
    }

    private sealed record FileForm(
        string? Format, string? Token, WordsForm? Receipt, EntryForm? Entry, IReadOnlyList<string>? Proof, string? PublicKey, string? HolderSalt);

    private sealed record WordsForm(
        string ReceiptId,
        string Method,
        string CertifiedOn,
        string ValidUntil,
        string IssuedAt,
        string Authority,
        string Holder,
        long AuditSequence,
        long LogSize,
        string RootHash,
        string Suite,
        string KeyId);

    private sealed record EntryForm(long Sequence, long RecordedAtMicroseconds, int Kind, string SubjectCommitment, string PayloadDigest);
}
