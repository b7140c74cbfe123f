namespace SocialInsurance.Comparison;

/// <summary>Why a document number cannot serve as a key. Stored in state files: values never change.</summary>
public enum DocumentNumberFault : byte
{
    /// <summary>The number is usable.</summary>
    None = 0,

    /// <summary>Nothing but blanks.</summary>
    Empty = 1,

    /// <summary>Neither 18, 15 nor 5..11 characters, or not the length of the document's stated kind.</summary>
    WrongLength = 2,

    /// <summary>A character that is neither a Latin letter nor a digit.</summary>
    NotAlphanumeric = 3,

    /// <summary>A letter where the 18- or 15-character form has a digit.</summary>
    MisplacedLetter = 4,

    /// <summary>The check character of ISO 7064 MOD 11-2 does not fit the first 17 digits.</summary>
    ChecksumMismatch = 5,

    /// <summary>The date of birth inside the number is no day of the calendar (1850..2099).</summary>
    ImpossibleBirthDate = 6,

    /// <summary>All characters are equal: a number typed to fill a field.</summary>
    Placeholder = 7,

    /// <summary>A spreadsheet turned the number into a decimal (1.10105E+17, 430101194001010000.0): its last digits are lost.</summary>
    DamagedBySpreadsheet = 8,
}
