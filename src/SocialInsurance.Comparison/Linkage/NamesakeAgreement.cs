namespace SocialInsurance.Comparison;

/// <summary>
/// What of the number must agree before a record of a rare name is worth asking its bearers: two slips in two parts of it, or a permit that was
/// written down in another way, leave nothing that could be looked up, but the few who bear the very name can be looked at. One worker each.
/// </summary>
sealed class NamesakeAgreement(SubjectSet subjects, UnlinkedSet unlinked, BlockIndex index, NameFrequencies names)
{
    /// <summary>A name that more bear needs two agreements: among them somebody agrees in one by chance.</summary>
    const int MostForOne = 2;

    const int FewestOfDocument = 5; // digits
    const int TaiwanDigits = 8;
    const int TaiwanWithIssue = 10;
    const int MostLost = 2; // characters at one end of a permit or passport

    /// <summary>Adds the pairs of one subject and records of its name.</summary>
    internal void Look(int subject, List<int> records, List<CandidatePair> misdirected, List<CandidatePair> agreeing)
    {
        ref readonly Subject row = ref subjects.Subjects[subject];
        NumberParts own = CandidateFinder.PartsOf(row);
        foreach (int record in records)
        {
            ref readonly UnlinkedRecord other = ref unlinked.Records[record];
            if (other.Number == RecordNumber.Misdirected)
            {
                misdirected.Add(new CandidatePair(subject, record));
            }
            else if ((other.Key == 0 || other.Key != row.Key) && IsWorthAsking(row, own, record, other.Key))
            {
                agreeing.Add(new CandidatePair(subject, record));
            }
        }
    }

    bool IsWorthAsking(in Subject row, in NumberParts own, int record, long key)
    {
        int needed = names.CountOf(record) <= MostForOne ? 1 : 2;
        if (key != 0 && new DocumentKey(key).IsCitizenForm)
        {
            return DoAgree(row, own, index.Parts[record], default, needed); // its parts say all: most records are such
        }

        Span<byte> ours = stackalloc byte[NumberText.MaxBytes];
        Span<byte> theirs = stackalloc byte[NumberText.MaxBytes];
        ours = ours[..(row.Key == 0 ? 0 : NumberText.Write(row.Key, ours))];
        theirs = theirs[..unlinked.WriteNumber(record, theirs)];
        return DoAgree(row, own, index.Parts[record], NumberParts.FromEnd(theirs), needed) || AreLikeDocuments(row.Key, ours, theirs) || IsShown(ours, theirs);
    }

    /// <summary>As many of division, sequence and date of birth (or nearly) agree, counted from either end of a number that is too short or too long. The dearest last.</summary>
    static bool DoAgree(in Subject row, in NumberParts own, in NumberParts other, in NumberParts fromEnd, int needed)
    {
        int agreeing = (other.Division != 0 && (other.Division == own.Division || other.Division == row.Division) ? 1 : 0)
            + (own.HasSequence && (own.Sequence == other.Sequence || own.Sequence == fromEnd.Sequence) ? 1 : 0);
        return agreeing >= needed || (agreeing == needed - 1 && (IsNear(row, own, other.BirthOn) || IsNear(row, own, fromEnd.BirthOn)));
    }

    static bool IsNear(in Subject row, in NumberParts own, int birthOn) => IsNear(own.BirthOn, birthOn) || IsNear(row.BirthOn, birthOn);

    static bool IsNear(int birthOn, int other) => BirthDates.Compare(birthOn, other) is not (ComparisonLevel.BirthDateDifferent or ComparisonLevel.BirthDateMissing);

    /// <summary>Whatever a masked number shows is the subject's.</summary>
    static bool IsShown(ReadOnlySpan<byte> ours, ReadOnlySpan<byte> masked)
    {
        bool isShown = ours.Length == masked.Length && masked.Contains(MaskedNumber.Hidden);
        for (int i = 0; isShown && i < masked.Length; i++)
        {
            isShown = masked[i] == MaskedNumber.Hidden || masked[i] == ours[i];
        }

        return isShown;
    }

    /// <summary>
    /// The digits of two permits or passports, without letters and zeros before them: equal; cut at one end; one edit apart; or of two issues of a Taiwan permit.
    /// </summary>
    static bool AreLikeDocuments(long key, ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs)
    {
        if (ours.IsEmpty || new DocumentKey(key).IsCitizenForm || theirs.Length >= NumberText.CitizenLength - 1)
        {
            return false;
        }

        ReadOnlySpan<byte> left = DigitsOf(ours);
        ReadOnlySpan<byte> right = DigitsOf(theirs);
        ReadOnlySpan<byte> longer = left.Length >= right.Length ? left : right;
        ReadOnlySpan<byte> shorter = left.Length >= right.Length ? right : left;
        if (shorter.Length < FewestOfDocument || longer.Length - shorter.Length > MostLost)
        {
            return false;
        }

        bool isOtherIssue = longer.Length == TaiwanWithIssue && shorter.Length == TaiwanWithIssue && longer[..TaiwanDigits].SequenceEqual(shorter[..TaiwanDigits]);
        return isOtherIssue || longer.StartsWith(shorter) || longer.EndsWith(shorter) || EditDistance.OfAtMost(longer, shorter, 1) <= 1;
    }

    static ReadOnlySpan<byte> DigitsOf(ReadOnlySpan<byte> number)
    {
        int start = number.IndexOfAnyInRange((byte)'1', (byte)'9');
        ReadOnlySpan<byte> rest = start < 0 ? default : number[start..];
        int end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? rest : rest[..end];
    }
}
