using System.Globalization;

namespace SocialInsurance.Service.Grpc;

/// <summary>The header <c>grpc-timeout</c>: 1 to 8 digits and a unit, one of H M S m u n.</summary>
internal static class GrpcTimeout
{
    // the clock's timers refuse more than 2^32 - 2 ms
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <returns>false when the header is there and malformed</returns>
    internal static bool TryParse(string? header, out TimeSpan? timeout)
    {
        timeout = null;
        if (string.IsNullOrEmpty(header))
        {
            return true;
        }

        if (header.Length is < 2 or > 9
            || !long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            || TicksPerUnit(header[^1]) is not { } ticks)
        {
            return false;
        }

        // at most 99,999,999 hours: 3.6e18 ticks, inside a long
        var asked = ticks == 0 ? TimeSpan.FromTicks(amount / 100) : TimeSpan.FromTicks(amount * ticks);
        timeout = asked < Longest ? asked : Longest;
        return true;
    }

    /// <summary>Ticks of 100 ns in one unit; 0 stands for the nanosecond.</summary>
    private static long? TicksPerUnit(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        'n' => 0,
        _ => null,
    };
}
