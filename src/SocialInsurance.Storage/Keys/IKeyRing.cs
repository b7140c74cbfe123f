namespace SocialInsurance.Storage.Keys;

/// <summary>What a key is for. Values are stored; never renumber.</summary>
public enum KeyPurpose
{
    /// <summary>Seals citizen numbers and names.</summary>
    Field = 1,

    /// <summary>Blind index over document numbers.</summary>
    BlindIndex = 2,

    /// <summary>Seals biometric templates.</summary>
    Template = 3,

    /// <summary>Salts and seals of the audit log.</summary>
    AuditSalt = 4,
}

/// <summary>A secret of 32 bytes; prints its id only.</summary>
public sealed class SecretKey(uint id, byte[] bytes)
{
    public const int SizeBytes = 32;

    public uint Id { get; } = id;

    /// <summary>Borrowed from the ring; never copy into a record or a log.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    public override string ToString() => $"key {Id}";
}

/// <summary>The data keys, unwrapped in memory; they lie wrapped (<see cref="IKeyEncryption"/>).</summary>
public interface IKeyRing
{
    /// <summary>The algorithms of the folder.</summary>
    CryptographySuite Suite { get; }

    /// <summary>The key that seals new values.</summary>
    SecretKey Current(KeyPurpose purpose);

    /// <summary>The key that sealed an older value; null when the ring does not hold it.</summary>
    SecretKey? Find(KeyPurpose purpose, uint id);

    /// <summary>All keys of a purpose, oldest first.</summary>
    IReadOnlyList<SecretKey> Held(KeyPurpose purpose);
}

/// <summary>A ring that can take a new key in and destroy an old one. Each step may be repeated after an interruption.</summary>
public interface IRotatingKeyRing : IKeyRing
{
    /// <summary>What the keys are wrapped with where they lie.</summary>
    IKeyEncryption Encryption { get; }

    /// <summary>The next key, durable but not current; the same one until it is adopted.</summary>
    SecretKey Prepare(KeyPurpose purpose);

    /// <summary>Makes the prepared key current; no error when it is already.</summary>
    void Adopt(KeyPurpose purpose, uint id);

    /// <summary>Destroys a key that is not the newest: whatever was sealed with it is useless from then on.</summary>
    void Drop(KeyPurpose purpose, uint id);
}
