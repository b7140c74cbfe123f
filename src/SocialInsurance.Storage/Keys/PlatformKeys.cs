using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Keys;

/// <summary>Looks at the keys and rotates them; those of templates have a rotation of their own. One rotation at a time.</summary>
internal sealed class PlatformKeys(IEligibilityStore store, SqlDatabase database, IRotatingKeyRing keys, string keyFolder, TimeProvider time)
{
    private readonly FieldKeyRotation fields = new(store, database, keys, time);

    public async Task<KeyOverview> ReadAsync(IReadOnlyDictionary<uint, long> templates, CancellationToken cancellationToken)
    {
        var sealedValues = await fields.CountAsync(cancellationToken);
        List<KeyStanding> standings = [];
        foreach (var (path, purpose) in KeyWrapping.FilesIn(keyFolder).Where(file => !file.Path.EndsWith(".new", StringComparison.Ordinal)))
        {
            var (id, wrappedBy) = KeyFile.Look(path);
            standings.Add(new KeyStanding(purpose, id, wrappedBy, IsCurrent: false, ValuesOf(purpose, id), purpose is not (nameof(KeyPurpose.BlindIndex) or nameof(KeyPurpose.AuditSalt))));
        }

        var newest = standings.GroupBy(key => key.Purpose).ToDictionary(of => of.Key, of => of.Max(key => key.Id));
        var encryption = keys.Encryption;
        return new KeyOverview(
            encryption.Suite.Name,
            encryption.CurrentId,
            encryption.HeldIds,
            encryption.Place,
            [.. standings.Select(key => key with { IsCurrent = key.Id == newest[key.Purpose] }).OrderBy(key => key.Purpose, StringComparer.Ordinal).ThenBy(key => key.Id)]);

        long? ValuesOf(string purpose, uint id) => purpose switch
        {
            nameof(KeyPurpose.Field) => sealedValues.GetValueOrDefault(id),
            nameof(KeyPurpose.Template) => templates.GetValueOrDefault(id),
            _ => null,
        };
    }

    public Task<FieldRotationResult> RotateFieldAsync(IProgress<KeyRotationProgress>? progress, CancellationToken cancellationToken) =>
        fields.RotateAsync(progress, cancellationToken);

    /// <summary>
    /// A new key-encryption key where this program may make one, else the one that the operator brought; every key is wrapped with it. Killed at
    /// any moment, every key is readable and the next opening goes on.
    /// </summary>
    public async Task<KeyEncryptionRotationResult> RotateEncryptionAsync(bool dropOlder, CancellationToken cancellationToken)
    {
        var introduced = keys.Encryption.CanIntroduce;
        if (introduced)
        {
            keys.Encryption.Introduce();
        }

        var id = keys.Encryption.CurrentId;
        await RecordAsync(new KeyChange(ChangedKey.KeyEncryption, id, KeyChangeKind.Introduced, 0, time.GetStoredNow()), cancellationToken);
        var rewrapped = KeyWrapping.Bring(keyFolder, keys.Encryption, dropOlder);
        await RecordAsync(new KeyChange(ChangedKey.KeyEncryption, id, KeyChangeKind.Completed, rewrapped, time.GetStoredNow()), cancellationToken);
        return new KeyEncryptionRotationResult(id, introduced, rewrapped);
    }

    public async Task RotateReceiptAsync(CancellationToken cancellationToken)
    {
        var key = FileReceiptKeys.Rotate(keyFolder, keys.Encryption);
        await RecordAsync(new KeyChange(ChangedKey.ReceiptSigning, $"{key.Id:x8}", KeyChangeKind.Introduced, 0, time.GetStoredNow()), cancellationToken);
    }

    private async Task RecordAsync(KeyChange change, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        await work.KeyChanges.AddAsync(change, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }
}
