using System.Collections.Immutable;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>One presentation: a clip or a still. The unit that ISO/IEC 30107-3 counts.</summary>
/// <param name="Path">As in the list.</param>
/// <param name="Species">Kind of attack instrument; empty for a bona fide presentation.</param>
/// <param name="Source">Camera, laboratory or file collection; empty when the list does not say.</param>
public sealed record PadUnit(string Path, bool IsBonaFide, string Species, string Source);

/// <summary>CSV <c>path,label,species[,source]</c>; label is <c>bonafide</c> or <c>attack</c>.</summary>
public static class PadList
{
    private const string BonaFide = "bonafide";
    private const string Attack = "attack";

    /// <summary>An attack whose species the list leaves empty.</summary>
    private const string UnnamedSpecies = "unnamed";

    private const int SourceColumn = 3;

    /// <exception cref="InvalidListException">Other columns, another label, or a path listed twice.</exception>
    public static ImmutableArray<PadUnit> Parse(IEnumerable<string> lines)
    {
        string[] kept = [.. lines];
        var table = LabelTable.Parse(kept, "path", "label", "species");
        int[] numbers = [.. Enumerable.Range(1, kept.Length).Where(n => !string.IsNullOrWhiteSpace(kept[n - 1])).Skip(1)];
        var hasSource = table.Columns.Length > SourceColumn && table.Columns[SourceColumn] == "source";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var units = ImmutableArray.CreateBuilder<PadUnit>(table.Rows.Length);
        foreach (var (row, line) in table.Rows.Zip(numbers))
        {
            if (row[1] is not (BonaFide or Attack))
            {
                throw new InvalidListException("unknown label", line, $"{BonaFide} or {Attack}", row[1]);
            }

            if (!seen.Add(row[0]))
            {
                throw new InvalidListException("a path twice", line, "each path once", row[0]);
            }

            var species = row[1] == BonaFide ? string.Empty : row[2].Length == 0 ? UnnamedSpecies : row[2];
            units.Add(new PadUnit(row[0], row[1] == BonaFide, species, hasSource ? row[SourceColumn] : string.Empty));
        }

        return units.MoveToImmutable();
    }
}
