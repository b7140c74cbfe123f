namespace SocialInsurance.Comparison;

/// <summary>CRC-32 of gzip (RFC 1952, polynomial EDB88320), eight bytes a step. Thread-safe.</summary>
static class Crc32
{
    static readonly uint[] Table = MakeTable();

    /// <summary>Continues <paramref name="crc"/>, which begins with 0.</summary>
    internal static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] t = Table;
        crc = ~crc;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = crc ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            crc = t[0x700 + (low & 0xFF)] ^ t[0x600 + (low >> 8 & 0xFF)] ^ t[0x500 + (low >> 16 & 0xFF)] ^ t[0x400 + (low >> 24)]
                ^ t[0x300 + bytes[4]] ^ t[0x200 + bytes[5]] ^ t[0x100 + bytes[6]] ^ t[bytes[7]];
        }

        foreach (byte b in bytes)
        {
            crc = t[(byte)(crc ^ b)] ^ crc >> 8;
        }

        return ~crc;
    }

    static uint[] MakeTable()
    {
        var table = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? value >> 1 ^ 0xEDB88320 : value >> 1;
            }

            table[i] = value;
        }

        for (int i = 256; i < table.Length; i++)
        {
            table[i] = table[(byte)table[i - 256]] ^ table[i - 256] >> 8;
        }

        return table;
    }
}
