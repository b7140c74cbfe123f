namespace SocialInsurance.Comparison;

/// <summary>Why a row is not used.</summary>
public enum RejectReason : byte
{
    /// <summary>A line without any character.</summary>
    EmptyRow,

    /// <summary>More or fewer columns than the file has.</summary>
    WrongColumnCount,

    /// <summary>A byte 00 in the row.</summary>
    NulByte,

    /// <summary>Bytes that are not of the file's encoding.</summary>
    InvalidEncoding,

    /// <summary>A quote that does not end within 64 KiB or before the end of the file.</summary>
    UnclosedQuote,

    /// <summary>Text between a closing quote and the next delimiter.</summary>
    TextAfterQuote,

    /// <summary>A row longer than the block, 1 MiB, or with quotes that all close, but longer than 64 KiB.</summary>
    RowTooLong,

    /// <summary><see cref="DocumentNumberFault.Empty"/></summary>
    NumberEmpty,

    /// <summary><see cref="DocumentNumberFault.WrongLength"/></summary>
    NumberWrongLength,

    /// <summary><see cref="DocumentNumberFault.NotAlphanumeric"/></summary>
    NumberNotAlphanumeric,

    /// <summary><see cref="DocumentNumberFault.MisplacedLetter"/></summary>
    NumberMisplacedLetter,

    /// <summary><see cref="DocumentNumberFault.ChecksumMismatch"/></summary>
    NumberChecksumMismatch,

    /// <summary><see cref="DocumentNumberFault.ImpossibleBirthDate"/></summary>
    NumberImpossibleBirthDate,

    /// <summary><see cref="DocumentNumberFault.Placeholder"/></summary>
    NumberPlaceholder,

    /// <summary>No real date in the descriptor's notation.</summary>
    BadDate,

    /// <summary>An event after the as-of date.</summary>
    EventInFuture,

    /// <summary>An interval that ends before it starts.</summary>
    EndBeforeStart,

    /// <summary>A register row without identifier, or with one longer than 64 bytes.</summary>
    BadId,

    /// <summary>A register row whose identifier an earlier row has.</summary>
    DuplicateId,

    /// <summary><see cref="DocumentNumberFault.DamagedBySpreadsheet"/></summary>
    NumberDamagedBySpreadsheet,

    /// <summary>The last record of a file of fixed-length records is short.</summary>
    WrongRecordLength,
}

/// <summary>A row that is not used. Line and column count from 1; column 0 = the row as a whole. Holds no personal data.</summary>
/// <param name="File">Index into <see cref="ComparisonState.Files"/>.</param>
/// <param name="Line">First physical line of the row.</param>
/// <param name="Column">Column, from 1, or 0.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expected">Expected number, where <paramref name="Reason"/> has one.</param>
/// <param name="Found">Found number, where <paramref name="Reason"/> has one.</param>
public readonly record struct RejectedRow(int File, long Line, int Column, RejectReason Reason, int Expected = 0, int Found = 0)
{
    /// <summary>Code and, where there is something to say without personal data, expected and found.</summary>
    public string Describe() => Reason == RejectReason.WrongColumnCount ? $"{Reason} expected {Expected} found {Found}" : Reason.ToString();

    internal static RejectReason ReasonOf(DocumentNumberFault fault) => fault switch
    {
        DocumentNumberFault.Empty => RejectReason.NumberEmpty,
        DocumentNumberFault.WrongLength => RejectReason.NumberWrongLength,
        DocumentNumberFault.NotAlphanumeric => RejectReason.NumberNotAlphanumeric,
        DocumentNumberFault.MisplacedLetter => RejectReason.NumberMisplacedLetter,
        DocumentNumberFault.ChecksumMismatch => RejectReason.NumberChecksumMismatch,
        DocumentNumberFault.ImpossibleBirthDate => RejectReason.NumberImpossibleBirthDate,
        DocumentNumberFault.Placeholder => RejectReason.NumberPlaceholder,
        DocumentNumberFault.DamagedBySpreadsheet => RejectReason.NumberDamagedBySpreadsheet,
        DocumentNumberFault.None => throw new ArgumentOutOfRangeException(nameof(fault)),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
