namespace SocialInsurance.Eligibility.Rules;

/// <summary>Placeholders of a reason.</summary>
internal static class RuleReasons
{
    /// <summary>Title of the source whose evidence decided.</summary>
    internal const string Source = "{source}";

    /// <summary>Day of the evidence, yyyy-MM-dd.</summary>
    internal const string Date = "{date}";

    internal static string Fill(string template, string source, int yyyymmdd) => template
        .Replace(Source, source, StringComparison.Ordinal)
        .Replace(Date, $"{yyyymmdd / 10000:0000}-{yyyymmdd / 100 % 100:00}-{yyyymmdd % 100:00}", StringComparison.Ordinal);
}
