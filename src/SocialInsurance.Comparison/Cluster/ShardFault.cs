using System.Globalization;

namespace SocialInsurance.Comparison;

/// <summary>What a server answers when it does not do what it is asked, in words that name the shard and hold no data.</summary>
static class ShardFault
{
    const string Prefix = "Code: ";

    /// <summary>Faults that may pass by themselves: too many queries, too many parts, memory of the server.</summary>
    internal static bool MayPass(int code) => code is 202 or 241 or 252;

    /// <summary>ClickHouse's number of an error, 0 = none was given. The text behind it may quote rows: it is read no further.</summary>
    internal static int CodeOf(ReadOnlySpan<char> answer)
    {
        int start = answer.IndexOf(Prefix, StringComparison.Ordinal);
        ReadOnlySpan<char> digits = start < 0 ? default : answer[(start + Prefix.Length)..];
        int length = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(length < 0 ? digits : digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : 0;
    }

    internal static InputRefusedException Refused(int shard, string doing, int httpStatus, int code)
    {
        string reason = code switch
        {
            192 or 193 or 194 or 516 => "user or password is not accepted",
            164 or 291 or 497 => "this user may not do that",
            202 => "it runs too many queries",
            241 => "its memory for a query is exhausted",
            243 => "its disk is full",
            252 => "it cannot merge parts as fast as they come",
            _ => "it failed",
        };
        return new InputRefusedException(new InputError(
            InputErrorCode.ShardRefused,
            $"shard {shard} refused while {doing}: {reason}",
            Expected: "HTTP 200",
            Found: code == 0 ? FormattableString.Invariant($"HTTP {httpStatus}") : FormattableString.Invariant($"HTTP {httpStatus}, error {code} of ClickHouse")));
    }

    internal static InputRefusedException Lost(int shard, string doing, string what, TimeSpan patience) => new(new InputError(
        InputErrorCode.ShardUnreachable,
        $"shard {shard} was lost while {doing}; what it holds stays, run again when it is back",
        Expected: FormattableString.Invariant($"a sign of life within {patience.TotalSeconds:0.#} s"),
        Found: what));

    internal static InputRefusedException Damaged(int shard, string message, string expected, string found) => new(new InputError(
        InputErrorCode.ShardRefused, $"shard {shard}: {message}", Expected: expected, Found: found));
}
