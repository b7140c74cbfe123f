namespace SocialInsurance.Storage.Keys;

/// <summary>One key as it lies in the keys folder; no secret.</summary>
/// <param name="Purpose"><c>Field</c>, <c>BlindIndex</c>, <c>Template</c>, <c>AuditSalt</c> or <c>ReceiptSigning</c></param>
/// <param name="WrappedBy">id of the key-encryption key; null: not wrapped</param>
/// <param name="IsCurrent">new values go under it</param>
/// <param name="Values">values under it that the databases hold; null where they are not counted</param>
/// <param name="Rotates">whether a command makes a next one</param>
public sealed record KeyStanding(string Purpose, uint Id, string? WrappedBy, bool IsCurrent, long? Values, bool Rotates);

/// <summary>How the keys stand.</summary>
/// <param name="KeyEncryptionId">wraps everything new</param>
/// <param name="KeyEncryptionIds">all that are held, oldest first</param>
/// <param name="Suite"><c>international</c> or <c>gm</c></param>
public sealed record KeyOverview(string Suite, string KeyEncryptionId, IReadOnlyList<string> KeyEncryptionIds, KeyEncryptionPlace Place, IReadOnlyList<KeyStanding> Keys)
{
    public int NotWrapped => Keys.Count(key => key.WrappedBy is null);
}

/// <summary>What a rotation of the fields' key did.</summary>
/// <param name="Resealed">values brought under the newest key</param>
/// <param name="Kept">values in audited rows, which stay under the keys that they name</param>
public sealed record FieldRotationResult(uint KeyId, bool Resumed, long Resealed, long Kept);

/// <summary>What a rotation of the key-encryption key did.</summary>
/// <param name="Rewrapped">keys brought under it</param>
public sealed record KeyEncryptionRotationResult(string KeyEncryptionId, bool Introduced, int Rewrapped);

/// <summary>How far a rotation is.</summary>
public readonly record struct KeyRotationProgress(long Done, long Total);
