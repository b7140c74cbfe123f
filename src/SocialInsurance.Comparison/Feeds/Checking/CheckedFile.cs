namespace SocialInsurance.Comparison;

/// <summary>What to look at. No run, no state, nothing written.</summary>
public sealed record FeedCheckRequest
{
    /// <summary>Folder of feeds and their descriptors.</summary>
    public required string FeedsDirectory { get; init; }

    /// <summary>Register files; empty = those that descriptors of kind subjects in the folder claim.</summary>
    public IReadOnlyList<string> Registers { get; init; } = [];

    /// <summary>First rows to show, from 0.</summary>
    public int Rows { get; init; } = 5;

    /// <summary>Rejected rows to show, from 0.</summary>
    public int ShownRejects { get; init; } = 10;

    /// <summary>Read every file to its end; else about the first <see cref="FeedCheck.SampleBytes"/>.</summary>
    public bool All { get; init; }

    /// <summary>Events after it would be rejected; null = no such day.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>What the caller has against a feed by what it knows of its source; null = nothing.</summary>
    public Func<FeedDescriptor, IEnumerable<InputError>>? Objections { get; init; }
}

/// <summary>What would be understood and what would be refused. Holds no number, no whole name.</summary>
/// <param name="Files">Described files, registers first.</param>
/// <param name="Unclaimed">Files that no descriptor claims.</param>
/// <param name="Errors">Everything that would refuse a run.</param>
public sealed record FeedCheckReport(IReadOnlyList<CheckedFile> Files, IReadOnlyList<string> Unclaimed, IReadOnlyList<InputError> Errors)
{
    /// <summary>Those of <see cref="Unclaimed"/> that a descriptor's pattern fits but for upper and lower case, with the pattern.</summary>
    public IReadOnlyDictionary<string, string> NearlyClaimed { get; init; } = new Dictionary<string, string>();
}

/// <summary>One described file as understood.</summary>
public sealed record CheckedFile
{
    /// <summary>File name.</summary>
    public required string File { get; init; }

    /// <summary>Name of the descriptor's file.</summary>
    public required string Descriptor { get; init; }

    /// <summary>Source of the descriptor.</summary>
    public required string Source { get; init; }

    /// <summary>Kind of the source.</summary>
    public required SourceKind Kind { get; init; }

    /// <summary>The file is gzip.</summary>
    public required bool IsGzip { get; init; }

    /// <summary>As in a descriptor.</summary>
    public required string Encoding { get; init; }

    /// <summary>Line of the first record.</summary>
    public required long FirstLine { get; init; }

    /// <summary>Columns of a row.</summary>
    public required int ColumnCount { get; init; }

    /// <summary>Columns in use, by position.</summary>
    public required IReadOnlyList<CheckedColumn> Columns { get; init; }

    /// <summary>The first rows that would be used.</summary>
    public required IReadOnlyList<CheckedRow> Rows { get; init; }

    /// <summary>The first rows that would be rejected.</summary>
    public required IReadOnlyList<CheckedReject> Rejects { get; init; }

    /// <summary>Rejected rows by reason.</summary>
    public required IReadOnlyDictionary<RejectReason, long> Reasons { get; init; }

    /// <summary>Register rows that are kept although their number cannot be used.</summary>
    public required long UnusableNumbers { get; init; }

    /// <summary>Of a register: rows that are kept although a field of theirs cannot be read; null when there is none.</summary>
    public required UnreadableFields? Unreadable { get; init; }

    /// <summary>Records looked at.</summary>
    public required long Read { get; init; }

    /// <summary>Records that would be used.</summary>
    public required long Accepted { get; init; }

    /// <summary>Records that would be rejected.</summary>
    public required long Rejected { get; init; }

    /// <summary>Every record was looked at.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>What would probably help.</summary>
    public required IReadOnlyList<CheckAdvice> Advice { get; init; }
}

/// <summary>One column in use.</summary>
/// <param name="Role">What it means.</param>
/// <param name="Position">From 1.</param>
/// <param name="Name">Header cell or name of the fixed column; null without header.</param>
/// <param name="FoundBy">How the descriptor's reference led there.</param>
/// <param name="Notation">Notation of dates, else null.</param>
public sealed record CheckedColumn(ColumnRole Role, int Position, string? Name, ColumnFinding FoundBy, string? Notation);

/// <summary>How a column was found.</summary>
public enum ColumnFinding
{
    /// <summary>The header cell is the descriptor's text.</summary>
    Header,

    /// <summary>The header cell is the descriptor's text but for blanks, full-width forms or case.</summary>
    SimilarHeader,

    /// <summary>By position.</summary>
    Position,

    /// <summary>By start and length.</summary>
    FixedWidth,
}

/// <summary>One row as understood: numbers masked, names as first character and stars, dates yyyy-MM-dd.</summary>
public sealed record CheckedRow(long Line, IReadOnlyDictionary<ColumnRole, string> Values);

/// <summary>One row that would be rejected. <paramref name="Found"/> shows the shape of the text: # a digit, A a letter, 字 any other letter.</summary>
public sealed record CheckedReject(long Line, int Column, RejectReason Reason, string? Expected, string? Found);

/// <summary>A change of the descriptor that would probably help.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Role">Column concerned, or null.</param>
/// <param name="Value">Notation, or null.</param>
/// <param name="Rows">Rejected rows, or unreadable fields of a register, that it would explain; of a missing header the line, of a missing trailer the rows.</param>
public sealed record CheckAdvice(CheckAdviceKind Kind, ColumnRole? Role, string? Value, long Rows);

/// <summary>Kinds of advice.</summary>
public enum CheckAdviceKind
{
    /// <summary>Another notation fits dates that cannot be read.</summary>
    DateNotation,

    /// <summary>Fields stand in quotes, but the descriptor says that there are none.</summary>
    Quoting,

    /// <summary>A spreadsheet has damaged numbers: the department has to deliver them again, as text.</summary>
    DeliverAgain,

    /// <summary>The titles or the header that the descriptor calls for are missing: the line of the first record stands there, and is read.</summary>
    RecordInHeader,

    /// <summary>The trailer that the descriptor calls for is missing: so many of the last lines are read as rows.</summary>
    RecordInTrailer,
}
