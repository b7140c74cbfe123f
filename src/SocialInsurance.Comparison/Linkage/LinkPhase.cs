using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>Looks for subjects among the terminal records that found nobody by number.</summary>
static class LinkPhase
{
    internal static PossibleLinks Run(
        IReadOnlyList<DataFile> registers, SubjectSet subjects, IReadOnlyList<UnlinkedLog> logs, int threads, ProgressMeter progress, CancellationToken cancellationToken)
    {
        progress.Begin(ComparisonPhase.Linking, registers.Where(r => r.SameContentAs is null).Sum(r => r.SizeBytes));
        UnlinkedSet unlinked = UnlinkedSet.From(logs);
        var index = new BlockIndex(unlinked);
        CandidatePair[] pairs = new CandidateFinder(subjects, unlinked, index).Find(threads, cancellationToken);
        SubjectTexts texts = SubjectTexts.Read(
            registers, subjects, (unlinked, index), [.. pairs.Select(p => p.Subject).Distinct()], threads, progress, cancellationToken);
        var comparer = new PairComparer(subjects, unlinked, index, texts);
        ComparisonVector[] vectors = Compare(pairs, comparer, threads, cancellationToken);
        CandidatePair[] heard = [.. texts.Heard.Except(pairs).Order()];

        NameFrequencies names = NameFrequencies.Of(subjects, unlinked);
        LinkageModel model = ModelTraining.Train( // without the pairs that a name brought together: how strangers' names differ must be seen unbiased
            LinkageModel.Prior(subjects.Subjects.Length, names.Mean),
            Count(pairs, vectors, unlinked, names),
            (unlinked.Records.Count(r => r.Key != 0), unlinked.Records.Count(r => r.Key == 0)));
        CandidatePair[] all = [.. pairs, .. heard];
        ComparisonVector[] allVectors = [.. vectors, .. Compare(heard, comparer, threads, cancellationToken)];
        return new PossibleLinks(Judge(all, allVectors, unlinked, names, model), new LinkageCounts(unlinked.Records.Length, all.Length));
    }

    static ComparisonVector[] Compare(CandidatePair[] pairs, PairComparer comparer, int threads, CancellationToken cancellationToken)
    {
        const int Portion = 1 << 12;
        var vectors = new ComparisonVector[pairs.Length];
        int portions = -1;
        WorkerCrew.Run(threads, cancellationToken, (_, token) =>
        {
            for (long start = Next(); start < pairs.Length; start = Next())
            {
                token.ThrowIfCancellationRequested();
                for (int i = (int)start; i < Math.Min(start + Portion, pairs.Length); i++)
                {
                    vectors[i] = comparer.Compare(pairs[i]);
                }
            }
        });
        return vectors;

        long Next() => (long)Interlocked.Increment(ref portions) * Portion;
    }

    /// <summary>The pairs by what was observed, in a fixed order.</summary>
    static PairPattern[] Count(CandidatePair[] pairs, ComparisonVector[] vectors, UnlinkedSet unlinked, NameFrequencies names)
    {
        var counts = new Dictionary<(ComparisonVector, int), long>();
        for (int i = 0; i < pairs.Length; i++)
        {
            int bits = vectors[i].Name == ComparisonLevel.NameExact ? (int)Math.Round(Math.Log2(names.Of(unlinked.Records[pairs[i].Record].NameKey))) : 0;
            CollectionsMarshal.GetValueRefOrAddDefault(counts, (vectors[i], bits), out _)++;
        }

        return [.. counts.Select(c => new PairPattern(c.Key.Item1, c.Key.Item2, c.Value)).OrderBy(p => p.Vector.Packed).ThenBy(p => p.NameFrequencyBits)];
    }

    static List<PossibleLink> Judge(CandidatePair[] pairs, ComparisonVector[] vectors, UnlinkedSet unlinked, NameFrequencies names, LinkageModel model)
    {
        var weights = new MatchWeight[pairs.Length];
        int[] best = new int[unlinked.Records.Length];
        Array.Fill(best, int.MinValue);
        for (int i = 0; i < pairs.Length; i++)
        {
            weights[i] = model.WeightOf(vectors[i], names.Of(unlinked.Records[pairs[i].Record].NameKey));
            best[pairs[i].Record] = Math.Max(best[pairs[i].Record], weights[i].Millibits);
        }

        var links = new List<PossibleLink>();
        for (int i = 0; i < pairs.Length; i++)
        {
            if (weights[i].Bits >= LinkageModel.PossibleLinkBits && weights[i].Millibits >= best[pairs[i].Record] - LinkageModel.BelowBestBits * 1000)
            {
                UnlinkedRecord record = unlinked.Records[pairs[i].Record];
                var steps = new List<ComparisonStep>();
                MatchWeight weight = model.WeightOf(vectors[i], names.Of(record.NameKey), steps);
                links.Add(new PossibleLink(pairs[i].Subject, new RecordPlace(record.Place), record.Source, record.OccurredOn, weight, steps));
            }
        }

        return links;
    }
}

/// <summary>How many subjects have the name of each unlinked record. Immutable, thread-safe.</summary>
sealed class NameFrequencies
{
    readonly Dictionary<ulong, int> counts = [];
    readonly int subjects;

    NameFrequencies(int subjects) => this.subjects = subjects;

    /// <summary>Chance that an unlinked record and a subject have equal names, over all pairs.</summary>
    internal double Mean { get; private set; }

    /// <summary>Share of the subjects with this name, 0..1; one is added, so that a name that nobody else has is not taken as impossible.</summary>
    internal double Of(ulong nameKey) => Smoothed(counts[nameKey]);

    internal static NameFrequencies Of(SubjectSet subjects, UnlinkedSet unlinked)
    {
        var names = new NameFrequencies(subjects.Subjects.Length);
        foreach (UnlinkedRecord record in unlinked.Records)
        {
            names.counts[record.NameKey] = 0;
        }

        foreach (ref readonly Subject subject in subjects.Subjects.AsSpan())
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(names.counts, subject.NameKey);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref count))
            {
                count++;
            }
        }

        double sum = unlinked.Records.Sum(r => (double)names.Of(r.NameKey));
        names.Mean = unlinked.Records.Length == 0 ? names.Smoothed(0) : sum / unlinked.Records.Length;
        return names;
    }

    double Smoothed(int count) => (count + 1.0) / (subjects + 2.0);
}
