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
    internal static RowsOfInterest? Of(SubjectSet subjects, RowMarks wanted, BlockIndex index)
    {
        int most = subjects.Count / FewestRowsARow;
        var places = new List<ulong>();
        for (int i = 0; i < subjects.Count; i++)
        {
            ref readonly Subject subject = ref subjects.Subjects[i];
            if (index.HasBirth(subject.BirthOn) || index.HasBirth(NumberParts.Of(subject.Key).BirthOn) || wanted.Holds(new RecordPlace(subject.RowPlace)))
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

/// <summary>A set of register rows: one bit a physical line. Immutable, thread-safe.</summary>
sealed class RowMarks
{
    readonly Dictionary<int, ulong[]> files = [];

    /// <param name="subjects">All.</param>
    /// <param name="marked">Those whose rows are in the set.</param>
    internal RowMarks(SubjectSet subjects, ReadOnlySpan<int> marked)
    {
        var lastLines = new Dictionary<int, long>();
        foreach (int subject in marked)
        {
            var place = new RecordPlace(subjects.Subjects[subject].RowPlace);
            lastLines[place.File] = Math.Max(place.Line, lastLines.GetValueOrDefault(place.File));
        }

        foreach ((int file, long line) in lastLines)
        {
            files.Add(file, new ulong[(line >> 6) + 1]);
        }

        foreach (int subject in marked)
        {
            var place = new RecordPlace(subjects.Subjects[subject].RowPlace);
            files[place.File][place.Line >> 6] |= 1UL << (int)place.Line;
        }
    }

    internal bool Holds(RecordPlace row) =>
        files.TryGetValue(row.File, out ulong[]? lines) && row.Line >> 6 < lines.Length && ((lines[row.Line >> 6] >> (int)row.Line) & 1) != 0;
}
