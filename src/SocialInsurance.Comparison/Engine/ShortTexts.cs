namespace SocialInsurance.Comparison;

/// <summary>
/// Texts of at most 255 bytes by number, in chunks: one list of bytes ends at 2 GiB, which is 60 million identifiers of 36 bytes.
/// </summary>
/// <param name="chunkBytes">255 bytes to 16 MiB</param>
sealed class ShortTexts(int chunkBytes = 1 << 20)
{
    readonly List<byte[]> chunks = [];
    readonly List<ulong> places = []; // chunk, start in it (24 bits), length (8 bits)
    int used; // chunks
    int end; // in the last of them

    internal int Count => places.Count;

    /// <summary>Memory of what was added, at least.</summary>
    internal long HeldBytes => (long)places.Count * sizeof(ulong) + (used == 0 ? 0 : (long)(used - 1) * chunkBytes + end);

    internal ReadOnlySpan<byte> this[int i]
    {
        get
        {
            ulong place = places[i];
            return chunks[(int)(place >> 32)].AsSpan((int)(place >> 8 & 0xFF_FFFF), (byte)place);
        }
    }

    internal void Add(ReadOnlySpan<byte> text)
    {
        if (used == 0 || end + text.Length > chunkBytes)
        {
            Open();
        }

        text.CopyTo(chunks[used - 1].AsSpan(end));
        places.Add((ulong)(used - 1) << 32 | (uint)end << 8 | checked((byte)text.Length));
        end += text.Length;
    }

    /// <summary>Forgets the texts, keeps the memory.</summary>
    internal void Clear()
    {
        places.Clear();
        used = 0;
        end = 0;
    }

    /// <summary>Gives back the memory of what was forgotten.</summary>
    internal void TrimExcess()
    {
        places.TrimExcess();
        chunks.RemoveRange(used, chunks.Count - used);
        chunks.TrimExcess();
    }

    void Open()
    {
        if (used == chunks.Count)
        {
            chunks.Add(GC.AllocateUninitializedArray<byte>(chunkBytes));
        }

        used++;
        end = 0;
    }
}
