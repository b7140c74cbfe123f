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
            var known = await ReadAsync(session, purpose, cancellationToken);
            if (known.Count == 0)
            {
                await NoteAsync(session, keys.Current(purpose), purpose, cancellationToken);
                continue;
            }

            // a key may have been dropped from the ring on purpose, but never the newest
            _ = keys.Find(purpose, checked((uint)known.Keys.Max()));
            if (keys.Current(purpose).Id != known.Keys.Max() || keys.Held(purpose).Any(key => !Fits(key, known)))
            {
                throw new StorageRefusedException(
                    StorageFault.KeyWrong,
                    $"{databasePath}: {purpose} 密钥与数据库不匹配。 The {purpose} key is not the one that this database was made with.");
            }
        }
    }

    /// <summary>Whether the database was tied to keys before: if so, none may be made anew for it.</summary>
    public static async Task<bool> HasAnyAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.FindAsync("SELECT 1 FROM key_fingerprint LIMIT 1", static _ => true, cancellationToken);

    /// <summary>Ties one more key to the database; its newest key is the one with the highest id.</summary>
    public static Task<int> NoteAsync(SqlSession session, SecretKey key, KeyPurpose purpose, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO key_fingerprint (purpose, key_id, fingerprint) VALUES (@purpose, @key, @fingerprint)
            ON CONFLICT (purpose, key_id) DO NOTHING
            """,
            cancellationToken,
            (long)purpose,
            (long)key.Id,
            FingerprintOf(key));

    /// <summary>The key under which new values go, whichever process introduced it.</summary>
    public static async Task<uint> FindNewestAsync(SqlSession session, KeyPurpose purpose, CancellationToken cancellationToken) =>
        checked((uint)await session.FindAsync(
            "SELECT MAX(key_id) FROM key_fingerprint WHERE purpose = @purpose", static row => row.GetInt64(0), cancellationToken, (long)purpose));

    private static bool Fits(SecretKey key, Dictionary<long, byte[]> known) =>
        known.TryGetValue(key.Id, out var found) && found.AsSpan().SequenceEqual(FingerprintOf(key));

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
