namespace SocialInsurance.Comparison;

/// <summary>
/// How far two values agree in one comparison, and what else adds to a <see cref="MatchWeight"/>. Stored by name in links.jsonl:
/// names never change. The comparisons: where it starts, name, number, date of birth, sex.
/// </summary>
public enum ComparisonLevel : byte
{
    /// <summary>Before any comparison: how rarely any record belongs to any subject.</summary>
    Prior = 0,

    /// <summary>Equal names.</summary>
    NameExact = 1,

    /// <summary>One character slipped, of at least three, or one look-alike of two.</summary>
    NameNear = 2,

    /// <summary>Only the first character is equal.</summary>
    NameSurnameOnly = 3,

    /// <summary>Other names.</summary>
    NameDifferent = 4,

    /// <summary>One side has no name.</summary>
    NameMissing = 5,

    /// <summary>How much rarer or more common this name is than names are on average.</summary>
    NameFrequency = 6,

    /// <summary>Equal texts that no key could join.</summary>
    NumberEqual = 10,

    /// <summary>One edit apart (Damerau-Levenshtein, 18-character form).</summary>
    NumberOneEdit = 11,

    /// <summary>Two edits apart.</summary>
    NumberTwoEdits = 12,

    /// <summary>Three edits apart.</summary>
    NumberThreeEdits = 13,

    /// <summary>Further apart, but the sequence (digits 15 to 17) is equal.</summary>
    NumberSequenceOnly = 14,

    /// <summary>Further apart.</summary>
    NumberFar = 15,

    /// <summary>Equal dates of birth.</summary>
    BirthDateEqual = 20,

    /// <summary>Day and month changed places.</summary>
    BirthDateSwapped = 21,

    /// <summary>One digit differs, or two neighbouring digits changed places.</summary>
    BirthDateOneDigit = 22,

    /// <summary>Other dates of birth.</summary>
    BirthDateDifferent = 23,

    /// <summary>One side has none.</summary>
    BirthDateMissing = 24,

    /// <summary>Same sex by the 17th digit.</summary>
    SexSame = 30,

    /// <summary>Other sex.</summary>
    SexOther = 31,

    /// <summary>One side does not tell.</summary>
    SexMissing = 32,
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

/// <summary>What was observed on one pair: a level of each comparison, and whether the record's number was faulty.</summary>
readonly record struct ComparisonVector(ComparisonLevel Name, ComparisonLevel Number, ComparisonLevel BirthDate, ComparisonLevel Sex, bool IsFaulty)
{
    /// <summary>The numbers are so close that date of birth and sex are part of the same evidence.</summary>
    internal bool IsNumberNear => Number <= ComparisonLevel.NumberThreeEdits;

    /// <summary>All levels in one integer, for counting; the order is the order of levels.</summary>
    internal ulong Packed => ((((ulong)Name * 64 + (ulong)Number) * 64 + (ulong)BirthDate) * 64 + (ulong)Sex) * 2 + (IsFaulty ? 1UL : 0);
}
