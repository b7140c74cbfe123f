namespace SocialInsurance.Cli.Capacity;

/// <summary>A repeatable stream of chance (xoroshiro128+ seeded by SplitMix64). Not for secrets, not thread-safe.</summary>
internal sealed class Chance
{
    private const double Unit = 1.0 / (1UL << 53);
    private ulong one;
    private ulong two;

    internal Chance(int seed)
    {
        var mixer = new Province.Mixer(seed);
        (one, two) = (mixer.At(1, 0), mixer.At(2, 0));
    }

    /// <summary>0 to below 1.</summary>
    internal double Next()
    {
        var (a, b) = (one, two);
        var sum = a + b;
        b ^= a;
        one = ulong.RotateLeft(a, 24) ^ b ^ (b << 16);
        two = ulong.RotateLeft(b, 37);
        return (sum >> 11) * Unit;
    }

    /// <summary>0 to below <paramref name="below"/>.</summary>
    internal int Next(int below) => (int)(Next() * below);

    internal double Exponential(double mean) => -mean * Math.Log(1 - Next());

    /// <summary>Mean 0, variance 1 (Box and Muller).</summary>
    internal double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());
}
