using System.Buffers.Binary;

namespace SocialInsurance.Tests.Support.Injection;

/// <summary>The same coded picture in another file, by what is written around it (ISO/IEC 10918-1 annex B): for whoever sends a recording again.</summary>
public static class FileCover
{
    private const int StartBytes = 2;

    /// <summary>From a frame and its number in the recording, by name.</summary>
    public static IReadOnlyDictionary<string, Func<byte[], int, byte[]>> All { get; } = new Dictionary<string, Func<byte[], int, byte[]>>(StringComparer.Ordinal)
    {
        ["sameBytes"] = (jpeg, _) => jpeg,
        ["comment"] = (jpeg, number) => AfterStart(jpeg, 0xFE, Number(number)),
        ["exif"] = (jpeg, number) => AfterStart(jpeg, 0xE1, [.. "Exif\0\0II*\0\b\0\0\0\0\0\0\0\0\0"u8, .. Number(number)]),
        ["applicationData"] = (jpeg, number) => AfterStart(jpeg, 0xEB, [.. new byte[1 + (number % 64)], .. Number(number)]),
        ["afterTheEnd"] = (jpeg, number) => [.. jpeg, .. Number(number)],
        ["fillBytes"] = (jpeg, number) => [.. jpeg[..StartBytes], .. Enumerable.Repeat((byte)0xFF, 1 + (number % 64)), .. jpeg[StartBytes..]],
    };

    private static byte[] AfterStart(byte[] jpeg, byte marker, byte[] content)
    {
        byte[] head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(content.Length + 2));
        return [.. jpeg[..StartBytes], .. head, .. content, .. jpeg[StartBytes..]];
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
