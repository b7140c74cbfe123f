namespace SocialInsurance.Comparison;

/// <summary>One record of a block. Field i stands between bounds i (exclusive) and i + 1 (exclusive). Valid during the call only.</summary>
readonly unsafe ref struct Row(byte* bytes, int* bounds, int columnCount, int physicalLines)
{
    /// <summary>Columns found; only the first <see cref="ColumnLayout.MaxColumns"/> may be read.</summary>
    internal int ColumnCount => columnCount;

    /// <summary>Lines of the file that the record covers.</summary>
    internal int PhysicalLines => physicalLines;

    internal ReadOnlySpan<byte> Field(int index) =>
        new(bytes + bounds[index] + 1, bounds[index + 1] - bounds[index] - 1);

    /// <summary>All fields up to <see cref="ColumnLayout.MaxColumns"/>, with what separates them.</summary>
    internal ReadOnlySpan<byte> Whole =>
        new(bytes + bounds[0] + 1, bounds[Math.Min(columnCount, ColumnLayout.MaxColumns)] - bounds[0] - 1);

    /// <summary>The fields behind <see cref="ColumnLayout.MaxColumns"/>, with what separates them; nearly always empty.</summary>
    internal ReadOnlySpan<byte> Rest => columnCount <= ColumnLayout.MaxColumns ? default
        : new(bytes + bounds[ColumnLayout.MaxColumns] + 1, bounds[RowSplitter.BoundCount - 1] - bounds[ColumnLayout.MaxColumns] - 1);
}

/// <summary>Takes the rows of a block one by one. Implemented by structs, so that the splitter is compiled for each.</summary>
interface IRowHandler
{
    void Accept(in Row row);

    /// <summary>A record that cannot be cut.</summary>
    void Refuse(RejectReason reason, int physicalLines);

    /// <summary>A record that is damaged, or whose quotes are wrong; its cells as far as they can be told.</summary>
    void Refuse(RejectReason reason, in Row whole);
}
