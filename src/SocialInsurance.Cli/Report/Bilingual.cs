using System.Globalization;
using System.Net;
using System.Text;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Report;

/// <summary>Text of the page: Chinese first, English beside it, everything encoded for HTML.</summary>
internal static class Bilingual
{
    /// <summary>Both languages of a text from the resources.</summary>
    internal static string Both(string key, params object[] values) => Pair(In(Strings.Chinese, key, values), In(Strings.English, key, values));

    internal static string Pair(string chinese, string english) =>
        chinese == english ? Encode(chinese) : $"{Encode(chinese)} <span class=\"en\" lang=\"en\">{Encode(english)}</span>";

    /// <summary>Chinese alone, where there is no room for two.</summary>
    internal static string Chinese(string key, params object[] values) => Encode(In(Strings.Chinese, key, values));

    internal static string Encode(string text) => WebUtility.HtmlEncode(text);

    internal static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Percent(double part, double whole) => whole == 0 ? "—" : (part / whole).ToString("P1", CultureInfo.InvariantCulture).Replace(" ", string.Empty, StringComparison.Ordinal);

    /// <summary>HTML or SVG with invariant numbers; the holes are not encoded.</summary>
    internal static string Html(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    internal static StringBuilder Add(this StringBuilder page, FormattableString text) => page.Append(Html(text));

    private static string In(CultureInfo language, string key, object[] values) =>
        Strings.FormatIn(language, key, values);
}
