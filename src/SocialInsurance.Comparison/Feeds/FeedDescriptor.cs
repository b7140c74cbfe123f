namespace SocialInsurance.Comparison;

/// <summary>
/// What a <c>*.feed.yaml</c> says about a department's files. Immutable. Lines and columns of the descriptor count from 1.
/// </summary>
public sealed record FeedDescriptor
{
    const double ChanceDeviations = 3; // standard deviations of a count of rejected records

    /// <summary>Path of the descriptor.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the descriptor's bytes, lower-case hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>Name of the source; unique among the feeds of a run.</summary>
    public required string Name { get; init; }

    /// <summary>What its records say.</summary>
    public required SourceKind Kind { get; init; }

    /// <summary>Who answers for the data.</summary>
    public required string Authority { get; init; }

    /// <summary>File names beside the descriptor; <c>*</c> and <c>?</c> are wildcards, upper and lower case differ.</summary>
    public required string FilePattern { get; init; }

    /// <summary>How the bytes become rows.</summary>
    public required FeedFormat Format { get; init; }

    /// <summary>Where each value stands.</summary>
    public required IReadOnlyDictionary<ColumnRole, ColumnReference> Columns { get; init; }

    /// <summary>Notation of the dates of each column that <see cref="DateNotation"/> does not hold for.</summary>
    public required IReadOnlyDictionary<ColumnRole, DateNotation> DateNotations { get; init; }

    /// <summary>Notation of all other dates of the file.</summary>
    public required DateNotation DateNotation { get; init; }

    /// <summary>Kind of document by the text of the documentType column; empty without such a column.</summary>
    public required IReadOnlyDictionary<string, DocumentKind> DocumentTypes { get; init; }

    /// <summary>Presence class of its records.</summary>
    public required PresenceClass Presence { get; init; }

    /// <summary>Sources of one group count as one witness.</summary>
    public required string IndependenceGroup { get; init; }

    /// <summary>Largest share of rejected records of a file, 0..1, that the run still accepts.</summary>
    public required double MaxRejectedShare { get; init; }

    /// <summary>
    /// More rejected records than the share allows; of a feed give or take what chance does to few records: one slip of six is no share.
    /// A row of the register is a person, so there the share is exact.
    /// </summary>
    /// <param name="read">Records of the file.</param>
    internal bool IsTooManyRejected(long rejected, long read)
    {
        double chance = Kind == SourceKind.Subjects ? 0 : ChanceDeviations * Math.Sqrt(MaxRejectedShare * (1 - MaxRejectedShare) * read);
        return rejected > MaxRejectedShare * read + chance;
    }

    /// <summary>Names of files beside the descriptor that are left unread on purpose; upper and lower case differ.</summary>
    public IReadOnlyList<string> NotRead { get; init; } = [];

    /// <summary>Where the members of the descriptor stand.</summary>
    internal IReadOnlyDictionary<string, (long Line, int Column)> Places { get; init; } = new Dictionary<string, (long, int)>();

    /// <summary>Line and column of a member's value, both from 1; those of the first member when it has no such member.</summary>
    public (long Line, int Column) PlaceOf(string member) => Places.TryGetValue(member, out (long, int) place) ? place : (1, 1);

    /// <summary>Notation of a column of dates.</summary>
    public DateNotation DatesOf(ColumnRole role) => DateNotations.TryGetValue(role, out DateNotation? own) ? own : DateNotation;
}

/// <summary>Row format of a feed. <see cref="ColumnCount"/> may be null: then the header, or the first row, sets it.</summary>
public sealed record FeedFormat(byte Delimiter, bool HasHeader, FeedEncoding Encoding, bool IsQuoted, int? ColumnCount)
{
    /// <summary>Rows before the header or the first record that are no records: titles, notes.</summary>
    public int SkipLines { get; init; }

    /// <summary>Rows at the end that are no records: totals, signatures.</summary>
    public int SkipTrailer { get; init; }

    /// <summary>The file has to be gzip. Files that are gzip without being described so are recognised too.</summary>
    public bool MustBeGzip { get; init; }

    /// <summary>Columns at fixed places; null = columns between delimiters.</summary>
    public FixedLayout? FixedWidth { get; init; }

    /// <summary>Records as lines of text in UTF-16.</summary>
    public bool IsUtf16 => Encoding is FeedEncoding.Utf16 or FeedEncoding.Utf16LittleEndian or FeedEncoding.Utf16BigEndian;
}

/// <summary>A column by header name, or by position from 1 when <see cref="HeaderName"/> is null.</summary>
public sealed record ColumnReference(string? HeaderName, int Position);
