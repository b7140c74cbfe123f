namespace SocialInsurance.Comparison;

/// <summary>
/// The register rows whose names links may need: those of candidates, and those whose date of birth some record has. On a day of few
/// new records that is one row in a hundred, and the others need not be read again. Immutable, thread-safe.
/// </summary>
sealed class RowsOfInterest
{
    const int FewestRowsARow = 8; // beyond one row in so many it is as well to look at all

    readonly ulong[] places; // ascending

    RowsOfInterest(ulong[] places) => this.places = places;

    /// <summary>Null when they are not few.</summary>
    internal static RowsOfInterest? Of(SubjectSet subjects, HashSet<ulong> wanted, BlockIndex index)
    {
        int most = subjects.Count / FewestRowsARow;
        var places = new List<ulong>();
        for (int i = 0; i < subjects.Count; i++)
        {
            ref readonly Subject subject = ref subjects.Subjects[i];
            if (index.HasBirth(subject.BirthOn) || index.HasBirth(NumberParts.Of(subject.Key).BirthOn) || wanted.Contains(subject.RowPlace))
            {
                places.Add(subject.RowPlace);
                if (places.Count > most)
                {
                    return null;
                }
            }
        }

        places.Sort();
        return new RowsOfInterest([.. places]);
    }

    /// <summary>
    /// Physical lines of a file, ascending. Null when its rows are no lines, or when the number read without a stated kind may have
    /// another date of birth than the one of the subject.
    /// </summary>
    internal long[]? LinesOf(DataFile file) =>
        file.Descriptor.Format is { IsQuoted: false, FixedWidth: null } && file.Layout![ColumnRole.DocumentType] < 0
            ? [.. places.Select(p => new RecordPlace(p)).Where(p => p.File == file.Index).Select(p => p.Line)]
            : null;
}
