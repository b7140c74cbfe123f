using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>Turns PostgreSQL's SQLSTATE codes and broken connections into refusals that an operator can act on.</summary>
internal static class PostgresFaults
{
    private const string IdleInTransactionTimeout = "25P03";

    public static Func<Exception, Exception?> For(string place) => fault => Translate(fault, place);

    /// <summary>Null for a fault that is a bug of ours, a broken constraint for instance. Texts of the server are not repeated: they may quote values.</summary>
    public static StorageRefusedException? Translate(Exception fault, string place) => fault switch
    {
        PostgresException stated => OfState(stated, place),
        // the only mark that the client gives it
        NpgsqlException { InnerException: TimeoutException } full when full.Message.Contains("pool has been exhausted", StringComparison.Ordinal) => new StorageRefusedException(
            StorageFault.Exhausted, $"{place}: 数据库连接已用尽，请稍后再试。 Every connection of this process is in use; nothing of this operation was written. Try again later, or raise maxConnections.", fault),
        NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException => Unavailable(fault, place),
        _ => null,
    };

    /// <summary>Whether the connection was lost before, so that another one may serve: a server that was started again.</summary>
    public static bool IsBrokenConnection(StorageRefusedException refused) => refused.Fault == StorageFault.Unavailable && refused.InnerException switch
    {
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } => false,
        PostgresException => true,
        { InnerException: TimeoutException or SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => false,
        NpgsqlException { InnerException: IOException or SocketException } => true,
        _ => false,
    };

    private static StorageRefusedException? OfState(PostgresException fault, string place) => fault.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => new StorageRefusedException(
            StorageFault.Locked, $"{place}: 数据库被另一进程占用。 Another process holds the write lock; try again or stop it.", fault),
        PostgresErrorCodes.DiskFull => new StorageRefusedException(
            StorageFault.DiskFull, $"{place}: 磁盘空间或数据库限额已满，本次操作未写入任何内容。 The disk of the database is full; nothing of this operation was written.", fault),
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new StorageRefusedException(
            StorageFault.NotPermitted, $"{place}: 数据库拒绝该用户或其权限不足。 The database refuses this user, or the user lacks a right (SQLSTATE {fault.SqlState}).", fault),
        PostgresErrorCodes.ReadOnlySqlTransaction => new StorageRefusedException(
            StorageFault.NotWritable, $"{place}: 数据库不可写（可能是备用服务器）。 The database cannot be written, perhaps it is a standby.", fault),
        PostgresErrorCodes.InvalidCatalogName => new StorageRefusedException(
            StorageFault.DatabaseMissing, $"{place}: 数据库不存在。 The database does not exist; it is made by its administrator, not here.", fault),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedFunction => new StorageRefusedException(
            StorageFault.NotADatabase, $"{place}: 数据库结构不是本系统的。 The schema is not the one that this program made (SQLSTATE {fault.SqlState}).", fault),
        PostgresErrorCodes.TooManyConnections => new StorageRefusedException(
            StorageFault.Exhausted, $"{place}: 数据库服务器连接已用尽，请稍后再试。 The server takes no further connection; nothing of this operation was written. Try again later, or raise max_connections.", fault),
        PostgresErrorCodes.IoError or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new StorageRefusedException(
            StorageFault.Damaged, $"{place}: 数据库损坏或设备故障。 The database is damaged or the device fails (SQLSTATE {fault.SqlState}).", fault),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.QueryCanceled or IdleInTransactionTimeout or PostgresErrorCodes.OutOfMemory => Unavailable(fault, place),
        _ => fault.SqlState.StartsWith("08", StringComparison.Ordinal) ? Unavailable(fault, place) : null,
    };

    private static StorageRefusedException Unavailable(Exception fault, string place) => new(
        StorageFault.Unavailable,
        $"{place}: 数据库暂时无法使用，请稍后再试。 The database cannot be reached or does not answer; what was not committed is not there. Try again later ({Describe(fault)}).",
        fault);

    private static string Describe(Exception fault) => fault switch
    {
        PostgresException stated => $"SQLSTATE {stated.SqlState}",
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        SocketException socket => socket.SocketErrorCode.ToString(),
        _ => (fault.InnerException ?? fault).GetType().Name,
    };
}
