using Microsoft.Data.Sqlite;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>Turns SQLite's primary result codes into refusals that an operator can act on.</summary>
internal static class SqliteFaults
{
    private const int PermissionDenied = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static Func<Exception, Exception?> For(string path) =>
        fault => fault is SqliteException sqlite ? Translate(sqlite, path) : null;

    /// <summary>Null for a fault that is a bug of ours, a broken constraint for instance.</summary>
    public static StorageRefusedException? Translate(SqliteException fault, string path) => fault.SqliteErrorCode switch
    {
        Busy or Locked => new StorageRefusedException(
            StorageFault.Locked, $"{path}: 数据库被另一进程占用。 Another process holds the write lock; try again or stop it.", fault),
        Full => new StorageRefusedException(
            StorageFault.DiskFull, $"{path}: 磁盘空间或数据库限额已满，本次操作未写入任何内容。 The disk or the allowed size is full; nothing of this operation was written.", fault),
        ReadOnly or CannotOpen or PermissionDenied => new StorageRefusedException(
            StorageFault.NotWritable, $"{path}: 数据库文件不可写。 The database cannot be opened for writing.", fault),
        NotADatabase => new StorageRefusedException(
            StorageFault.NotADatabase, $"{path}: 不是数据库文件。 Expected a SQLite database, found another file.", fault),
        Corrupt or InputOutput => new StorageRefusedException(
            StorageFault.Damaged, $"{path}: 数据库损坏或设备故障。 The database is damaged or the device fails (SQLite {fault.SqliteExtendedErrorCode}).", fault),
        _ => null,
    };
}
