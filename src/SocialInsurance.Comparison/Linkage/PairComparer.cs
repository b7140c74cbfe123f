using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SocialInsurance.Comparison;

/// <summary>Observes how far record and subject agree. Thread-safe.</summary>
sealed class PairComparer(SubjectSet subjects, UnlinkedSet unlinked, BlockIndex index, SubjectTexts texts)
{
    const int MostEdits = ComparisonLevel.NumberThreeEdits - ComparisonLevel.NumberEqual;

    /// <param name="pair">Record and subject.</param>
    /// <param name="textAt">Where the texts of an earlier pair's subject stood, 0 at first; here those of this one's.</param>
    internal ComparisonVector Compare(CandidatePair pair, ref int textAt)
    {
        textAt = texts.IndexOf(pair.Subject, textAt);
        ref readonly Subject subject = ref subjects.Subjects[pair.Subject];
        ref readonly UnlinkedRecord record = ref unlinked.Records[pair.Record];
        NumberParts left = CandidateFinder.PartsOf(subject);
        NumberParts right = index.Parts[pair.Record];
        Span<byte> ours = stackalloc byte[NumberText.MaxBytes];
        Span<byte> theirs = stackalloc byte[NumberText.MaxBytes];
        ours = ours[..texts.WriteNumber(textAt, subject.Key, ours)];
        theirs = theirs[..unlinked.WriteNumber(pair.Record, theirs)];
        ComparisonLevel name = subject.NameKey == record.NameKey && record.NameKey != 0
            ? ComparisonLevel.NameExact
            : NotExact(NameText.Compare(texts.NameAt(textAt), unlinked.NameOf(pair.Record)));
        return new ComparisonVector(name, Numbers(ours, theirs, left, right), Births(subject, left, right), Sexes(left, right), record.Number);
    }

    /// <summary>Asks for the record of a pair that will be compared soon.</summary>
    internal unsafe void Prefetch(CandidatePair pair)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref unlinked.Records[pair.Record]));
            Sse.Prefetch0(Unsafe.AsPointer(ref index.Parts[pair.Record]));
        }
    }

    /// <summary>Names that differ only beyond the length that is kept.</summary>
    static ComparisonLevel NotExact(ComparisonLevel level) => level == ComparisonLevel.NameExact ? ComparisonLevel.NameNear : level;

    static ComparisonLevel Numbers(ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs, in NumberParts left, in NumberParts right)
    {
        int distance = ours.IsEmpty ? int.MaxValue : EditDistance.OfAtMost(ours, theirs, MostEdits);
        return distance <= MostEdits ? ComparisonLevel.NumberEqual + (byte)distance
            : left.HasSequence && left.Sequence == right.Sequence ? ComparisonLevel.NumberSequenceOnly
            : ComparisonLevel.NumberFar;
    }

    /// <summary>The better of what the number says and what the register says beside it.</summary>
    static ComparisonLevel Births(in Subject subject, in NumberParts left, in NumberParts right)
    {
        ComparisonLevel byNumber = BirthDates.Compare(left.BirthOn, right.BirthOn);
        ComparisonLevel byRegister = BirthDates.Compare(subject.BirthOn, right.BirthOn);
        return byNumber < byRegister ? byNumber : byRegister;
    }

    static ComparisonLevel Sexes(in NumberParts left, in NumberParts right) =>
        !left.HasSequence || !right.HasSequence ? ComparisonLevel.SexMissing
        : left.IsMale == right.IsMale ? ComparisonLevel.SexSame
        : ComparisonLevel.SexOther;
}
