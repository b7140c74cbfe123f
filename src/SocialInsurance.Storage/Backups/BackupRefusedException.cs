namespace SocialInsurance.Storage.Backups;

/// <summary>Why a backup cannot be made or restored.</summary>
public enum BackupFault
{
    /// <summary>The place to write to is taken, or lies inside the data folder.</summary>
    PlaceTaken = 1,

    /// <summary>The place to write to cannot be written.</summary>
    PlaceNotWritable = 2,

    /// <summary>There is no backup, or one of another form.</summary>
    NotABackup = 3,

    /// <summary>A file that the manifest names is not there, or one is there that it does not name.</summary>
    FilesDiffer = 4,

    /// <summary>A file is shorter, longer or other than the manifest says.</summary>
    FileDamaged = 5,

    /// <summary>The manifest was changed, or belongs to other keys than those at hand.</summary>
    ManifestAltered = 6,

    /// <summary>The keys are missing, or do not open with this passphrase.</summary>
    KeysNotOpened = 7,

    /// <summary>Made by a newer program, or for the other database.</summary>
    OtherProgram = 8,

    /// <summary>The log that was restored is not the one that was backed up.</summary>
    LogDiffers = 9,

    /// <summary>A file of the data folder has a name that a restoration would refuse.</summary>
    NameNotKept = 10,
}

/// <summary>A backup is refused. Names place, found and expected, no personal data and no secret.</summary>
public sealed class BackupRefusedException(BackupFault fault, string where, string expected, string found, Exception? cause = null)
    : Exception($"{where}: {Describe(fault)} Expected {expected}, found {found}.", cause)
{
    public BackupFault Fault { get; } = fault;

    /// <summary>The fault in words.</summary>
    public string Reason { get; } = Describe(fault);

    /// <summary>The file or folder.</summary>
    public string Where { get; } = where;

    public string Expected { get; } = expected;

    public string Found { get; } = found;

    private static string Describe(BackupFault fault) => fault switch
    {
        BackupFault.PlaceTaken => "目标位置已被占用，未写入任何内容。 The place is taken; nothing was written.",
        BackupFault.PlaceNotWritable => "目标位置不可写。 The place cannot be written.",
        BackupFault.NotABackup => "不是备份。 This is not a backup.",
        BackupFault.FilesDiffer => "备份文件与清单不一致。 The files are not those of the manifest.",
        BackupFault.FileDamaged => "备份文件已损坏或被修改。 A file of the backup is damaged or changed.",
        BackupFault.ManifestAltered => "备份清单被修改，或与密钥不匹配。 The manifest was changed or belongs to other keys.",
        BackupFault.KeysNotOpened => "密钥缺失或无法打开。 The keys are missing or cannot be opened.",
        BackupFault.OtherProgram => "备份由其他版本或其他数据库创建。 The backup is of another version or another database.",
        BackupFault.LogDiffers => "恢复后的审计日志与备份时不一致。 The restored audit log is not the one that was backed up.",
        BackupFault.NameNotKept => "文件名无法恢复，请先移走该文件。 The name could not be restored; move the file away first.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
