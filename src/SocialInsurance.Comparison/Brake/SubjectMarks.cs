using System.Numerics;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>One bit a subject. <see cref="Set"/> is thread-safe; reading is, once the writers are done.</summary>
sealed class SubjectMarks(int subjectCount)
{
    readonly uint[] words = new uint[(subjectCount + 31) / 32];

    internal int Count => words.Sum(w => BitOperations.PopCount(w));

    internal void Set(int subject)
    {
        uint bit = 1u << (subject & 31);
        ref uint word = ref words[subject >> 5];
        if ((Volatile.Read(ref word) & bit) == 0)
        {
            Interlocked.Or(ref Unsafe.As<uint, int>(ref word), (int)bit);
        }
    }

    internal void Add(SubjectMarks others)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] |= others.words[i];
        }
    }

    /// <summary>Marked subjects, ascending.</summary>
    internal IEnumerable<int> All()
    {
        for (int i = 0; i < words.Length; i++)
        {
            for (uint rest = words[i]; rest != 0; rest &= rest - 1)
            {
                yield return i * 32 + BitOperations.TrailingZeroCount(rest);
            }
        }
    }
}
