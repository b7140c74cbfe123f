namespace SocialInsurance.Comparison;

/// <summary>
/// Measures every delivery after all feeds were read, judges it, and takes the evidence of held ones back out. Evidence of different
/// sources never mixes, so only the columns of sources with a held file are cleared and read again, usually from no file at all:
/// a run without holds pays nothing, one with holds ends in the same bytes as a run without those files.
/// </summary>
sealed class BrakePhase(RunContext run, ComparisonRequest request, int subjectCount, IReadOnlyList<Delivery> deliveries, IEvidence evidence)
{
    readonly FeedCatalogue catalogue = run.Catalogue;

    /// <summary>
    /// Fills in statistics and verdicts of the run's counts; takes the records of held files out of <paramref name="unlinked"/>. A file that
    /// was carried over keeps the statistics of the run that read it.
    /// </summary>
    internal HeldEvidence Run(List<UnlinkedLog> unlinked)
    {
        List<FileCounts> counts = run.Counts;
        for (int i = 0; i < counts.Count; i++)
        {
            counts[i] = counts[i] with { Brake = request.Brake?.JudgeAgain(counts[i], request.AsOf) };
        }

        foreach (Delivery delivery in deliveries)
        {
            counts[delivery.File.Index] = Judged(delivery, counts[delivery.File.Index]);
        }

        foreach (DataFile file in catalogue.Feeds.Where(f => f.Unreadable is not null))
        {
            counts[file.Index] = counts[file.Index] with { Brake = request.Brake!.Hold(counts[file.Index], file.Unreadable!) };
        }

        Delivery[] held = [.. deliveries.Where(d => counts[d.File.Index].IsHeld)];
        MarkCopies(counts);
        NameMissing(counts);
        if (held.Length == 0)
        {
            return HeldEvidence.None;
        }

        HashSet<int> files = [.. held.Select(d => d.File.Index)];
        UnlinkedLog[] heldRecords = [.. unlinked.Where(log => log.Records.Count > 0 && files.Contains(new RecordPlace(log.Records[0].Place).File))];
        unlinked.RemoveAll(heldRecords.Contains);
        evidence.Remake([.. held.Select(d => d.Source).Distinct().Select(source => (source, OthersOf(source, files)))]);
        return new HeldEvidence(OnlyIn(held), heldRecords);
    }

    DataFile[] OthersOf(int source, HashSet<int> held) =>
        [.. catalogue.Feeds.Where(f => f.Descriptor.Name == catalogue.Sources[source].Name && f.IsRead && !held.Contains(f.Index))];

    FileCounts Judged(Delivery delivery, FileCounts counts)
    {
        DeliveryStatistics statistics = DeliveryStatistics.Of(counts, subjectCount, delivery.Logs, request.AsOf) with
        {
            People = delivery.People?.Count,
            Contradicted = delivery.People is null ? null : Contradicted(delivery),
        };
        statistics = request.Brake?.WithReversals(counts, statistics, request.AsOf) ?? statistics;
        return counts with { Statistics = statistics, Brake = request.Brake?.Judge(counts, statistics, delivery.File.Descriptor) };
    }

    /// <summary>Reported subjects who did something after the date that the source gives last.</summary>
    int Contradicted(Delivery delivery)
    {
        int[] lively = [.. SourcesWhere(s => s.Kind == SourceKind.Activity && s.Presence != PresenceClass.Administrative)];
        return delivery.People!.All().Count(subject =>
        {
            int reportedOn = evidence.LatestOn(subject, delivery.Source);
            return lively.Any(source => evidence.LatestOn(subject, source) > reportedOn);
        });
    }

    List<int> OnlyIn(IEnumerable<Delivery> held)
    {
        int[] terminal = [.. SourcesWhere(s => s.Kind == SourceKind.Terminal)];
        return [.. held.Select(d => d.People).OfType<IReportedSubjects>().SelectMany(p => p.All()).Distinct()
            .Where(subject => terminal.All(source => evidence.LatestOn(subject, source) == 0))
            .Select(subject => subject.Subject).Order()];
    }

    IEnumerable<int> SourcesWhere(Func<SourceInfo, bool> holds) =>
        Enumerable.Range(0, catalogue.Sources.Count).Where(i => holds(catalogue.Sources[i]));

    /// <summary>A new whole list that is held has often overwritten the old one, or come in its stead: what that said must not be forgotten.</summary>
    void NameMissing(List<FileCounts> counts)
    {
        foreach (string source in counts.Where(c => c.IsHeld).Select(c => c.Source).Distinct().ToArray())
        {
            HashSet<string> present = [.. counts.Where(c => c.Source == source).Select(c => c.Sha256)]; // held as itself, it stands for itself
            int first = counts.FindIndex(c => c.Source == source && c.IsHeld);
            if (request.Brake?.History.Missing(source, present) is { Count: > 0 } missing)
            {
                counts[first] = counts[first] with { Brake = counts[first].Brake! with { Missing = missing } };
            }
        }
    }

    static void MarkCopies(List<FileCounts> counts)
    {
        for (int i = 0; i < counts.Count; i++)
        {
            if (counts[i].SameContentAs is { } first && counts.Find(c => c.File == first && c.Source == counts[i].Source) is { IsHeld: true } held)
            {
                counts[i] = counts[i] with { Brake = held.Brake };
            }
        }
    }
}

/// <summary>What held terminal deliveries say.</summary>
/// <param name="Reported">Subjects that they report by number and name and no other does, ascending.</param>
/// <param name="Unlinked">Their records that no subject answers by number and name.</param>
sealed record HeldEvidence(IReadOnlyList<int> Reported, IReadOnlyList<UnlinkedLog> Unlinked)
{
    internal static readonly HeldEvidence None = new([], []);
}

/// <summary>Evidence as the brake needs it.</summary>
interface IEvidence
{
    /// <summary>Latest date of an agreeing record of the source, yyyymmdd; 0 = none. Cheap for ascending subjects.</summary>
    int LatestOn(in ReportedSubject subject, int source);

    /// <summary>Makes what these sources say from these files alone.</summary>
    void Remake(IReadOnlyList<(int Source, DataFile[] Files)> sources);
}

/// <summary>The evidence of a run in memory.</summary>
sealed class BoardEvidence(RunContext run, FeedScene scene) : IEvidence
{
    public int LatestOn(in ReportedSubject subject, int source) => scene.Board.CellOf(subject.Subject, source).LatestOn;

    public void Remake(IReadOnlyList<(int Source, DataFile[] Files)> sources)
    {
        foreach ((int source, DataFile[] files) in sources)
        {
            scene.Board.Clear(source);
            foreach (DataFile file in files)
            {
                run.Progress.Begin(ComparisonPhase.Feeds, file.SizeBytes);
                FeedPhase.ReadAgain(run, file, source, scene);
            }
        }
    }
}
