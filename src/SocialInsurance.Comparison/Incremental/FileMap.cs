using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// From file indexes of a previous run to those of this one. Files that both know stand in the same order in both, because both are
/// sorted by name: of two places the smaller one stays the smaller one. Immutable, thread-safe.
/// </summary>
sealed class FileMap
{
    const int LineBits = 48;
    const ulong LineMask = (1UL << LineBits) - 1;

    readonly ulong[] newFile; // index << 48; a file that is gone maps to what no place can be

    internal FileMap(IReadOnlyList<int> newIndexOf)
    {
        newFile = [.. newIndexOf.Select(i => i < 0 ? ulong.MaxValue : (ulong)i << LineBits)];
        newFile[0] = 0; // the first register: cells do not point at it, but "nowhere" is line 0 of it
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Move(ulong place) => newFile[(int)(place >> LineBits)] | (place & LineMask);
}
