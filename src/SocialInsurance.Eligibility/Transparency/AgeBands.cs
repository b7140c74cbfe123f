namespace SocialInsurance.Eligibility.Transparency;

/// <summary>Ages in bands of ten years.</summary>
public static class AgeBands
{
    /// <summary>Youngest first.</summary>
    public static IReadOnlyList<string> All { get; } = ["-59", "60-69", "70-79", "80-89", "90-"];

    /// <summary>The band of an age on a day; null when the date of birth is not known.</summary>
    /// <param name="bornOn"><see cref="DateOnly.MinValue"/>: not known</param>
    public static string? Of(DateOnly bornOn, DateOnly on)
    {
        if (bornOn == DateOnly.MinValue || bornOn > on)
        {
            return null;
        }

        var years = on.Year - bornOn.Year - (bornOn.AddYears(on.Year - bornOn.Year) > on ? 1 : 0);
        return OfYears(years);
    }

    /// <param name="years">whole years, from 0</param>
    public static string OfYears(int years) => All[Math.Clamp((years / 10) - 5, 0, All.Count - 1)];
}
