using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>Looks for subjects among the terminal records that found nobody by number.</summary>
static class LinkPhase
{
    /// <summary>Candidate pairs of these records with what was observed on them, added to <paramref name="before"/>.</summary>
    /// <param name="before">Pairs of an earlier run's records with the same subjects, or null.</param>
    /// <returns>Null when the records change what the earlier run's blocks bring together: then all records are needed.</returns>
    internal static PairSet? Observe(
        IReadOnlyList<DataFile> registers, SubjectSet subjects, IReadOnlyList<UnlinkedLog> logs, PairSet? before, int threads, ProgressMeter progress, CancellationToken cancellationToken)
    {
        progress.Begin(ComparisonPhase.Linking, registers.Where(r => r.SameContentAs is null).Sum(r => r.SizeBytes));
        UnlinkedSet unlinked = UnlinkedSet.From(logs);
        NameFrequencies names = NameFrequencies.Of(subjects, unlinked);
        (FoundPair[] pairs, ComparisonVector[] vectors, NearNames? near, Dictionary<ulong, int> blocks) = Compare(registers, subjects, (unlinked, names), before, threads, progress, cancellationToken);
        int faulty = unlinked.Records.Count(r => r.Key == 0);
        ObservedPair[] observed = Observed(unlinked, pairs, vectors, names, near);
        var found = new PairSet(observed, unlinked.Records.Length - faulty, faulty, names.CountSum, blocks, PairSet.CountedBlock - 1);
        return before is null ? found : before.With(found, blocks);
    }

    /// <summary>The candidate pairs, what was observed on each, and the counted blocks. Index and texts are gone afterwards: they are the larger part.</summary>
    static (FoundPair[] Pairs, ComparisonVector[] Vectors, NearNames? Near, Dictionary<ulong, int> Blocks) Compare(
        IReadOnlyList<DataFile> registers, SubjectSet subjects, (UnlinkedSet Records, NameFrequencies Names) of, PairSet? before, int threads, ProgressMeter progress, CancellationToken cancellationToken)
    {
        UnlinkedSet unlinked = of.Records;
        using var index = new BlockIndex(unlinked, before?.Blocks);
        CandidatePair[] byNumber = new CandidateFinder(subjects, unlinked, index, CandidateFinder.MostPairs).Find(threads, cancellationToken);
        var namesakes = Namesakes.Of(subjects, unlinked, index, of.Names, threads, cancellationToken);
        var near = NearNames.Of(unlinked, namesakes.Nameless);
        SubjectTexts texts = SubjectTexts.Read(
            registers, subjects, (unlinked, index, near), CandidatePairs.SubjectsOf(byNumber, [.. namesakes.Misdirected.Concat(namesakes.Agreeing).Order()]), threads, progress, cancellationToken);
        FoundPair[] pairs = CandidatePairs.Join(byNumber, [.. texts.Heard, .. namesakes.Misdirected], texts.Near, namesakes.Agreeing);
        ComparisonVector[] vectors = Compare(pairs, new PairComparer(subjects, unlinked, index, texts), threads, cancellationToken);
        return (pairs, vectors, near, index.Count(before is null ? PairSet.CountedBlock : 1));
    }

    /// <summary>
    /// Judges all pairs; learns from those that a number brought together: how strangers' names differ must be seen unbiased.
    /// </summary>
    internal static PossibleLinks Judge(PairSet pairs, int subjects)
    {
        double mean = pairs.Records == 0 ? NameFrequencies.Share(0, subjects) : pairs.NameCountSum / (subjects + 2.0) / pairs.Records;
        LinkageModel model = ModelTraining.Train(LinkageModel.Prior(subjects, mean), Count(pairs.Pairs.Where(p => p.By is FoundBy.Number or FoundBy.NumberAndRareName), subjects), (pairs.Usable, pairs.Faulty));
        return new PossibleLinks(Judge(pairs.Pairs, subjects, model), new LinkageCounts(pairs.Records, pairs.Pairs.Length));
    }

    /// <summary>
    /// By place, then subject. Records stand in the order of their places and pairs in that of their subjects: counting sorts them.
    /// </summary>
    static ObservedPair[] Observed(UnlinkedSet unlinked, FoundPair[] pairs, ComparisonVector[] vectors, NameFrequencies names, NearNames? near)
    {
        int[] next = new int[unlinked.Records.Length + 1]; // where the next pair of a record goes
        foreach (FoundPair pair in pairs)
        {
            next[pair.Pair.Record + 1]++;
        }

        for (int record = 0; record < unlinked.Records.Length; record++)
        {
            next[record + 1] += next[record];
        }

        var observed = new ObservedPair[pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            (int subject, int at) = pairs[i].Pair;
            ref readonly UnlinkedRecord record = ref unlinked.Records[at];
            ComparisonVector vector = vectors[i];
            int bearers = near is not null && pairs[i].By == FoundBy.NearName ? near.CountOf(at) : names.CountOf(at);
            observed[next[at]++] = new ObservedPair(
                record.Place, subject, record.OccurredOn, bearers, record.Source,
                vector.Name, vector.Number, vector.BirthDate, vector.Sex, vector.RecordNumber, pairs[i].By);
        }

        return observed;
    }

