namespace SocialInsurance.Comparison;

/// <summary>
/// Subjects who bear the very name of a record, as far as it tells of them: of a misdirected record all (somebody reported a death under the number
/// of a subject with another name; if the number is wrong, the name is all that is left of the dead person), of any other those with whom
/// something of the number agrees (<see cref="NamesakeAgreement"/>).
/// </summary>
/// <param name="Misdirected">Pairs of misdirected records, ascending.</param>
/// <param name="Agreeing">Pairs of other records, ascending.</param>
/// <param name="Nameless">Misdirected records whose name nobody bears, ascending.</param>
sealed record Namesakes(CandidatePair[] Misdirected, CandidatePair[] Agreeing, IReadOnlyList<int> Nameless)
{
    /// <summary>A name that more subjects bear tells of nobody.</summary>
    internal const int Most = 128;

    const int RangeSize = 1 << 14;

    /// <summary>The same for any number of threads. At most <see cref="Most"/> comparisons a record.</summary>
    internal static Namesakes Of(SubjectSet subjects, UnlinkedSet unlinked, BlockIndex index, NameFrequencies names, int threads, CancellationToken cancellationToken)
    {
        var nameless = new List<int>();
        var records = new Dictionary<ulong, List<int>>();
        for (int i = 0; i < unlinked.Records.Length; i++)
        {
            ref readonly UnlinkedRecord record = ref unlinked.Records[i];
            int bearers = record.NameKey == 0 ? int.MaxValue : names.CountOf(i);
            if (bearers == 0 && record.Number == RecordNumber.Misdirected)
            {
                nameless.Add(i);
            }
            else if (bearers is > 0 and <= Most)
            {
                if (!records.TryGetValue(record.NameKey, out List<int>? same))
                {
                    records.Add(record.NameKey, same = []);
                }

                same.Add(i);
            }
        }

        if (records.Count == 0)
        {
            return new Namesakes([], [], nameless);
        }

        var misdirected = new List<CandidatePair>();
        var agreeing = new List<CandidatePair>();
        var together = new Lock();
        int ranges = -1;
        WorkerCrew.Run(threads, cancellationToken, (_, token) =>
        {
            List<CandidatePair> ownMisdirected = [];
            List<CandidatePair> ownAgreeing = [];
            var agreement = new NamesakeAgreement(subjects, unlinked, index, names);
            for (int start = Next(); start < subjects.Count; start = Next())
            {
                token.ThrowIfCancellationRequested();
                for (int subject = start; subject < Math.Min(start + RangeSize, subjects.Count); subject++)
                {
                    if (records.TryGetValue(subjects.Subjects[subject].NameKey, out List<int>? same))
                    {
                        agreement.Look(subject, same, ownMisdirected, ownAgreeing);
                    }
                }
            }

            lock (together)
            {
                misdirected.AddRange(ownMisdirected);
                agreeing.AddRange(ownAgreeing);
            }
        });
        return new Namesakes([.. misdirected.Order()], [.. agreeing.Order()], nameless);

        int Next() => (int)Math.Min((long)Interlocked.Increment(ref ranges) * RangeSize, int.MaxValue - RangeSize);
    }
}
