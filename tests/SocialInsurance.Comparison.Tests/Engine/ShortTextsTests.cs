namespace SocialInsurance.Comparison.Tests;

public class ShortTextsTests
{
    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    public void Every_text_is_read_as_it_was_added_whatever_chunk_it_fell_into(int chunkBytes)
    {
        var random = new Random(chunkBytes);
        var texts = new ShortTexts(chunkBytes);
        for (int round = 0; round < 3; round++) // the memory of the rounds before is used again
        {
            texts.Clear();
            byte[][] added = [.. Enumerable.Range(0, 2000).Select(i => Bytes(random, i < 3 ? 255 : random.Next(0, 256)))];
            foreach (byte[] text in added)
            {
                texts.Add(text);
            }

            Assert.Equal(added, Enumerable.Range(0, texts.Count).Select(i => texts[i].ToArray()));
            Assert.InRange(texts.HeldBytes, added.Sum(t => t.Length) + added.Length * sizeof(ulong), 2 * (added.Sum(t => t.Length) + added.Length * sizeof(ulong)));
        }
    }

    [Fact]
    public void What_was_forgotten_gives_its_memory_back()
    {
        var texts = new ShortTexts(1 << 20);
        for (int i = 0; i < 64 << 12; i++)
        {
            texts.Add(new byte[255]);
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        texts.Clear();
        texts.TrimExcess();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, before - (60 << 20));
        texts.Add("后来"u8);
        Assert.Equal("后来"u8, texts[0]);
    }

    [Fact]
    public void A_text_that_no_place_can_say_is_refused() => Assert.Throws<OverflowException>(() => new ShortTexts().Add(new byte[256]));

    static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
