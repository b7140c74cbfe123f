namespace SocialInsurance.Comparison;

/// <summary>Columns at fixed places. Immutable.</summary>
/// <param name="InBytes">Places count bytes of the file; else characters (Unicode code points).</param>
/// <param name="Columns">Columns in the order of the descriptor.</param>
/// <param name="RecordBytes">Bytes of a record in a file without line ends; 0 = every line is a record.</param>
public sealed record FixedLayout(bool InBytes, IReadOnlyList<FixedColumn> Columns, int RecordBytes)
{
    /// <summary>Rightmost place of a column, and most bytes or characters of all columns together.</summary>
    public const int MaxWidth = 65_536;
}

/// <summary>One column of fixed width.</summary>
/// <param name="Name">Unique in its layout.</param>
/// <param name="Start">First place, from 1.</param>
/// <param name="Length">Places, from 1.</param>
public sealed record FixedColumn(string Name, int Start, int Length);
