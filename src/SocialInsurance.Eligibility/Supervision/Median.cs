namespace SocialInsurance.Eligibility.Supervision;

/// <summary>The middle value.</summary>
public static class Median
{
    /// <summary>Of an even number the mean of the two in the middle; null of none. Hours, or whatever the values are.</summary>
    public static double? Of(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        var middle = ordered.Length / 2;
        return ordered.Length switch
        {
            0 => null,
            _ when ordered.Length % 2 == 1 => ordered[middle],
            _ => (ordered[middle - 1] + ordered[middle]) / 2,
        };
    }
}
