using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>One step of the waterfall of a possible link: what agreed or not, and how much it says.</summary>
/// <param name="WeightBits">log2 of how much likelier this is for one person than for two; the steps add up to the link's weight.</param>
public sealed record ExplainedLinkStep(ComparisonLevel Level, double WeightBits, ReasonText Words);

/// <summary>A record that may concern the person although its number does not say so (疑似关联), with its place and waterfall.</summary>
/// <param name="OccurredOn">Null where the record's date cannot be read.</param>
/// <param name="Probability">That record and person are one, 0..1, by the model alone: a person judges it.</param>
public sealed record ExplainedLink(
    string Source, DateOnly? OccurredOn, string File, long Line, double WeightBits, double Probability, IReadOnlyList<ExplainedLinkStep> Steps)
{
    internal static ExplainedLink Of(ComparisonState state, PossibleLink link) => new(
        state.Sources[link.Source].Name,
        PersonEvidence.DateOf(link.OccurredOn),
        state.Files[link.Place.File],
        link.Place.Line,
        link.Weight.Bits,
        link.Weight.Probability,
        [.. link.Steps.Select(s => new ExplainedLinkStep(s.Level, s.Weight.Bits, WordsOf(s.Level)))]);

    private static ReasonText WordsOf(ComparisonLevel level)
    {
        var (chinese, english) = Words(level);
        return new ReasonText(chinese, english);
    }

    internal static (string Chinese, string English) Words(ComparisonLevel level) => level switch
    {
        ComparisonLevel.Prior => ("起点：任意一条记录属于某人的可能很小", "start: that any one record is about any one person is rare"),
        ComparisonLevel.NameExact => ("姓名一致", "the names are equal"),
        ComparisonLevel.NameVariant => ("姓名用字互通或语序不同", "the names differ by characters written for each other or by the order of words"),
        ComparisonLevel.NameShortened => ("一方省略了父名", "one side leaves off the father's name"),
        ComparisonLevel.NameSubstitute => ("生僻字被符号、拼音或拆字代替", "a sign, Pinyin or a description stands for a rare character"),
        ComparisonLevel.NameSoundAlike => ("姓名同音或近音", "the names sound alike"),
        ComparisonLevel.NameLookAlike => ("姓名有一字形近", "one character of the names looks alike"),
        ComparisonLevel.NameNear => ("姓名相差一字", "the names differ by one character"),
        ComparisonLevel.NameSurnameOnly => ("仅姓氏一致", "only the surnames are equal"),
        ComparisonLevel.NameDifferent => ("姓名不同", "the names differ"),
        ComparisonLevel.NameMissing => ("一方没有姓名", "one side has no name"),
        ComparisonLevel.NameFrequency => ("该姓名在登记册中的常见程度", "how common the name is in the register"),
        ComparisonLevel.NumberEqual => ("证件号码写法相同，但该行未被采用或号码无法关联", "the numbers are written alike, but the row was rejected or they cannot be joined"),
        ComparisonLevel.NumberOneEdit => ("证件号码相差一处", "the numbers differ in one place"),
        ComparisonLevel.NumberTwoEdits => ("证件号码相差两处", "the numbers differ in two places"),
        ComparisonLevel.NumberThreeEdits => ("证件号码相差三处", "the numbers differ in three places"),
        ComparisonLevel.NumberSequenceOnly => ("证件号码仅顺序码一致", "of the numbers only the sequence is equal"),
        ComparisonLevel.NumberFar => ("证件号码相差较大", "the numbers are far apart"),
        ComparisonLevel.BirthDateEqual => ("出生日期一致", "the dates of birth are equal"),
        ComparisonLevel.BirthDateSwapped => ("出生日期的月、日互换", "day and month of birth changed places"),
        ComparisonLevel.BirthDateOneDigit => ("出生日期相差一位数字", "the dates of birth differ by one digit"),
        ComparisonLevel.BirthDateDifferent => ("出生日期不同", "the dates of birth differ"),
        ComparisonLevel.BirthDateMissing => ("一方没有出生日期", "one side has no date of birth"),
        ComparisonLevel.SexSame => ("性别一致", "the sex is the same"),
        ComparisonLevel.SexOther => ("性别不同", "the sex differs"),
        ComparisonLevel.SexMissing => ("一方无法判断性别", "one side does not tell the sex"),
        _ => throw new InvalidOperationException($"comparison level {(int)level} has no words"),
    };
}