    static ComparisonVector[] Compare(FoundPair[] pairs, PairComparer comparer, int threads, CancellationToken cancellationToken)
    {
        const int Portion = 1 << 12;
        const int Ahead = 8; // pairs whose records are fetched
        var vectors = new ComparisonVector[pairs.Length];
        int portions = -1;
        WorkerCrew.Run(threads, cancellationToken, (_, token) =>
        {
            for (long start = Next(); start < pairs.Length; start = Next())
            {
                token.ThrowIfCancellationRequested();
                int textAt = 0;
                for (int i = (int)start; i < Math.Min(start + Portion, pairs.Length); i++)
                {
                    comparer.Prefetch(pairs[Math.Min(i + Ahead, pairs.Length - 1)].Pair);
                    vectors[i] = comparer.Compare(pairs[i].Pair, ref textAt);
                }
            }
        });
        return vectors;

        long Next() => (long)Interlocked.Increment(ref portions) * Portion;
    }

    /// <summary>The pairs by what was observed, in a fixed order.</summary>
    static PairPattern[] Count(IEnumerable<ObservedPair> pairs, int subjects)
    {
        var counts = new Dictionary<ulong, PairPattern>();
        foreach (ObservedPair pair in pairs)
        {
            int bits = pair.Name == ComparisonLevel.NameExact ? (int)Math.Round(Math.Log2(NameFrequencies.Share(pair.NameCount, subjects))) : 0;
            ref PairPattern pattern = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, (pair.Vector.Packed << 8) | (byte)bits, out bool isKnown);
            pattern = isKnown ? pattern with { Pairs = pattern.Pairs + 1 } : new PairPattern(pair.Vector, bits, 1);
        }

        return [.. counts.Values.OrderBy(p => p.Vector.Packed).ThenBy(p => p.NameFrequencyBits)];
    }

    static List<PossibleLink> Judge(ObservedPair[] pairs, int subjects, LinkageModel model)
    {
        var links = new List<PossibleLink>();
        var weights = new LinkageWeights(model);
        for (int start = 0, end = 0; start < pairs.Length; start = end)
        {
            int best = int.MinValue;
            int bestOfName = int.MinValue;
            for (end = start; end < pairs.Length && pairs[end].Place == pairs[start].Place; end++)
            {
                int millibits = weights.Of(pairs[end].Vector, NameFrequencies.Share(pairs[end].NameCount, subjects), pairs[end].By).Millibits;
                best = Math.Max(best, millibits);
                bestOfName = pairs[end].Name == ComparisonLevel.NameExact ? Math.Max(bestOfName, millibits) : bestOfName;
            }

            foreach (ObservedPair pair in pairs.AsSpan(start..end))
            {
                double share = NameFrequencies.Share(pair.NameCount, subjects);
                MatchWeight weight = weights.Of(pair.Vector, share, pair.By);
                if (IsKept(pair, weight, best, bestOfName))
                {
                    var steps = new List<ComparisonStep>();
                    model.WeightOf(pair.Vector, share, pair.By, steps);
                    links.Add(new PossibleLink(pair.Subject, new RecordPlace(pair.Place), pair.Source, pair.OccurredOn, weight, steps)
                    {
                        IsFaint = weight.Bits < LinkageModel.PossibleLinkBits || pair.By == FoundBy.RareName,
                    });
                }
            }
        }

        return links;
    }

    /// <param name="pair">A pair of some record.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="best">Thousandths of a bit, of all pairs of the record.</param>
    /// <param name="bestOfName">The same of those whose names are equal: only another bearer of a rare name rules out a bearer of it.</param>
    static bool IsKept(in ObservedPair pair, MatchWeight weight, int best, int bestOfName)
    {
        const int Below = (int)(LinkageModel.BelowBestBits * 1000);
        bool isRare = pair.By is FoundBy.RareName or FoundBy.NumberAndRareName && weight.Millibits >= bestOfName - Below;
        return isRare || (weight.Bits >= LinkageModel.LeastBits(pair.RecordNumber, pair.By) && (IsNamesake(pair) || weight.Millibits >= best - Below));
    }

    /// <summary>
    /// A bearer of the name of a misdirected record: none is ruled out because another's number happens to lie nearer to the stranger's number
    /// that the record has.
    /// </summary>
    static bool IsNamesake(in ObservedPair pair) =>
        pair.RecordNumber == RecordNumber.Misdirected && (pair.By == FoundBy.NearName || (pair.Name == ComparisonLevel.NameExact && pair.NameCount <= Namesakes.Most));
}

/// <summary>How many subjects have the name of each unlinked record. Immutable, thread-safe.</summary>
sealed class NameFrequencies
{
    readonly int[] counts; // by record

    NameFrequencies(int[] counts)
    {
        this.counts = counts;
        CountSum = counts.Sum(c => c + 1L);
    }

    /// <summary>Over all unlinked records: one more than the subjects with its name. By number of subjects and records: how likely equal names are.</summary>
    internal long CountSum { get; }

    /// <summary>Subjects with the name of an unlinked record.</summary>
    internal int CountOf(int record) => counts[record];

    /// <summary>Share of the subjects with a name, 0..1; one is added, so that a name that nobody else has is not taken as impossible.</summary>
    internal static double Share(int count, int subjects) => (count + 1.0) / (subjects + 2.0);

    internal static NameFrequencies Of(SubjectSet subjects, UnlinkedSet unlinked)
    {
        var names = new Dictionary<ulong, int>();
        foreach (ref readonly UnlinkedRecord record in unlinked.Records.AsSpan())
        {
            names[record.NameKey] = 0;
        }

        foreach (ref readonly Subject subject in subjects.Subjects)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(names, subject.NameKey);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref count))
            {
                count++;
            }
        }

        return new NameFrequencies(Array.ConvertAll(unlinked.Records, r => names[r.NameKey]));
    }
}
