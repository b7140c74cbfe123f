namespace SocialInsurance.Storage.Keys;

/// <summary>
/// Where the key-encryption key is: it wraps the data keys, which alone lie in the keys folder. Files and environment today; a key management
/// service or HSM implements the same two operations. Called at openings, at rotations and when another process introduced a key, never for a
/// row, so that an implementation may go over a network. Safe on any thread.
/// </summary>
public interface IKeyEncryption
{
    /// <summary>The algorithms of the folder.</summary>
    CryptographySuite Suite { get; }

    /// <summary>The key-encryption key under which everything new is wrapped: 16 hexadecimal digits.</summary>
    string CurrentId { get; }

    /// <summary>All that unwrap, oldest first; the last is the current one.</summary>
    IReadOnlyList<string> HeldIds { get; }

    KeyEncryptionPlace Place { get; }

    /// <param name="place">authenticated with the key: its purpose and id</param>
    byte[] Wrap(ReadOnlySpan<byte> key, string place);

    /// <returns>owned by the caller; null when the key-encryption key is not held, or when what was wrapped is changed or of another place</returns>
    byte[]? Unwrap(string id, ReadOnlySpan<byte> wrapped, string place);

    /// <summary>Whether <see cref="Introduce"/> can make a key: not where an operator brings it.</summary>
    bool CanIntroduce { get; }

    /// <summary>Makes the next key-encryption key, durable and current; the older ones stay.</summary>
    void Introduce();

    /// <summary>Destroys all but the current one in the keys folder; to be called when nothing there is wrapped under them any more.</summary>
    /// <param name="named">those too that lie where the operator named: copies of the keys folder under them are useless from then on</param>
    void DropOlder(bool named);
}

/// <summary>Where the key-encryption key lies: what a copy of the data folder is worth depends on it.</summary>
public enum KeyEncryptionPlace
{
    /// <summary>In the keys folder, for its owner only. Whoever has a copy of the whole folder has everything.</summary>
    DataFolder = 1,

    /// <summary>In a file that the operator named.</summary>
    File = 2,

    /// <summary>In the environment of the process.</summary>
    Environment = 3,
}

/// <summary>Where the operator keeps the key-encryption key; neither: in the keys folder.</summary>
public sealed record KeyEncryptionOptions
{
    /// <summary>The algorithms of a new folder, and what an existing one must have; null: international for a new one, any for an existing one.</summary>
    public CryptographySuite? Suite { get; init; }

    /// <summary>A file of lines of 64 hexadecimal digits; the last line is the current key.</summary>
    public string? File { get; init; }

    /// <summary>The same lines, separated by commas or blanks.</summary>
    public string? Secret { get; init; }

    /// <summary>Prints no secret.</summary>
    public override string ToString() => Secret is not null ? "environment" : File ?? "data folder";
}
