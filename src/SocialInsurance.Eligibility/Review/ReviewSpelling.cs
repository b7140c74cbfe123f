using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Review;

/// <summary>Words of the rules file.</summary>
internal static class ReviewSpelling
{
    internal static IReadOnlyDictionary<string, RiskColour> Colours { get; } = All<RiskColour>();

    internal static IReadOnlyDictionary<string, BenefitMeasure> Measures { get; } = All<BenefitMeasure>();

    internal static IReadOnlyDictionary<string, MeasureGround> Grounds { get; } = All<MeasureGround>();

    /// <summary>A list of words of a closed list, at least one.</summary>
    internal static IReadOnlyList<T> Read<T>(MemberReader members, string name, IReadOnlyDictionary<string, T> words, PolicyErrors errors)
        where T : struct
    {
        members.Required(name, "a list");
        List<T> read = [];
        foreach (var text in members.Texts(name))
        {
            if (words.TryGetValue(text, out var value))
            {
                read.Add(value);
            }
            else
            {
                errors.AddUnknown(PolicyErrorKind.InvalidValue, members.PositionOf(name), members.PathOf(name), "unknown word", words.Keys, text);
            }
        }

        return read;
    }

    private static Dictionary<string, T> All<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(value => char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..], StringComparer.Ordinal);
}
