using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Backups;

/// <summary>In which form the keys lie in a backup.</summary>
public enum BackupKeys
{
    /// <summary>As the files that they are: whoever holds the backup can read everything in it.</summary>
    Open = 1,

    /// <summary>One file, sealed under a passphrase.</summary>
    Sealed = 2,

    /// <summary>Left out; the restoring operator brings them.</summary>
    Absent = 3,
}

/// <summary>What to back up and where.</summary>
public sealed record BackupOptions
{
    /// <summary>A folder that does not exist yet; it appears when the backup is whole, never before.</summary>
    public required string Out { get; init; }

    public BackupKeys Keys { get; init; } = BackupKeys.Open;

    /// <summary>Seals the keys; with <see cref="BackupKeys.Sealed"/> only. At least 12 characters.</summary>
    public string? Passphrase { get; init; }

    /// <summary>Whether run folders come along: large, and to be had again from their feeds as long as those are kept.</summary>
    public bool WithRuns { get; init; } = true;
}

/// <summary>What to restore and how to open it.</summary>
public sealed record RestoreOptions
{
    /// <summary>The folder that a backup made.</summary>
    public required string From { get; init; }

    /// <summary>The folder to restore into, empty or not there; on PostgreSQL the connection of an empty database too.</summary>
    public required StorageOptions Into { get; init; }

    /// <summary>Opens sealed keys.</summary>
    public string? Passphrase { get; init; }

    /// <summary>Where the keys lie when the backup has none; null otherwise.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>
    /// Puts the files of a SQLite backup back as they are, with digests and seal verified, but does not open the databases: the way
    /// back to an older program, whose schema this one would bring forward.
    /// </summary>
    public bool AsTheyAre { get; init; }
}

/// <param name="Entries">of the audit log</param>
/// <param name="RootHash">of the audit log</param>
/// <param name="SizeBytes">of all files together</param>
public sealed record BackupResult(string Path, long Entries, Sha256Digest RootHash, int Files, long SizeBytes, BackupKeys Keys);

/// <param name="Verified">whether the databases were opened and every entry of the log verified; false for <see cref="RestoreOptions.AsTheyAre"/></param>
public sealed record RestoreResult(long Entries, Sha256Digest RootHash, int Files, long SizeBytes, bool Verified);

/// <summary>What a backup or a restoration is at.</summary>
public enum BackupPhase
{
    /// <summary>Copies databases and files.</summary>
    Copying = 1,

    /// <summary>Reads back what was copied, for its digest.</summary>
    Digesting = 2,

    /// <summary>Verifies the audit log.</summary>
    Verifying = 3,
}

/// <summary>In bytes; <paramref name="Total"/> is 0 when it is not known.</summary>
public readonly record struct BackupProgress(BackupPhase Phase, long Done, long Total);
