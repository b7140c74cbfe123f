using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>The bulk way of <see cref="FeedWorker"/>: unquoted activity and duplicate sources, nearly all records of a run.</summary>
unsafe partial class FeedWorker
{
    private protected override bool ChecksDamageOfRows => HasBulkRows;

    /// <summary>Every row is a line, its fields stand between delimiters, and rows of no interest need not be looked at.</summary>
    private protected bool HasBulkRows => batch is not null;

    /// <summary>
    /// Bulk sources: rows of the usual shape go to the batch; every other row takes the scalar way, which is also the only way of
    /// adverse sources. Both ways give the same counts, rejects and evidence.
    /// </summary>
    private protected override void Split(int* rowBounds)
    {
        if (batch is null || marks is null || Block.HasReplaced)
        {
            base.Split(rowBounds);
            return;
        }

        marks.Begin(Block.Length);
        SplitBulk(rowBounds, marks);
        batch.Flush();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void SplitBulk(int* rowBounds, FieldMarks window)
    {
        byte* bytes = Block.Bytes;
        int length = Block.Length;
        int columns = Layout.ColumnCount;
        byte delimiter = File.Descriptor.Format.Delimiter;
        uint* marked = window.First;
        long line = Line;
        long taken = 0;
        int start = 0; // of the current row
        int used = 0; // marks of rows that are done
        while (start < length)
        {
            window.Advance(bytes, length, delimiter, used);
            int count = window.Count;
            used = 0;
            while (used + columns <= count || (window.IsAtEnd(length) && start < length))
            {
                uint* row = marked + used;
                if (used + columns <= count && HasShape(row, columns) && TryBatch(bytes, start, row, columns, line))
                {
                    taken++;
                    used += columns;
                    start = (int)(row[columns - 1] & FieldMarks.Position) + 1;
                }
                else
                {
                    Line = line;
                    start = SplitOne(start, rowBounds);
                    used = window.Skip(used, start);
                }

                line++;
            }
        }

        Line = line;
        Accepted += taken;
    }

    /// <summary>The scalar way of the row at <paramref name="start"/>; returns the start of the next row.</summary>
    int SplitOne(int start, int* rowBounds)
    {
        int length = new ReadOnlySpan<byte>(Block.Bytes + start, Block.Length - start).IndexOf((byte)'\n') + 1;
        SplitOne(start, length, rowBounds);
        return start + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool HasShape(uint* row, int columns)
    {
        uint inner = 0;
        for (int i = 0; i < columns - 1; i++)
        {
            inner |= row[i];
        }

        return inner < FieldMarks.Newline && row[columns - 1] >= FieldMarks.Newline;
    }

    /// <summary>False when the row is not as most rows are; then nothing has happened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryBatch(byte* bytes, int start, uint* row, int columns, long line)
    {
        long key = CitizenNumberKernel.Key(Field(bytes, start, row, numberColumn, columns));
        int occurredOn = key == 0 ? 0 : dates.Read(Field(bytes, start, row, eventColumn, columns));
        if (occurredOn == 0 || occurredOn > scene.AsOf || marks!.MayBeDamaged(start, (int)(row[columns - 1] & FieldMarks.Position)))
        {
            return false;
        }

        sample.Add(key, occurredOn);
        ReadOnlySpan<byte> name = nameColumn < 0 ? default : Field(bytes, start, row, nameColumn, columns);
        if (!mergesHere)
        {
            Send(key, name, occurredOn, endOn: 0, line);
        }

        batch!.Add(key, occurredOn, line, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(name)), name.Length);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ReadOnlySpan<byte> Field(byte* bytes, int start, uint* row, int column, int columns)
    {
        int from = column == 0 ? start : (int)row[column - 1] + 1;
        int to = (int)(row[column] & FieldMarks.Position);
        bool endsWithReturn = column == columns - 1 && to > from && bytes[to - 1] == '\r';
        return new ReadOnlySpan<byte>(bytes + from, endsWithReturn ? to - from - 1 : to - from);
    }
}
