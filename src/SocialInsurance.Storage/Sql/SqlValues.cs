using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>How values stand in columns: the same in every database.</summary>
internal static class SqlValues
{
    public static long ToColumn(this DateOnly date) => (date.Year * 10000) + (date.Month * 100) + date.Day;

    public static object? ToColumn(this DateOnly? date) => date is { } day ? day.ToColumn() : null;

    public static long ToColumn(this DateTimeOffset instant) => UtcMicroseconds.From(instant);

    public static string ToColumn(this Guid id) => id.ToString("D");

    public static DateOnly GetDate(this DbDataReader row, int ordinal)
    {
        var yyyymmdd = row.GetInt64(ordinal);
        return new DateOnly((int)(yyyymmdd / 10000), (int)(yyyymmdd / 100 % 100), (int)(yyyymmdd % 100));
    }

    public static DateOnly? FindDate(this DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetDate(ordinal);

    public static DateTimeOffset GetInstant(this DbDataReader row, int ordinal) => UtcMicroseconds.ToInstant(row.GetInt64(ordinal));

    public static Guid GetId(this DbDataReader row, int ordinal) => Guid.ParseExact(row.GetString(ordinal), "D");

    public static byte[] GetDigestBytes(this DbDataReader row, int ordinal) => row.GetFieldValue<byte[]>(ordinal);

    public static Sha256Digest GetDigest(this DbDataReader row, int ordinal) => new(row.GetFieldValue<byte[]>(ordinal));

    public static string? FindString(this DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
