using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Eligibility.Auditing;

/// <summary>The two salts of one entry, each 32 bytes; a receipt may reveal them without touching any other entry.</summary>
public readonly record struct AuditSalts(Sha256Digest Subject, Sha256Digest Payload);

/// <summary>
/// All that the audit key does. Salts of entry n are the halves of HMAC-SHA-512(key, "salts" || n); seals are
/// HMAC-SHA-256(key, label || content), so that somebody who can write the database but lacks the key cannot forge an entry.
/// Safe on any thread; owns its copy of the key.
/// </summary>
public sealed class AuditSealer
{
    private readonly byte[] key;

    /// <param name="key">32 bytes</param>
    public AuditSealer(ReadOnlySpan<byte> key)
    {
        if (key.Length != 32)
        {
            throw new ArgumentException($"Audit key: expected 32 bytes, found {key.Length}.", nameof(key));
        }

        this.key = key.ToArray();
    }

    public AuditSalts SaltsOf(long sequence)
    {
        Span<byte> message = stackalloc byte[5 + sizeof(long)];
        "salts"u8.CopyTo(message);
        BinaryPrimitives.WriteInt64BigEndian(message[5..], sequence);
        Span<byte> salts = stackalloc byte[HMACSHA512.HashSizeInBytes];
        HMACSHA512.HashData(key, message, salts);
        return new AuditSalts(new Sha256Digest(salts[..32]), new Sha256Digest(salts[32..]));
    }

    /// <summary>The entry that records <paramref name="record"/> at <paramref name="sequence"/>.</summary>
    public AuditEntry EntryFor(IAuditable record, long sequence, CanonicalWriter scratch)
    {
        var salts = SaltsOf(sequence);
        record.WriteCanonical(scratch);
        return new AuditEntry(
            sequence,
            record.RecordedAt,
            record.AuditKind,
            Commit(salts.Subject, Encoding.UTF8.GetBytes(record.AuditSubject)),
            Commit(salts.Payload, scratch.Written));
    }

    public Sha256Digest SealOfEntry(Sha256Digest leafHash)
    {
        Span<byte> message = stackalloc byte[5 + Sha256Digest.SizeBytes];
        "entry"u8.CopyTo(message);
        leafHash.CopyTo(message[5..]);
        return Mac(message);
    }

    public Sha256Digest SealOfCheckpoint(AuditHead head, DateTimeOffset recordedAt)
    {
        Span<byte> message = stackalloc byte[10 + (2 * sizeof(long)) + Sha256Digest.SizeBytes];
        "checkpoint"u8.CopyTo(message);
        BinaryPrimitives.WriteInt64BigEndian(message[10..], head.Size);
        BinaryPrimitives.WriteInt64BigEndian(message[18..], UtcMicroseconds.From(recordedAt));
        head.RootHash.CopyTo(message[26..]);
        return Mac(message);
    }

    /// <summary>SHA-256(salt || content): what a receipt's holder recomputes.</summary>
    public static Sha256Digest Commit(Sha256Digest salt, ReadOnlySpan<byte> content)
    {
        var sizeBytes = Sha256Digest.SizeBytes + content.Length;
        Span<byte> salted = sizeBytes <= 1024 ? stackalloc byte[1024] : new byte[sizeBytes];
        salt.CopyTo(salted);
        content.CopyTo(salted[Sha256Digest.SizeBytes..]);
        return Sha256Digest.Of(salted[..sizeBytes]);
    }

    private Sha256Digest Mac(ReadOnlySpan<byte> message)
    {
        Span<byte> mac = stackalloc byte[Sha256Digest.SizeBytes];
        HMACSHA256.HashData(key, message, mac);
        return new Sha256Digest(mac);
    }
}
