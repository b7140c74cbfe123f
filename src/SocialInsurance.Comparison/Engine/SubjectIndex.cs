using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SocialInsurance.Comparison;

/// <summary>
/// What feed workers need of the subjects of one pass: key to subject, subject to name. Subjects count from 0 within the pass. Thread-safe.
/// </summary>
/// <param name="table">Of these subjects.</param>
/// <param name="names">Name key of the first subject.</param>
/// <param name="nameStride">Bytes from one name key to the next.</param>
/// <param name="partition">Keys that the pass is about.</param>
/// <param name="owner">Keeps the memory alive.</param>
sealed unsafe class SubjectIndex(SubjectTable table, byte* names, int nameStride, KeyPartition partition, object owner)
{
    internal SubjectTable Table => table;

    internal KeyPartition Partition => partition;

    internal object Owner => owner;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong NameKeyOf(int subject) => *(ulong*)(names + (long)subject * nameStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchName(int subject)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(names + (long)subject * nameStride);
        }
    }
}

/// <summary>Keys of subjects at equal distances in memory.</summary>
readonly unsafe struct KeyColumn(byte* first, int stride, int count)
{
    internal int Count => count;

    internal long this[int subject] => *(long*)(first + (long)subject * stride);
}

/// <summary>
/// One of the parts that a run in passes divides all keys into, by a hash of the key alone: subjects and records of one key always meet.
/// </summary>
/// <param name="Index">0 to <paramref name="Count"/> - 1; the first pass also looks after all that has no key.</param>
/// <param name="Count">Passes, 1 to <see cref="Buckets"/>.</param>
readonly record struct KeyPartition(int Index, int Count)
{
    /// <summary>Keys are counted in this many buckets, so that the size of each part is known for any number of parts.</summary>
    internal const int Buckets = 1 << 12;

    const int BucketShift = 64 - 12;

    internal static KeyPartition Whole => new(0, 1);

    internal bool IsFirst => Index == 0;

    internal bool Holds(long key) => Count == 1 || Of(key, Count) == Index;

    /// <summary>Not the hash of the subject table: its upper bits are all alike within a part of this one.</summary>
    internal static int BucketOf(long key)
    {
        ulong hash = ((ulong)key ^ ((ulong)key >> 32)) * 0xBF58476D1CE4E5B9UL;
        return (int)((hash ^ (hash >> 29)) * 0x94D049BB133111EBUL >> BucketShift);
    }

    internal static int Of(long key, int count) => OfBucket(BucketOf(key), count);

    internal static int OfBucket(int bucket, int count) => bucket * count / Buckets;
}
