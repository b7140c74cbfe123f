using System.Buffers.Binary;
using System.Text;

namespace SocialInsurance.Eligibility.Auditing;

/// <summary>
/// Builds canonical bytes: the one byte string that a record hashes to, on every machine and database.
/// Each field is a 4-byte big-endian length followed by that many bytes; an absent field is the length 0xFFFFFFFF alone,
/// so that absent and empty differ and no two field lists share their bytes. Text is UTF-8, numbers are 8-byte
/// big-endian two's complement, dates are yyyymmdd, instants are microseconds since 1970-01-01T00:00Z.
/// Not thread-safe; reuse it with <see cref="Restart"/>.
/// </summary>
public sealed class CanonicalWriter
{
    private const uint Absent = uint.MaxValue;
    private byte[] buffer = new byte[512];
    private int length;

    /// <summary>Valid until the next write or restart.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <param name="shape">name and version of the field list, written as the first field</param>
    public void Restart(string shape)
    {
        length = 0;
        Add(shape);
    }

    public void Add(string? text)
    {
        if (text is null)
        {
            AddAbsent();
            return;
        }

        var sizeBytes = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Field(sizeBytes));
    }

    public void Add(long number) => BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), number);

    public void Add(Sha256Digest digest) => digest.CopyTo(Field(Sha256Digest.SizeBytes));

    public void Add(Guid id) => id.TryWriteBytes(Field(16), bigEndian: true, out _);

    public void Add(DateTimeOffset instant) => Add(UtcMicroseconds.From(instant));

    public void Add(DateOnly? date)
    {
        if (date is { } day)
        {
            Add((long)((day.Year * 10000) + (day.Month * 100) + day.Day));
        }
        else
        {
            AddAbsent();
        }
    }

    public void AddAbsent()
    {
        Reserve(sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(length), Absent);
        length += sizeof(uint);
    }

    private Span<byte> Field(int sizeBytes)
    {
        Reserve(sizeof(uint) + sizeBytes);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(length), (uint)sizeBytes);
        var field = buffer.AsSpan(length + sizeof(uint), sizeBytes);
        length += sizeof(uint) + sizeBytes;
        return field;
    }

    private void Reserve(int sizeBytes)
    {
        if (buffer.Length - length < sizeBytes)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + sizeBytes));
        }
    }
}
