using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SocialInsurance.Comparison;

/// <summary>
/// Cells of one source and part. Sparse, what a piece says: number of cells (64 bits), their subjects ascending (32 bits each), the cells.
/// Whole, a column: one cell a subject.
/// </summary>
static unsafe class CellFile
{
    /// <summary>Writes the cells that say something; returns the SHA-256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static string WriteSparse(NativeBlock column, string path)
    {
        var cells = (EvidenceCell*)column.Pointer;
        int count = (int)(column.SizeBytes / sizeof(EvidenceCell));
        using var subjects = new NativeBlock((long)count * sizeof(int));
        int* index = (int*)subjects.Pointer;
        long said = 0;
        for (int i = 0; i < count; i++)
        {
            if ((cells[i].LatestOn | cells[i].DisagreeingOn) != 0)
            {
                index[said] = i;
                cells[said++] = cells[i]; // closes the gaps in place
            }
        }

        return Write(path, stream =>
        {
            stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(ref said)));
            StateFile.Append(stream, subjects.Pointer, said * sizeof(int), CancellationToken.None);
            StateFile.Append(stream, column.Pointer, said * sizeof(EvidenceCell), CancellationToken.None);
        });
    }

    /// <summary>Writes a whole column; returns the SHA-256.</summary>
    internal static string WriteWhole(NativeBlock column, string path) => Write(path, stream => StateFile.Append(stream, column.Pointer, column.SizeBytes, CancellationToken.None));

    /// <summary>Merges what a piece says into a column.</summary>
    /// <param name="shift">Lines of the file that stand before the piece.</param>
    /// <exception cref="InputRefusedException">The file is not the one of the digest.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Merge(string path, string sha256, long shift, NativeBlock column, SourceKind kind)
    {
        PartFile.RefuseIfOther(path, sha256, null);
        using MappedFile map = MappedFile.Open(path, isWritable: false);
        long count = *(long*)map.Pointer;
        int* subjects = (int*)(map.Pointer + sizeof(long));
        var said = (EvidenceCell*)(subjects + count);
        var cells = (EvidenceCell*)column.Pointer;
        for (long i = 0; i < count; i++)
        {
            EvidenceCell cell = shift == 0 ? said[i] : said[i].Shifted((ulong)shift);
            cells[subjects[i]] = EvidenceCell.Merge(cells[subjects[i]], cell, kind);
        }
    }

    static string Write(string path, Action<Stream> write)
    {
        string digest = "";
        using (var stream = new DigestStream(path, file => digest = file.Sha256, isDurable: false))
        {
            write(stream);
        }

        return digest;
    }
}

/// <summary>What a column is merged from; stands beside the units as JSON.</summary>
/// <param name="Kind">Of the source.</param>
sealed record MergeRecipe(SourceKind Kind, IReadOnlyList<MergeInput> Inputs)
{
    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    internal static MergeRecipe Read(string path) => JsonSerializer.Deserialize<MergeRecipe>(File.ReadAllBytes(path))!;
}

/// <param name="File">Name in the folder of the work.</param>
/// <param name="Shift">Lines that stand before the piece.</param>
sealed record MergeInput(string File, string Sha256, long Shift);
