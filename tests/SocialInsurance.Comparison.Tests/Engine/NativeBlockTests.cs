namespace SocialInsurance.Comparison.Tests;

public sealed unsafe class NativeBlockTests
{
    [Theory]
    [InlineData(4096, 64)]
    [InlineData(40 << 20, 2 << 20)]
    public void Memory_is_aligned_zeroed_and_all_there(int sizeBytes, int alignment)
    {
        using var block = new NativeBlock(sizeBytes);
        Assert.Equal(0, (long)block.Pointer % alignment);
        var all = new Span<byte>(block.Pointer, sizeBytes);
        Assert.Equal(-1, all.IndexOfAnyExcept((byte)0));
        all.Fill(1);
        Assert.Equal(sizeBytes, block.SizeBytes);
    }

    [Theory]
    [InlineData(4 << 20, false)]
    [InlineData(40 << 20, true)]
    public void Huge_pages_are_asked_for_where_memory_is_large(int sizeBytes, bool asked)
    {
        using var block = new NativeBlock(sizeBytes);
        *block.Pointer = 1;
        Assert.Equal(asked, FlagsOf((ulong)block.Pointer).Contains("hg"));
    }

    /// <summary>VmFlags of the mapping that an address is in: proc(5), smaps.</summary>
    static string[] FlagsOf(ulong address)
    {
        bool isWithin = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Split('-') is [var from, var to] && ulong.TryParse(from, System.Globalization.NumberStyles.HexNumber, null, out ulong first) && ulong.TryParse(to, System.Globalization.NumberStyles.HexNumber, null, out ulong end))
            {
                isWithin = first <= address && address < end;
            }
            else if (isWithin && words[0] == "VmFlags:")
            {
                return words[1..];
            }
        }

        return [];
    }
}
