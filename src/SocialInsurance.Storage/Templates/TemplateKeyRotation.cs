using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Templates;

/// <summary>How far a rotation is.</summary>
/// <param name="Turned">templates that this call brought under the newest key</param>
/// <param name="Total">templates that had to be when it began</param>
public readonly record struct TemplateRotationProgress(long Turned, long Total);

/// <summary>How templates and keys stand.</summary>
/// <param name="NewestKeyId">the key of new templates</param>
/// <param name="HeldKeyIds">keys of the ring, oldest first</param>
/// <param name="TemplatesByKey">templates per key id; 0 for those from before templates were turned</param>
public sealed record TemplateKeyStatus(uint NewestKeyId, IReadOnlyList<uint> HeldKeyIds, IReadOnlyDictionary<uint, long> TemplatesByKey)
{
    /// <summary>Templates that are not under the newest key: a rotation has begun and not ended, or the store is older than turning.</summary>
    public long Waiting => TemplatesByKey.Where(entry => entry.Key != NewestKeyId).Sum(entry => entry.Value);
}

/// <summary>What a rotation did.</summary>
/// <param name="Resumed">no new key was made: templates were still waiting for the newest one</param>
/// <param name="Dropped">older keys that were destroyed</param>
public sealed record TemplateRotationResult(uint KeyId, bool Resumed, long Turned, IReadOnlyList<uint> Dropped);

/// <summary>
/// A new key for the templates without a new enrolment: each is opened, turned from the old key to the new and sealed again, a batch
/// a transaction. An interruption leaves every template readable under the key that its row names; the next call goes on.
/// </summary>
internal sealed class TemplateKeyRotation(IEligibilityStore store, TemplateVault vault, SqlDatabase database, IRotatingKeyRing keys, SealedCohorts cohorts, TimeProvider time)
{
    private const int BatchSize = 256;

    public Task<TemplateKeyStatus> ReadStatusAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = await session.ListAsync(
                "SELECT key_id, COUNT(*) FROM template GROUP BY key_id ORDER BY key_id",
                static row => (KeyId: checked((uint)row.GetInt64(0)), Count: row.GetInt64(1)),
                cancellationToken);
            var newest = await KeyFingerprints.FindNewestAsync(session, KeyPurpose.Template, cancellationToken);
            return new TemplateKeyStatus(newest, [.. keys.Held(KeyPurpose.Template).Select(key => key.Id)], rows.ToDictionary(row => row.KeyId, row => row.Count));
        },
        cancellationToken);

    /// <param name="dropOlder">destroys every older key at the end: older copies of the templates are useless from then on</param>
    public async Task<TemplateRotationResult> RotateAsync(
        bool dropOlder, IProgress<TemplateRotationProgress>? progress, CancellationToken cancellationToken)
    {
        var before = await ReadStatusAsync(cancellationToken);
        var resumed = before.Waiting > 0;
        var keyId = resumed ? before.NewestKeyId : await IntroduceAsync(cancellationToken);
        var total = resumed ? before.Waiting : before.TemplatesByKey.Values.Sum();
        var turned = 0L;
        for (var batch = -1; batch != 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch = await database.WriteAsync(session => TurnBatchAsync(session, keyId, cancellationToken), cancellationToken);
            turned += batch;
            progress?.Report(new TemplateRotationProgress(turned, Math.Max(total, turned)));
        }

        await vault.Frames.RekeyAsync(keyId, cancellationToken);
        cohorts.Rekey(keyId, cancellationToken);
        await RecordAsync(keyId, TemplateKeyChange.RotationCompleted, cancellationToken);
        return new TemplateRotationResult(keyId, resumed, turned, dropOlder ? await DropOlderAsync(keyId, cancellationToken) : []);
    }

    /// <summary>Prepared, tied to the database, adopted: after an interruption the ring adopts what the database knows.</summary>
    private async Task<uint> IntroduceAsync(CancellationToken cancellationToken)
    {
        var key = keys.Prepare(KeyPurpose.Template);
        await RecordAsync(key.Id, TemplateKeyChange.Introduced, cancellationToken);
        await database.WriteAsync(session => KeyFingerprints.NoteAsync(session, key, KeyPurpose.Template, cancellationToken), cancellationToken);
        keys.Adopt(KeyPurpose.Template, key.Id);
        return key.Id;
    }

    private async Task<int> TurnBatchAsync(SqlSession session, uint keyId, CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            $"SELECT reference_id, sealed, key_id FROM template WHERE key_id < @key LIMIT {BatchSize}",
            static row => (Reference: new ReferenceId(row.GetId(0)), Sealed: row.GetDigestBytes(1), KeyId: checked((uint)row.GetInt64(2))),
            cancellationToken,
            (long)keyId);
        foreach (var row in rows)
        {
            // as the row has it: the sealer turns it from its own key to the new one
            var template = vault.Sealer.Open(row.Reference, row.Sealed, row.KeyId, row.KeyId);
            await session.ExecuteAsync(
                "UPDATE template SET sealed = @sealed, key_id = @key WHERE reference_id = @reference",
                cancellationToken,
                vault.Sealer.Seal(row.Reference, new ProtectedTemplate(row.KeyId, template), keyId),
                (long)keyId,
                row.Reference.Value.ToColumn());
            Array.Clear(template);
        }

        return rows.Count;
    }

    private async Task<IReadOnlyList<uint>> DropOlderAsync(uint keyId, CancellationToken cancellationToken)
    {
        List<uint> dropped = [];
        foreach (var older in keys.Held(KeyPurpose.Template).Select(key => key.Id).Where(id => id < keyId).ToList())
        {
            await database.PurgeAsync(cancellationToken);
            await RecordAsync(older, TemplateKeyChange.Dropped, cancellationToken);
            keys.Drop(KeyPurpose.Template, older);
            dropped.Add(older);
        }

        return dropped;
    }

    private async Task RecordAsync(uint keyId, TemplateKeyChange change, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var templates = (await ReadStatusAsync(cancellationToken)).TemplatesByKey.GetValueOrDefault(keyId);
        await work.Enrolments.AddKeyEventAsync(new TemplateKeyEvent(keyId, change, templates, time.GetStoredNow()), cancellationToken);
        await work.CommitAsync(cancellationToken);
    }
}
