using System.CommandLine.Parsing;
using System.Globalization;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Commands;

/// <summary>An amount of memory as people write it: bytes, or a number with k, m, g or t (1024 each), with or without "b" or "ib" behind.</summary>
internal static class MemorySize
{
    private const string Units = "kmgt";
    private const double Most = 1L << 50;

    /// <returns>Bytes; null when it is none, or not between 1 and 2^50.</returns>
    internal static long? Parse(string text)
    {
        var digits = text.AsSpan().Trim();
        digits = digits.EndsWith("ib", StringComparison.OrdinalIgnoreCase) ? digits[..^2] : digits.EndsWith("b", StringComparison.OrdinalIgnoreCase) ? digits[..^1] : digits;
        var unit = digits.IsEmpty ? -1 : Units.IndexOf(char.ToLowerInvariant(digits[^1]), StringComparison.Ordinal);
        digits = unit < 0 ? digits : digits[..^1].TrimEnd();
        var isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var bytes = number * Math.Pow(1024, unit + 1);
        return isNumber && bytes is >= 1 and <= Most ? (long)bytes : null;
    }

    internal static void Require(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(t => Parse(t.Value) is null))
        {
            result.AddError($"--memory: {Strings.Expected} 512m, 4g, 1.5t, {Strings.Found} {token.Value}");
        }
    }
}
