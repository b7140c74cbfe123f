namespace SocialInsurance.Comparison;

/// <summary>
/// How far two values agree in one comparison, and what else adds to a <see cref="MatchWeight"/>. Stored by name in links.jsonl:
/// names never change, values may. The comparisons: where it starts, name, number, date of birth, sex.
/// </summary>
public enum ComparisonLevel : byte
{
    /// <summary>Before any comparison: how rarely any record belongs to any subject.</summary>
    Prior = 0,

    /// <summary>Equal names in their one written form (<see cref="NameFolding"/>).</summary>
    NameExact = 1,

    /// <summary>One character is written for the other (于 and 於, 萧 and 肖), or Latin words stand in another order.</summary>
    NameVariant = 2,

    /// <summary>The given name only, where the other side adds the father's name after a dot.</summary>
    NameShortened = 3,

    /// <summary>A placeholder, Pinyin or a description of its parts stands for a rare character.</summary>
    NameSubstitute = 4,

    /// <summary>Other characters that are read alike, or the same name in Pinyin.</summary>
    NameSoundAlike = 5,

    /// <summary>One character looks like the other: a radical or a stroke differs.</summary>
    NameLookAlike = 6,

    /// <summary>One character slipped, of at least three; two of at least eight.</summary>
    NameNear = 7,

    /// <summary>Only the first character, or one Latin word, is equal.</summary>
    NameSurnameOnly = 8,

    /// <summary>Other names.</summary>
    NameDifferent = 9,

    /// <summary>One side has no name.</summary>
    NameMissing = 10,

    /// <summary>How much rarer or more common this name is than names are on average.</summary>
    NameFrequency = 11,

    /// <summary>Equal texts that no key could join, or that were not joined because the record's row was rejected.</summary>
    NumberEqual = 16,

    /// <summary>One edit apart (Damerau-Levenshtein, 18-character form).</summary>
    NumberOneEdit = 17,

    /// <summary>Two edits apart.</summary>
    NumberTwoEdits = 18,

    /// <summary>Three edits apart.</summary>
    NumberThreeEdits = 19,

    /// <summary>Further apart, but the sequence (digits 15 to 17) is equal.</summary>
    NumberSequenceOnly = 20,

    /// <summary>Further apart.</summary>
    NumberFar = 21,

    /// <summary>Equal dates of birth.</summary>
    BirthDateEqual = 24,

    /// <summary>Day and month changed places.</summary>
    BirthDateSwapped = 25,

    /// <summary>One digit differs, or two neighbouring digits changed places.</summary>
    BirthDateOneDigit = 26,

    /// <summary>Other dates of birth.</summary>
    BirthDateDifferent = 27,

    /// <summary>One side has none.</summary>
    BirthDateMissing = 28,

    /// <summary>Same sex by the 17th digit.</summary>
    SexSame = 32,

    /// <summary>Other sex.</summary>
    SexOther = 33,

    /// <summary>One side does not tell.</summary>
    SexMissing = 34,
}

/// <summary>Evidence for a link in thousandths of a bit: log2 of how much likelier the observation is for one person than for two.</summary>
public readonly record struct MatchWeight(int Millibits)
{
    /// <summary>log2 of the Bayes factor.</summary>
    public double Bits => Millibits / 1000.0;

    /// <summary>For a sum that starts with the prior: the probability of one person, 0..1.</summary>
    public double Probability => 1 / (1 + double.Exp2(-Bits));

    internal static MatchWeight OfBits(double bits) => new((int)Math.Round(bits * 1000, MidpointRounding.ToEven));
}

/// <summary>What is known of an unlinked record's number before it is compared.</summary>
enum RecordNumber : byte
{
    /// <summary>It holds its check and is in no register row: nearly always a stranger's.</summary>
    Unregistered = 0,

    /// <summary>It failed its check: a slip, whoever it concerns. Or it is registered, and the row was rejected for something else.</summary>
    Faulty = 1,

    /// <summary>It is registered under another name: either the name is wrong, or the record is somebody else's.</summary>
    Misdirected = 2,
}

/// <summary>What was observed on one pair: a level of each comparison, and what the record's number is.</summary>
readonly record struct ComparisonVector(
    ComparisonLevel Name, ComparisonLevel Number, ComparisonLevel BirthDate, ComparisonLevel Sex, RecordNumber RecordNumber)
{
    /// <summary>The numbers are so close that date of birth and sex are part of the same evidence.</summary>
    internal bool IsNumberNear => Number <= ComparisonLevel.NumberThreeEdits;

    /// <summary>All levels in one integer, for counting; the order is the order of levels.</summary>
    internal ulong Packed => ((((ulong)Name * 64 + (ulong)Number) * 64 + (ulong)BirthDate) * 64 + (ulong)Sex) * 4 + (ulong)RecordNumber;
}
