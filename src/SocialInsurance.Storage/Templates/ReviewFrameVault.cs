using System.Globalization;
using System.Text.Json;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Templates;

/// <summary>Frames kept for reviews, beside the templates and sealed with their key, so that a dropped key makes older copies useless. Safe on any thread.</summary>
internal sealed class ReviewFrameVault(SqlDatabase database, IKeyRing keys) : IReviewFrameVault
{
    private const int BatchSize = 32;

    public Task StoreAsync(FrameSetId set, ShownFace face, IReadOnlyList<SessionShot> shots, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            // asked inside the transaction: another process may have introduced a newer key
            var key = KeyOf(await KeyFingerprints.FindNewestAsync(session, KeyPurpose.Template, cancellationToken));
            using var sealer = new FieldSealer(keys, KeyPurpose.Template);
            var frames = shots.Select((shot, index) => new KeptFrame(index + 1, shot.Kind, shot.Action, shot.TakenAt)).ToList();
            await session.ExecuteAsync(
                "INSERT INTO review_face (set_id, sealed, key_id) VALUES (@set, @sealed, @key)",
                cancellationToken,
                set.Value.ToColumn(),
                sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(new KeptFace(face, frames)), PlaceOf(set), key),
                (long)key.Id);
            foreach (var (frame, shot) in frames.Zip(shots))
            {
                await session.ExecuteAsync(
                    "INSERT INTO review_frame (set_id, number, sealed, key_id) VALUES (@set, @number, @sealed, @key)",
                    cancellationToken,
                    set.Value.ToColumn(),
                    (long)frame.Number,
                    sealer.Seal(shot.Jpeg.Span, PlaceOf(set, frame.Number), key),
                    (long)key.Id);
            }

            return frames.Count;
        },
        cancellationToken);

    public Task<KeptFace?> ReadAsync(FrameSetId set, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var stored = await session.FindAsync(
                "SELECT sealed FROM review_face WHERE set_id = @set", static row => row.GetDigestBytes(0), cancellationToken, set.Value.ToColumn());
            return stored is null ? null : JsonSerializer.Deserialize<KeptFace>(Open(stored, PlaceOf(set)));
        },
        cancellationToken);

    public Task<byte[]?> ReadFrameAsync(FrameSetId set, int number, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var stored = await session.FindAsync(
                "SELECT sealed FROM review_frame WHERE set_id = @set AND number = @number",
                static row => row.GetDigestBytes(0),
                cancellationToken,
                set.Value.ToColumn(),
                (long)number);
            return stored is null ? null : Open(stored, PlaceOf(set, number));
        },
        cancellationToken);

    public Task EraseAsync(FrameSetId set, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync("DELETE FROM review_frame WHERE set_id = @set", cancellationToken, set.Value.ToColumn());
            return await session.ExecuteAsync("DELETE FROM review_face WHERE set_id = @set", cancellationToken, set.Value.ToColumn());
        },
        cancellationToken);

    public Task<IReadOnlyList<FrameSetId>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<FrameSetId>>(
        async session => await session.ListAsync("SELECT set_id FROM review_face", static row => new FrameSetId(row.GetId(0)), cancellationToken), cancellationToken);

    /// <summary>Seals everything under a newer key, a batch a transaction; may be interrupted and called again.</summary>
    internal async Task RekeyAsync(uint keyId, CancellationToken cancellationToken)
    {
        for (var batch = -1; batch != 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch = await database.WriteAsync(session => RekeyFacesAsync(session, keyId, cancellationToken), cancellationToken)
                + await database.WriteAsync(session => RekeyFramesAsync(session, keyId, cancellationToken), cancellationToken);
        }
    }

    private async Task<int> RekeyFacesAsync(SqlSession session, uint keyId, CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            $"SELECT set_id, sealed FROM review_face WHERE key_id < @key LIMIT {BatchSize}",
            static row => (Set: new FrameSetId(row.GetId(0)), Sealed: row.GetDigestBytes(1)),
            cancellationToken,
            (long)keyId);
        foreach (var row in rows)
        {
            await session.ExecuteAsync(
                "UPDATE review_face SET sealed = @sealed, key_id = @key WHERE set_id = @set",
                cancellationToken,
                Reseal(row.Sealed, PlaceOf(row.Set), keyId),
                (long)keyId,
                row.Set.Value.ToColumn());
        }

        return rows.Count;
    }

    private async Task<int> RekeyFramesAsync(SqlSession session, uint keyId, CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            $"SELECT set_id, number, sealed FROM review_frame WHERE key_id < @key LIMIT {BatchSize}",
            static row => (Set: new FrameSetId(row.GetId(0)), Number: (int)row.GetInt64(1), Sealed: row.GetDigestBytes(2)),
            cancellationToken,
            (long)keyId);
        foreach (var row in rows)
        {
            await session.ExecuteAsync(
                "UPDATE review_frame SET sealed = @sealed, key_id = @key WHERE set_id = @set AND number = @number",
                cancellationToken,
                Reseal(row.Sealed, PlaceOf(row.Set, row.Number), keyId),
                (long)keyId,
                row.Set.Value.ToColumn(),
                (long)row.Number);
        }

        return rows.Count;
    }

    private byte[] Reseal(byte[] stored, string place, uint keyId)
    {
        using var sealer = new FieldSealer(keys, KeyPurpose.Template);
        var plain = sealer.Open(stored, place);
        var resealed = sealer.Seal(plain, place, KeyOf(keyId));
        Array.Clear(plain);
        return resealed;
    }

    private byte[] Open(byte[] stored, string place)
    {
        using var sealer = new FieldSealer(keys, KeyPurpose.Template);
        return sealer.Open(stored, place);
    }

    private SecretKey KeyOf(uint keyId) => keys.Find(KeyPurpose.Template, keyId)
        ?? throw new StorageRefusedException(StorageFault.KeyMissing, $"review_frame: template key {keyId} is the newest of the database, and the key ring does not hold it.");

    private static string PlaceOf(FrameSetId set) => $"review_face/sealed/{set}";

    private static string PlaceOf(FrameSetId set, int number) => string.Create(CultureInfo.InvariantCulture, $"review_frame/sealed/{set}/{number}");
}
