namespace SocialInsurance.Comparison;

/// <summary>Resolved positions of one file: index from 0 for each role, -1 when the file has no such column.</summary>
sealed class ColumnLayout
{
    internal const int MaxColumns = 250;

    readonly int[] indexOfRole = new int[Enum.GetValues<ColumnRole>().Length];

    ColumnLayout(int columnCount)
    {
        ColumnCount = columnCount;
        Array.Fill(indexOfRole, -1);
    }

    internal int ColumnCount { get; }

    internal int this[ColumnRole role] => indexOfRole[(int)role];

    /// <summary>Null when a column cannot be found; then <paramref name="errors"/> has grown.</summary>
    internal static ColumnLayout? Resolve(FeedDescriptor descriptor, string file, IReadOnlyList<string> firstRow, List<InputError> errors)
    {
        int before = errors.Count;
        FeedFormat format = descriptor.Format;
        var layout = new ColumnLayout(format.ColumnCount ?? firstRow.Count);
        if (layout.ColumnCount > MaxColumns || (format.HasHeader && layout.ColumnCount != firstRow.Count))
        {
            errors.Add(new InputError(InputErrorCode.ColumnNotFound, "the first row has an unexpected number of columns", file, 1, null,
                layout.ColumnCount > MaxColumns ? $"at most {MaxColumns}" : $"{layout.ColumnCount}", $"{firstRow.Count}"));
        }

        foreach ((ColumnRole role, ColumnReference reference) in descriptor.Columns)
        {
            int index = reference.HeaderName is null ? reference.Position - 1 : IndexOf(reference.HeaderName, file, firstRow, errors);
            if (index >= layout.ColumnCount)
            {
                errors.Add(new InputError(InputErrorCode.ColumnNotFound, $"the file has no column for '{role}'", file, 1, null,
                    $"at least {reference.Position} columns", $"{layout.ColumnCount}"));
            }

            layout.indexOfRole[(int)role] = index;
        }

        return errors.Count == before ? layout : null;
    }

    static int IndexOf(string name, string file, IReadOnlyList<string> header, List<InputError> errors)
    {
        int[] found = [.. Enumerable.Range(0, header.Count).Where(i => header[i].Trim() == name)];
        if (found.Length == 1)
        {
            return found[0];
        }

        errors.Add(new InputError(InputErrorCode.ColumnNotFound,
            found.Length == 0 ? "the header lacks a column that the descriptor names" : "the header names a column twice",
            file, 1, found.Length == 0 ? null : found[1] + 1, $"one column '{name}'", Describe(header)));
        return -1;
    }

    // A file without header would otherwise put a citizen into the message.
    static string Describe(IReadOnlyList<string> header) =>
        header.Any(h => h.Count(char.IsDigit) >= 5) ? "a row that looks like data, not like a header" : string.Join(" ", header.Select(h => $"'{h.Trim()}'"));
}
