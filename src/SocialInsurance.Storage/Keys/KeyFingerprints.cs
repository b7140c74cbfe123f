using System.Security.Cryptography;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Keys;

/// <summary>Ties a database to its keys: the first opening notes a fingerprint of each key, every later one compares.</summary>
internal static class KeyFingerprints
{
    public static async Task CheckAsync(
        SqlSession session, IKeyRing keys, KeyPurpose[] purposes, string databasePath, CancellationToken cancellationToken)
    {
        foreach (var purpose in purposes)
        {
            var key = keys.Current(purpose);
            var known = await ReadAsync(session, purpose, cancellationToken);
            if (known.Count == 0)
            {
                await session.ExecuteAsync(
                    "INSERT INTO key_fingerprint (purpose, key_id, fingerprint) VALUES (@purpose, @key, @fingerprint)",
                    cancellationToken,
                    (long)purpose,
                    (long)key.Id,
                    FingerprintOf(key));
            }
            else if (!known.TryGetValue(key.Id, out var found) || !found.AsSpan().SequenceEqual(FingerprintOf(key)))
            {
                throw new StorageRefusedException(
                    StorageFault.KeyWrong,
                    $"{databasePath}: {purpose} 密钥与数据库不匹配。 The {purpose} key is not the one that this database was made with.");
            }
        }
    }

    private static async Task<Dictionary<long, byte[]>> ReadAsync(SqlSession session, KeyPurpose purpose, CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            "SELECT key_id, fingerprint FROM key_fingerprint WHERE purpose = @purpose",
            static row => (Id: row.GetInt64(0), Fingerprint: row.GetDigestBytes(1)),
            cancellationToken,
            (long)purpose);
        return rows.ToDictionary(row => row.Id, row => row.Fingerprint);
    }

    private static byte[] FingerprintOf(SecretKey key) => HMACSHA256.HashData(key.Bytes, "sicert-key-fingerprint"u8);
}
