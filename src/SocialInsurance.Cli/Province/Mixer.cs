using System.Runtime.CompilerServices;

namespace SocialInsurance.Cli.Province;

/// <summary>Repeatable noise: a pure function of seed, purpose and index (SplitMix64 finaliser). Not for secrets.</summary>
readonly struct Mixer(int seed)
{
    readonly ulong key = Mix((ulong)seed + 0x5349_4345_5254);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong At(int purpose, long index) => Mix(((ulong)purpose * 0x9E3779B97F4A7C15UL) ^ Mix(key ^ (ulong)index));
}
