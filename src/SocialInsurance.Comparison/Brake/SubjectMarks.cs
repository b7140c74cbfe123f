using System.Numerics;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>One bit a subject. <see cref="Set"/> is thread-safe; reading is, once the writers are done.</summary>
sealed class SubjectMarks(int subjectCount) : IReportedSubjects
{
    readonly uint[] words = new uint[(subjectCount + 31) / 32];

    public int Count => words.Sum(w => BitOperations.PopCount(w));

    internal void Set(int subject)
    {
        uint bit = 1u << (subject & 31);
        ref uint word = ref words[subject >> 5];
        if ((Volatile.Read(ref word) & bit) == 0)
        {
            Interlocked.Or(ref Unsafe.As<uint, int>(ref word), (int)bit);
        }
    }

    /// <summary>Marked subjects, ascending.</summary>
    internal IEnumerable<int> Marked()
    {
        for (int i = 0; i < words.Length; i++)
        {
            for (uint rest = words[i]; rest != 0; rest &= rest - 1)
            {
                yield return i * 32 + BitOperations.TrailingZeroCount(rest);
            }
        }
    }

    public IEnumerable<ReportedSubject> All() => Marked().Select(i => new ReportedSubject(i, 0, i));
}

/// <summary>A subject that a terminal delivery reports by number and name.</summary>
/// <param name="Subject">Index in the register.</param>
/// <param name="Part">Of a run in passes, else 0.</param>
/// <param name="InPart">Index within the part; the same as <paramref name="Subject"/> when there is one.</param>
readonly record struct ReportedSubject(int Subject, int Part, int InPart);

/// <summary>The subjects of one delivery, each once, ascending within each part.</summary>
interface IReportedSubjects
{
    int Count { get; }

    IEnumerable<ReportedSubject> All();
}
