using System.Text.Json.Serialization;

namespace SocialInsurance.Comparison;

/// <summary>Rows of a register file that are taken in although a field of theirs cannot be read, by column: a person is never dropped.</summary>
/// <param name="Name">No name, or one in a wrong encoding.</param>
/// <param name="DueDate">Text that is no date in the descriptor's notation; the row counts as one without due date.</param>
/// <param name="LastCertifiedDate">Text that is no date in the descriptor's notation, or a date after the as-of date.</param>
/// <param name="BirthDate">Text that is no date in the descriptor's notation.</param>
public sealed record UnreadableFields(long Name, long DueDate, long LastCertifiedDate, long BirthDate)
{
    /// <summary>Columns with at least one such row.</summary>
    [JsonIgnore]
    public IEnumerable<(ColumnRole Column, long Rows)> Columns => new[]
    {
        (ColumnRole.Name, Name), (ColumnRole.DueDate, DueDate), (ColumnRole.LastCertifiedDate, LastCertifiedDate), (ColumnRole.BirthDate, BirthDate),
    }.Where(c => c.Item2 > 0);
}

/// <summary>Counts the fields of a register file that cannot be read. One thread.</summary>
sealed class UnreadableTally
{
    readonly long[] rows = new long[Enum.GetValues<ColumnRole>().Length];
    readonly long[] firstLines = new long[Enum.GetValues<ColumnRole>().Length];

    /// <summary>Null: everything was read.</summary>
    internal UnreadableFields? Fields => rows.All(n => n == 0) ? null
        : new(rows[(int)ColumnRole.Name], rows[(int)ColumnRole.DueDate], rows[(int)ColumnRole.LastCertifiedDate], rows[(int)ColumnRole.BirthDate]);

    internal static UnreadableTally Sum(IEnumerable<UnreadableTally> parts)
    {
        var sum = new UnreadableTally();
        foreach (UnreadableTally part in parts)
        {
            for (int i = 0; i < sum.rows.Length; i++)
            {
                sum.rows[i] += part.rows[i];
                sum.firstLines[i] = sum.firstLines[i] == 0 || (part.firstLines[i] > 0 && part.firstLines[i] < sum.firstLines[i]) ? part.firstLines[i] : sum.firstLines[i];
            }
        }

        return sum;
    }

    internal void Add(ColumnRole column, long line)
    {
        firstLines[(int)column] = rows[(int)column]++ == 0 ? line : firstLines[(int)column];
    }

    /// <summary>Columns with a larger share of unreadable fields than the register's descriptor allows of rejected rows, each at its first row.</summary>
    internal IEnumerable<InputError> Excess(DataFile file, long read)
    {
        foreach ((ColumnRole column, long unreadable) in Fields?.Columns ?? [])
        {
            double share = (double)unreadable / read;
            if (share > file.Descriptor.MaxRejectedShare)
            {
                string member = $"{char.ToLowerInvariant($"{column}"[0])}{$"{column}"[1..]}";
                string until = column == ColumnRole.LastCertifiedDate ? " not after the as-of date and" : "";
                string notation = column == ColumnRole.Name ? "" : $"{until} with '{member}' as {file.Descriptor.DatesOf(column).Text}";
                yield return new InputError(
                    InputErrorCode.TooManyUnreadable, $"'{member}' cannot be read in {unreadable} of {read} rows of the register", file.Name, firstLines[(int)column], file.Layout![column] + 1,
                    FormattableString.Invariant($"a share of at most {file.Descriptor.MaxRejectedShare:0.####}") + (notation.Length == 0 ? "" : $", all others{notation}"),
                    FormattableString.Invariant($"{share:0.####}"));
            }
        }
    }
}
