namespace SocialInsurance.Eligibility.Auditing;

/// <summary>Which key changed; those of templates have a record of their own. Values are stored; never renumber.</summary>
public enum ChangedKey
{
    /// <summary>Seals citizen numbers, names and what people wrote.</summary>
    Field = 1,

    /// <summary>Signs receipts.</summary>
    ReceiptSigning = 5,

    /// <summary>Wraps the other keys.</summary>
    KeyEncryption = 6,
}

/// <summary>What happened to a key. Values are stored; never renumber.</summary>
public enum KeyChangeKind
{
    /// <summary>New values go under it.</summary>
    Introduced = 1,

    /// <summary>Everything that may be brought under it was.</summary>
    Completed = 2,
}

/// <summary>A change of a key, for the audit log.</summary>
/// <param name="KeyName">number or fingerprint, 1..64 of [A-Za-z0-9-]; never a secret</param>
/// <param name="Values">how many values or keys were brought under it</param>
public sealed record KeyChange(ChangedKey Key, string KeyName, KeyChangeKind Change, long Values, DateTimeOffset RecordedAt) : IAuditable
{
    public string KeyName { get; } = IdentifierText.Check(KeyName, 64, nameof(KeyChange));

    AuditKind IAuditable.AuditKind => AuditKind.KeyChanged;

    string IAuditable.AuditSubject => $"key/{(int)Key}";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("key-change/1");
        writer.Add((long)Key);
        writer.Add(KeyName);
        writer.Add((long)Change);
        writer.Add(Values);
        writer.Add(RecordedAt);
    }
}

/// <summary>Changes of keys inside a transaction.</summary>
public interface IKeyChangeRecords
{
    /// <summary>Stores the change with its audit entry.</summary>
    Task AddAsync(KeyChange change, CancellationToken cancellationToken);
}
