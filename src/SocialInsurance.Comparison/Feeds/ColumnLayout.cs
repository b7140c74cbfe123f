using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Resolved positions of one file: index from 0 for each role, -1 when the file has no such column.</summary>
sealed class ColumnLayout
{
    internal const int MaxColumns = 250;

    /// <summary>Columns that say who somebody is: no two may be one.</summary>
    internal static readonly ColumnRole[] Identifying = [ColumnRole.Id, ColumnRole.Number, ColumnRole.Name];

    readonly int[] indexOfRole = new int[Enum.GetValues<ColumnRole>().Length];

    ColumnLayout(int columnCount, IReadOnlyList<string> names)
    {
        ColumnCount = columnCount;
        Names = names;
        Array.Fill(indexOfRole, -1);
    }

    internal int ColumnCount { get; }

    /// <summary>Header cells or names of fixed columns; empty in a file without names, or whose header looks like a person.</summary>
    internal IReadOnlyList<string> Names { get; }

    internal int this[ColumnRole role] => indexOfRole[(int)role];

    /// <summary>Null when a column cannot be found; then <paramref name="errors"/> has grown.</summary>
    internal static ColumnLayout? Resolve(FeedDescriptor descriptor, string file, int line, IReadOnlyList<string> firstRow, List<InputError> errors)
    {
        int before = errors.Count;
        FeedFormat format = descriptor.Format;
        var layout = new ColumnLayout(format.ColumnCount ?? firstRow.Count, (format.HasHeader && !LooksLikeData(firstRow)) || format.FixedWidth is not null ? firstRow : []);
        if (layout.ColumnCount > MaxColumns || (format.HasHeader && layout.ColumnCount != firstRow.Count))
        {
            errors.Add(new InputError(InputErrorCode.ColumnNotFound, "the first row has an unexpected number of columns", file, line, null,
                layout.ColumnCount > MaxColumns ? $"at most {MaxColumns}" : $"{layout.ColumnCount}", $"{firstRow.Count}"));
        }

        foreach ((ColumnRole role, ColumnReference reference) in descriptor.Columns)
        {
            int index = reference.HeaderName is null ? reference.Position - 1 : IndexOf(reference.HeaderName, file, line, firstRow, format, errors);
            if (index >= layout.ColumnCount)
            {
                errors.Add(new InputError(InputErrorCode.ColumnNotFound, $"the file has no column for '{role}'", file, line, null,
                    $"at least {reference.Position} columns", $"{layout.ColumnCount}"));
            }

            layout.indexOfRole[(int)role] = index;
        }

        layout.RefuseTwins(descriptor, file, line, errors);
        return errors.Count == before ? layout : null;
    }

    /// <summary>The descriptor cannot see that a name and a position are one column.</summary>
    void RefuseTwins(FeedDescriptor descriptor, string file, int line, List<InputError> errors)
    {
        foreach (IGrouping<int, ColumnRole> twins in Identifying.Where(descriptor.Columns.ContainsKey).GroupBy(r => this[r]).Where(g => g.Key >= 0 && g.Count() > 1 && g.Contains(ColumnRole.Name)))
        {
            errors.Add(new InputError(InputErrorCode.DescriptorInvalid, $"{string.Join(" and ", twins.Select(r => $"'{r}'"))} are one column", file, line, twins.Key + 1, "a column each", $"{twins.Key + 1}"));
        }
    }

    /// <summary>By the very name; if there is none, by the name without regard to blanks, invisible marks, full-width forms and case.</summary>
    static int IndexOf(string name, string file, int line, IReadOnlyList<string> header, FeedFormat format, List<InputError> errors)
    {
        int[] found = [.. Enumerable.Range(0, header.Count).Where(i => header[i].Trim() == name.Trim())];
        if (found.Length == 0)
        {
            found = [.. Enumerable.Range(0, header.Count).Where(i => Folded(header[i]) == Folded(name))];
        }

        if (found.Length == 1)
        {
            return found[0];
        }

        errors.Add(new InputError(InputErrorCode.ColumnNotFound,
            found.Length == 0 ? $"the header lacks a column that the descriptor names{Advice(name, header, format)}" : "the header names a column twice: give its position",
            file, line, found.Length == 0 ? null : found[1] + 1, $"one column '{name}'", Describe(header)));
        return -1;
    }

    internal static string Folded(string name)
    {
        var text = new StringBuilder();
        foreach (Rune rune in name.EnumerateRunes().Where(r => !Unseen.Holds(r.Value)))
        {
            text.Append(Rune.ToLowerInvariant(rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFF01 + '!') : rune));
        }

        return text.ToString();
    }

    static string Advice(string name, IReadOnlyList<string> header, FeedFormat format)
    {
        if (LooksLikeData(header))
        {
            return "; perhaps the file has no header";
        }

        if (!format.IsQuoted && header.Any(h => h.Trim().StartsWith('"')))
        {
            return "; the header is quoted: 'format.quoting: double'";
        }

        const string delimiters = ",\t|;^~#";
        if (header.Count == 1 && delimiters.Where(d => header[0].Contains(d, StringComparison.Ordinal)).ToArray() is [var other, ..])
        {
            return $"; perhaps the delimiter is '{(other == '\t' ? "tab" : other)}'";
        }

        return Nearness.Nearest(Folded(name), header.Select(h => h.Trim())) is { } near ? $"; perhaps '{near}' is meant" : "";
    }

    static bool LooksLikeData(IReadOnlyList<string> header) => header.Any(h => h.Count(char.IsDigit) >= 5);

    // A file without header would otherwise put a citizen into the message.
    static string Describe(IReadOnlyList<string> header) =>
        LooksLikeData(header) ? "a row that looks like data, not like a header" : string.Join(" ", header.Select(h => $"'{h.Trim()}'"));
}
