namespace SocialInsurance.Cli.Province;

/// <summary>Identity documents, by the notation of their numbers.</summary>
enum PersonDocument : byte
{
    /// <summary>18 digits, the last a check character.</summary>
    Resident,

    /// <summary>A letter and 8 digits.</summary>
    Foreigner,

    /// <summary>H, 8 digits, 2 digits issue count.</summary>
    HongKongPermit,

    /// <summary>8 digits.</summary>
    TaiwanPermit,

    /// <summary>18 digits from 830000.</summary>
    TaiwanResidence,

    /// <summary>18 digits from 810000 or 820000.</summary>
    HongKongMacauResidence,

    /// <summary>Permanent residence of foreigners until 2023: three letters, 12 digits.</summary>
    PermanentResidenceOld,

    /// <summary>Permanent residence of foreigners since 2023: 18 digits from 9.</summary>
    PermanentResidence,

    /// <summary>Older Taiwan permits: 10 digits.</summary>
    TaiwanPermitOld,

    /// <summary>Two letters and 7 digits.</summary>
    Passport,

    /// <summary>M, 8 digits, 2 digits issue count.</summary>
    MacauPermit,
}

/// <summary>How a number is written. From <see cref="WrongDivision"/> on it is no longer the person's number.</summary>
enum NumberForm : byte
{
    Clean,
    FifteenDigits,
    LowerCase,
    Blanks,
    FullWidth,

    /// <summary>Code of a division that nobody lives in, valid check character: the office's own code instead of the person's.</summary>
    WrongDivision,

    /// <summary>The old notation with one wrong digit: without a check character nothing shows it.</summary>
    FifteenDigitsSlip,

    /// <summary>One digit replaced by any other.</summary>
    DigitReplaced,

    /// <summary>Two neighbours swapped.</summary>
    NeighboursSwapped,

    /// <summary>One digit left out.</summary>
    DigitDropped,

    /// <summary>One digit typed twice.</summary>
    DigitDoubled,

    /// <summary>Day and month of birth swapped.</summary>
    BirthSwapped,

    /// <summary>1 and 7, 3 and 8, 0 and 6 taken for each other.</summary>
    LookAlikeDigit,

    /// <summary>Right digits, wrong check character.</summary>
    WrongCheck,

    Empty,
    Placeholder,
}

/// <summary>Damage to the row as a whole; a reader rejects it.</summary>
enum RowDamage : byte
{
    None,
    BadDate,
    FutureDate,
    MissingColumn,
    NulByte,
    InvalidEncoding,
}

/// <summary>One record before it becomes bytes.</summary>
/// <param name="Person">Whose name it carries.</param>
readonly record struct RecordDraft(long Serial, long Person, int Day, ulong Noise)
{
    /// <summary>Whose number it carries.</summary>
    internal long NumberOwner { get; init; } = Person;

    internal int EndDay { get; init; }

    internal NumberForm Number { get; init; }

    internal NameTable.Spelling Name { get; init; }

    internal RowDamage Damage { get; init; }

    /// <summary>Number and name are the person's own, in whatever notation, and the row is sound.</summary>
    internal bool IsTrue => Damage == RowDamage.None && Number < NumberForm.WrongDivision && NumberOwner == Person && Name <= NameTable.Spelling.InnerBlank;
}
