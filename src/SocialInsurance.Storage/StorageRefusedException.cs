namespace SocialInsurance.Storage;

/// <summary>Why the store cannot be used.</summary>
public enum StorageFault
{
    /// <summary>Another process holds the write lock for longer than the busy timeout.</summary>
    Locked = 1,

    /// <summary>The data folder, a file in it or the database cannot be written.</summary>
    NotWritable = 2,

    /// <summary>A file or schema is not a database of this program.</summary>
    NotADatabase = 3,

    /// <summary>The database was made by a newer version of this program.</summary>
    NewerSchema = 4,

    /// <summary>A migration that was applied is not the one that this program carries.</summary>
    MigrationChanged = 5,

    /// <summary>A key file is missing beside an existing database.</summary>
    KeyMissing = 6,

    /// <summary>A key file is unreadable or is not the one that the database was made with.</summary>
    KeyWrong = 7,

    /// <summary>The disk, or the size allowed to the database, is full.</summary>
    DiskFull = 8,

    /// <summary>A database that must be there is missing, or empty behind a folder that was in use.</summary>
    DatabaseMissing = 9,

    /// <summary>The newest audit checkpoint does not fit the log; nothing may be appended before it is examined.</summary>
    AuditDamaged = 10,

    /// <summary>The file is damaged or the device fails.</summary>
    Damaged = 11,

    /// <summary>The database server cannot be reached or does not answer; the next call tries again.</summary>
    Unavailable = 12,

    /// <summary>The database server refuses the user, or the user lacks a right.</summary>
    NotPermitted = 13,

    /// <summary>The storage configuration is wrong, or names another database than the folder's.</summary>
    Misconfigured = 14,

    /// <summary>A migration would break programs of an older version that are connected; nothing was changed.</summary>
    OlderProgramsRunning = 15,

    /// <summary>Every connection that this process may have is in use for longer than the connect timeout; the next call tries again.</summary>
    Exhausted = 16,
}

/// <summary>The store refuses to open or to go on. The message names place, found and expected, no personal data and no secret.</summary>
public sealed class StorageRefusedException(StorageFault fault, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public StorageFault Fault { get; } = fault;

    internal static StorageRefusedException OfFolder(string folder, Exception fault) => new(
        StorageFault.NotWritable, $"{folder}: 数据目录不可写。 The data folder cannot be used ({fault.GetType().Name}).", fault);
}
