namespace SocialInsurance.Eligibility.Rules;

/// <summary>Placeholders of a reason.</summary>
internal static class RuleReasons
{
    /// <summary>Title of the source whose evidence decided.</summary>
    internal const string Source = "{source}";

    /// <summary>Day of the evidence, yyyy-MM-dd.</summary>
    internal const string Date = "{date}";

    private const int OpenEnd = 9999_12_31; // an interval without an end: nobody should read it as a day

    internal static string Fill(string template, string source, int yyyymmdd) => yyyymmdd == OpenEnd
        ? FillDay(template.Replace("至" + Date, "长期", StringComparison.Ordinal).Replace("until " + Date, "until further notice", StringComparison.Ordinal), source, yyyymmdd)
        : FillDay(template, source, yyyymmdd);

    private static string FillDay(string template, string source, int yyyymmdd) => template
        .Replace(Source, source, StringComparison.Ordinal)
        .Replace(Date, $"{yyyymmdd / 10000:0000}-{yyyymmdd / 100 % 100:00}-{yyyymmdd % 100:00}", StringComparison.Ordinal);
}
