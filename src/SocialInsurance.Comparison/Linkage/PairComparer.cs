namespace SocialInsurance.Comparison;

/// <summary>Observes how far record and subject agree. Thread-safe.</summary>
sealed class PairComparer(SubjectSet subjects, UnlinkedSet unlinked, BlockIndex index, SubjectTexts texts)
{
    internal ComparisonVector Compare(CandidatePair pair)
    {
        ref readonly Subject subject = ref subjects.Subjects[pair.Subject];
        ref readonly UnlinkedRecord record = ref unlinked.Records[pair.Record];
        NumberParts left = CandidateFinder.PartsOf(subject);
        NumberParts right = index.Parts[pair.Record];
        Span<byte> ours = stackalloc byte[NumberText.MaxBytes];
        Span<byte> theirs = stackalloc byte[NumberText.MaxBytes];
        ours = ours[..texts.WriteNumber(pair.Subject, subject.Key, ours)];
        theirs = theirs[..unlinked.WriteNumber(pair.Record, theirs)];
        ComparisonLevel name = subject.NameKey == record.NameKey
            ? ComparisonLevel.NameExact
            : NotExact(NameText.Compare(texts.NameOf(pair.Subject), unlinked.NameOf(pair.Record)));
        return new ComparisonVector(name, Numbers(ours, theirs, left, right), Births(subject, left, right), Sexes(left, right), record.Number);
    }

    /// <summary>Names that differ only beyond the length that is kept.</summary>
    static ComparisonLevel NotExact(ComparisonLevel level) => level == ComparisonLevel.NameExact ? ComparisonLevel.NameNear : level;

    static ComparisonLevel Numbers(ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs, in NumberParts left, in NumberParts right)
    {
        int distance = ours.IsEmpty ? int.MaxValue : EditDistance.Of(ours, theirs);
        return distance <= 3 ? ComparisonLevel.NumberEqual + (byte)distance
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
