namespace SocialInsurance.Comparison;

/// <summary>What a record of a source says about a subject. Stored in state files: values never change.</summary>
public enum SourceKind : byte
{
    /// <summary>The register itself: one row a subject.</summary>
    Subjects = 0,

    /// <summary>The subject's existence ended on the event date.</summary>
    Terminal = 1,

    /// <summary>A state that holds from the event date to the end date.</summary>
    Interval = 2,

    /// <summary>The subject did something on the event date.</summary>
    Activity = 3,

    /// <summary>The subject stood in another register on the event date.</summary>
    Duplicate = 4,
}

/// <summary>How strongly a record shows that the person was there. Stored in state files: values never change.</summary>
public enum PresenceClass : byte
{
    /// <summary>Written by an office without the person.</summary>
    Administrative = 0,

    /// <summary>Someone used the person's account or card.</summary>
    Account = 1,

    /// <summary>Somebody saw the person.</summary>
    PersonPresent = 2,
}

/// <summary>Encoding of a feed's files.</summary>
public enum FeedEncoding : byte
{
    /// <summary>UTF-8, with or without byte order mark.</summary>
    Utf8 = 0,

    /// <summary>GB 18030 (includes GBK and GB 2312).</summary>
    Gb18030 = 1,

    /// <summary>UTF-16 with a byte order mark, as spreadsheets write "Unicode text".</summary>
    Utf16 = 2,

    /// <summary>UTF-16, low byte first.</summary>
    Utf16LittleEndian = 3,

    /// <summary>UTF-16, high byte first.</summary>
    Utf16BigEndian = 4,
}

/// <summary>What a column means to the engine.</summary>
public enum ColumnRole : byte
{
    /// <summary>Identifier of a subject in the register.</summary>
    Id,

    /// <summary>Identity document number.</summary>
    Number,

    /// <summary>Name of the person.</summary>
    Name,

    /// <summary>Date of birth.</summary>
    BirthDate,

    /// <summary>Code of the administrative division.</summary>
    DivisionCode,

    /// <summary>Date by which the subject is to be certified again.</summary>
    DueDate,

    /// <summary>Date of the last certification.</summary>
    LastCertifiedDate,

    /// <summary>Status code of the register.</summary>
    Status,

    /// <summary>Date of the event; for intervals the start.</summary>
    EventDate,

    /// <summary>End of an interval.</summary>
    EndDate,

    /// <summary>Kind of the identity document, by the descriptor's own words.</summary>
    DocumentType,
}
