namespace SocialInsurance.Comparison;

/// <summary>
/// Whom deliveries burden (as dead, in custody, registered twice) that an earlier run applied and that are gone since another delivery of
/// their source is held. Nobody decided that these people are free of it, so nobody may be taken for that unseen. Read from the states of the
/// runs that applied them.
/// </summary>
sealed class MissingDeliveries
{
    readonly HashSet<long> keys = [];
    readonly List<(byte[] Id, ulong NameKey)> registered = []; // a number may have been put right in the register since

    /// <summary>Reads whom the deliveries burdened that held ones stand for.</summary>
    /// <exception cref="InputRefusedException">The run that applied one is gone or damaged: nobody could say whom it burdened.</exception>
    internal static MissingDeliveries Read(RunContext run, FeedBrake? brake)
    {
        var missing = new MissingDeliveries();
        HashSet<string> burdening = [.. run.Catalogue.Sources.Where(s => s.Kind != SourceKind.Activity).Select(s => s.Name)];
        IEnumerable<(string Source, DeliveryPlace Place)> places = run.Counts
            .Where(c => burdening.Contains(c.Source))
            .SelectMany(c => (c.Brake?.Missing ?? []).Select(place => (c.Source, place)));
        foreach (var applied in places.GroupBy(m => m.Place.Run))
        {
            missing.Add(Path.Combine(brake!.History.Directory, applied.Key), [.. applied.Select(m => (m.Source, m.Place.File))], run.CancellationToken);
        }

        return missing;
    }

    /// <summary>The subjects given and these, as indexes in a state, ascending.</summary>
    internal IReadOnlyList<int> AddTo(IEnumerable<int> subjects, ComparisonState state)
    {
        IEnumerable<int> byId = registered
            .Select(person => (person.NameKey, Subject: state.FindById(person.Id)))
            .Where(found => found.Subject >= 0 && state.SubjectAt(found.Subject).NameKey == found.NameKey) // another register counts from one too
            .Select(found => found.Subject);
        IEnumerable<int> byKey = keys.Count == 0 ? [] : Enumerable.Range(0, state.SubjectCount).Where(subject => keys.Contains(state.SubjectAt(subject).Key));
        return [.. subjects.Concat(byId).Concat(byKey).Distinct().Order()];
    }

    void Add(string folder, HashSet<(string Source, string File)> deliveries, CancellationToken cancellationToken)
    {
        try
        {
            RunManifest manifest = RunManifest.Read(folder);
            using ComparisonState state = StateFile.Open(folder, manifest, isForLinks: true);
            HashSet<int> files = [.. manifest.Inputs.Index().Where(i => deliveries.Contains((i.Item.Source, i.Item.File))).Select(i => i.Index)];
            int[] sources = [.. state.Sources.Index().Where(s => deliveries.Any(d => d.Source == s.Item.Name)).Select(s => s.Index)];
            for (int subject = 0; subject < state.SubjectCount; subject++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (IsBurdened(state.CellsOf(subject), sources, files))
                {
                    Add(state, subject);
                }
            }

            foreach (PossibleLink link in state.Links.All.Where(l => files.Contains(l.Place.File)))
            {
                Add(state, link.Subject);
            }
        }
        catch (InputRefusedException e)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.RunUnreadable, "a held delivery came in the stead of one that this run applied, and the run cannot be read: put the earlier delivery back, or release the held one",
                e.Error.File, Expected: e.Error.Expected, Found: e.Error.Found));
        }
    }

    void Add(ComparisonState state, int subject)
    {
        registered.Add((state.IdOf(subject).ToArray(), state.SubjectAt(subject).NameKey));
        if (state.SubjectAt(subject).Key is not 0 and var key)
        {
            keys.Add(key);
        }
    }

    static bool IsBurdened(ReadOnlySpan<EvidenceCell> cells, int[] sources, HashSet<int> files)
    {
        foreach (int source in sources)
        {
            ref readonly EvidenceCell cell = ref cells[source];
            if (IsIn(cell.LatestAt) || IsIn(cell.PreviousAt) || IsIn(cell.DisagreeingAt))
            {
                return true;
            }
        }

        return false;

        bool IsIn(ulong place) => place != 0 && files.Contains(new RecordPlace(place).File);
    }
}
