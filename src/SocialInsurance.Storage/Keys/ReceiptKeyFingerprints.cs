using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Keys;

/// <summary>Ties a database to the keys that signed its receipts: every key is noted when it is first seen, and must stay known.</summary>
internal static class ReceiptKeyFingerprints
{
    // beside the numbers of KeyPurpose; not a secret of the ring
    private const long ReceiptSigning = 5;

    /// <param name="session">holds the write lock; the caller commits</param>
    public static async Task<FileReceiptKeys> OpenAsync(SqlSession session, string keyFolder, IKeyEncryption encryption, CancellationToken cancellationToken)
    {
        var known = await session.ListAsync(
            "SELECT fingerprint FROM key_fingerprint WHERE purpose = @purpose", static row => row.GetDigest(0), cancellationToken, ReceiptSigning);
        var keys = FileReceiptKeys.Open(keyFolder, encryption, known);
        foreach (var key in keys.Published.Where(key => !known.Contains(key.Fingerprint)))
        {
            await session.ExecuteAsync(
                "INSERT INTO key_fingerprint (purpose, key_id, fingerprint) VALUES (@purpose, @key, @fingerprint)",
                cancellationToken,
                ReceiptSigning,
                (long)key.Id,
                key.Fingerprint.ToArray());
        }

        return keys;
    }
}
