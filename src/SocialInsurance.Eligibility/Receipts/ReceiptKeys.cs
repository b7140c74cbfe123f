using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>A key that verifies. Named by itself: whoever has the key has its id.</summary>
/// <param name="Spki">SubjectPublicKeyInfo; never changed</param>
public sealed record ReceiptPublicKey(SignatureSuiteId Suite, byte[] Spki)
{
    private const string PemLabel = "PUBLIC KEY";

    public Sha256Digest Fingerprint { get; } = Sha256Digest.Of(Spki);

    /// <summary>The first four bytes of the fingerprint, big-endian.</summary>
    public uint Id => BinaryPrimitives.ReadUInt32BigEndian(Fingerprint.ToArray());

    public string ToPem() => PemEncoding.WriteString(PemLabel, Spki) + "\n";

    /// <summary>Every public key of a PEM text, text between them ignored; null when there is none, or one that no suite knows.</summary>
    public static IReadOnlyList<ReceiptPublicKey>? TryReadPem(string pem)
    {
        List<ReceiptPublicKey> keys = [];
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var found))
        {
            var spki = Convert.FromBase64String(rest[found.Base64Data].ToString());
            if (!rest[found.Label].SequenceEqual(PemLabel) || SignatureSuites.OfPublicKey(spki) is not { } suite)
            {
                return null;
            }

            keys.Add(new ReceiptPublicKey(suite.Id, spki));
            rest = rest[found.Location.End..];
        }

        return keys.Count == 0 ? null : keys;
    }

    public bool Equals(ReceiptPublicKey? other) => other is not null && Suite == other.Suite && Fingerprint == other.Fingerprint;

    public override int GetHashCode() => Fingerprint.GetHashCode();
}

/// <summary>Signs with the current key of the authority and knows all its public keys. Thread-safe.</summary>
public interface IReceiptSigner
{
    ReceiptPublicKey Current { get; }

    /// <summary>Current and former keys, oldest first: what is published.</summary>
    IReadOnlyList<ReceiptPublicKey> Published { get; }

    /// <param name="write">writes the canonical bytes for the suite and the key that sign</param>
    ReceiptSignature Sign(Action<CanonicalWriter, SignatureSuiteId, uint> write);
}

/// <summary>Checks signatures against a set of keys. Pure, thread-safe.</summary>
public sealed class ReceiptKeySet(IEnumerable<ReceiptPublicKey> keys)
{
    private readonly ILookup<uint, ReceiptPublicKey> byId = keys.ToLookup(key => key.Id);

    public bool Holds(uint keyId) => byId.Contains(keyId);

    /// <param name="write">writes the canonical bytes for a suite and a key</param>
    public bool Verifies(ReceiptSignature signature, Action<CanonicalWriter, SignatureSuiteId, uint> write)
    {
        if (!SignatureSuites.TryFind(signature.Suite, out var suite))
        {
            return false;
        }

        var writer = new CanonicalWriter();
        write(writer, signature.Suite, signature.KeyId);
        foreach (var key in byId[signature.KeyId])
        {
            if (key.Suite == signature.Suite && suite.Verifies(key.Spki, writer.Written, signature.Bytes))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// Commitment to a person: SHA-256(salt || canonical bytes "receipt-holder/1" of document number and name). The holder proves
/// that a receipt is theirs by revealing number, name and salt. Without the salt nothing can be tried out; with it a number
/// can be guessed, so the salt is given to the holder alone.
/// </summary>
public static class HolderCommitment
{
    /// <summary>Secret because the entry's salt is; the same for the same entry.</summary>
    public static Sha256Digest SaltFrom(AuditSalts salts)
    {
        var writer = new CanonicalWriter();
        writer.Restart("receipt-holder-salt/1");
        writer.Add(salts.Subject);
        return Sha256Digest.Of(writer.Written);
    }

    /// <param name="documentNumber">in its lookup form</param>
    public static Sha256Digest Of(Sha256Digest salt, string documentNumber, string name)
    {
        var writer = new CanonicalWriter();
        writer.Restart("receipt-holder/1");
        writer.Add(documentNumber);
        writer.Add(name.Trim());
        return AuditSealer.Commit(salt, writer.Written);
    }
}
