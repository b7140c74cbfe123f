using System.Collections.Immutable;
using System.Globalization;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>A list of pictures or pairs that cannot be used.</summary>
public sealed class InvalidListException(string message, int line, string expected, string found) : Exception(message)
{
    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    public string Expected { get; } = expected;

    public string Found { get; } = found;
}

/// <summary>A small CSV with a header: comma-separated, UTF-8, no quotes; fields trimmed, empty lines skipped.</summary>
public sealed record LabelTable(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows)
{
    /// <summary>People of this age and older are a group of their own.</summary>
    private const int ElderAge = 60;

    private const string AgeColumn = "age";

    /// <param name="leading">Names that the first columns must have.</param>
    /// <exception cref="InvalidListException">No rows, other columns, or a row of another width.</exception>
    public static LabelTable Parse(IEnumerable<string> lines, params ReadOnlySpan<string> leading)
    {
        ImmutableArray<string> columns = default;
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            ImmutableArray<string> fields = [.. line.TrimStart('\uFEFF').Split(',', StringSplitOptions.TrimEntries)];
            if (columns.IsDefault)
            {
                columns = fields;
                CheckColumns(columns, leading, number);
            }
            else if (fields.Length != columns.Length)
            {
                throw new InvalidListException("a row of another width than the header", number, $"{columns.Length} fields", $"{fields.Length}");
            }
            else
            {
                rows.Add(fields);
            }
        }

        return rows.Count > 0
            ? new LabelTable(columns, rows.ToImmutable())
            : throw new InvalidListException("the list is empty", number, "a header and at least one row", "none");
    }

    /// <summary>Labels of a row from a column on, each <c>column=value</c>: one value in two columns is two groups. Ages become two bands.</summary>
    internal ImmutableArray<string> NamedLabelsOf(int row, int firstColumn) =>
        [.. Columns.Skip(firstColumn).Zip(Rows[row].Skip(firstColumn), static (column, value) => $"{column}={(column == AgeColumn ? BandOf(value) : value)}")];

    private static string BandOf(string age) =>
        !int.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out var years) ? age
        : years >= ElderAge ? $"{ElderAge}+"
        : $"<{ElderAge}";

    private static void CheckColumns(ImmutableArray<string> columns, ReadOnlySpan<string> leading, int line)
    {
        if (columns.Length < leading.Length || !columns.AsSpan()[..leading.Length].SequenceEqual(leading))
        {
            throw new InvalidListException("the list has other columns", line, string.Join(',', leading!), string.Join(',', columns));
        }
    }
}
