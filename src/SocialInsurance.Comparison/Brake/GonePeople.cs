namespace SocialInsurance.Comparison;

/// <summary>
/// Whom deliveries burden (as dead, in custody, registered twice) that an earlier run applied and that are gone, with or without a held one in
/// their stead. Nobody decided that these people are free of it, so nobody may be taken for that unseen. Read once from the state of the run
/// that applied a delivery, and carried from run to run until it is back, said anew, or let go by a person.
/// </summary>
sealed class GonePeople
{
    /// <summary>gone-people.json of a run folder.</summary>
    const string FileName = "gone-people.json";

    const double LeastNamedAgain = 0.8; // of the people of a list that another says anew: the others were withdrawn
    const double LeastNamedOfHeld = 0.05; // of a held list, which may have been mostly wrong: others of the same days that name nobody of it are other news

    readonly List<(GoneDelivery Delivery, GonePerson[] People)> lists = [];
    readonly HashSet<GoneDelivery> looksSaidAnew = [];

    /// <summary>No delivery is gone.</summary>
    internal static GonePeople None { get; } = new();

    /// <summary>What is gone without a held one in its stead.</summary>
    internal IReadOnlyList<GoneDelivery> Deliveries { get; private init; } = [];

    /// <exception cref="InputRefusedException">A run that applied one, and was not followed by another, is gone or damaged: nobody could say whom it burdened.</exception>
    internal static GonePeople Read(RunContext run, FeedBrake? brake)
    {
        IReadOnlyList<(GoneDelivery Gone, bool LooksSaidAnew)> gone = GoneDelivery.Of(run.Counts, brake);
        var people = new GonePeople { Deliveries = [.. gone.Select(g => g.Gone)] };
        people.looksSaidAnew.UnionWith(gone.Where(g => g.LooksSaidAnew).Select(g => g.Gone));
        HashSet<string> burdening = [.. run.Catalogue.Sources.Where(s => s.Kind != SourceKind.Activity).Select(s => s.Name)];
        GoneDelivery[] all = [.. people.Deliveries, .. run.Counts.Where(c => burdening.Contains(c.Source)).SelectMany(c => c.Brake?.Missing ?? [])];
        if (all.Length == 0)
        {
            return people;
        }

        BrakeHistory history = brake!.History;
        List<Carried> carried = history.LatestRun is ({ } latest, { } manifest) ? ReadCarried(Path.Combine(history.Directory, latest), manifest) : [];
        foreach (IGrouping<string, GoneDelivery> of in all.Where(delivery => carried.TrueForAll(c => !c.IsOf(delivery))).GroupBy(delivery => delivery.Run))
        {
            people.lists.AddRange(ReadBurdened(Path.Combine(history.Directory, of.Key), [.. of], run.CancellationToken)
                .Select(list => list.Delivery.WasHeld ? (list.Delivery, [.. list.People.Where(person => !carried.Exists(c => c.Names(person)))]) : list));
        }

        people.lists.AddRange(carried.Where(c => all.Any(c.IsOf)).Select(c => (c.Delivery, c.People)));
        return people;
    }

    /// <summary>
    /// Without deliveries of which somebody is still in the register, and all of these stand in another of the same source: an old list that
    /// is cleared away takes nothing with it. Nearly all is enough where another looks like the same list anew: who is not in it was withdrawn.
    /// </summary>
    internal GonePeople Settled(ComparisonState state)
    {
        (GoneDelivery Delivery, GonePerson[] People)[] open = [.. lists.Where(list => !IsSaidElsewhere(list.Delivery, list.People, state, looksSaidAnew.Contains(list.Delivery)))];
        var settled = new GonePeople { Deliveries = [.. Deliveries.Where(d => open.Any(list => list.Delivery == d))] };
        settled.lists.AddRange(open);
        return settled;
    }

    static bool IsSaidElsewhere(GoneDelivery gone, GonePerson[] people, ComparisonState state, bool looksSaidAnew)
    {
        int source = state.Sources.Index().FirstOrDefault(s => s.Item.Name == gone.Source, (Index: -1, Item: null!)).Index;
        (GonePerson Person, int Subject)[] present = [.. people.Select(person => (person, state.FindById(person.Id))).Where(p => p.Item2 >= 0)];
        if (source < 0 || present.Length == 0)
        {
            return looksSaidAnew;
        }

        Dictionary<int, Burden> links = state.Links.All.Where(link => link.Source == source)
            .GroupBy(link => link.Subject, GonePerson.Of).ToDictionary(g => g.Key, g => g.Max());
        int named = present.Count(p => p.Person.IsStillBurdened(
            state.CellsOf(p.Subject)[source], state.Sources[source].Kind, links.GetValueOrDefault(p.Subject), state.AsOf));
        double least = !looksSaidAnew ? 1 : gone.WasHeld ? LeastNamedOfHeld : LeastNamedAgain;
        return named >= present.Length * least;
    }

    /// <summary>The subjects given and these, as indexes in a state, ascending.</summary>
    internal IReadOnlyList<int> AddTo(IEnumerable<int> subjects, ComparisonState state)
    {
        GonePerson[] all = [.. lists.SelectMany(list => list.People)];
        HashSet<long> keys = [.. all.Select(person => person.NumberKey).Where(key => key != 0)]; // a number may have been put right in the register since: both count
        IEnumerable<int> byId = all
            .Select(person => (person.NameKey, Subject: state.FindById(person.Id)))
            .Where(found => found.Subject >= 0 && state.SubjectAt(found.Subject).NameKey == found.NameKey) // another register counts from one too
            .Select(found => found.Subject);
        IEnumerable<int> byKey = keys.Count == 0 ? [] : Enumerable.Range(0, state.SubjectCount).Where(subject => keys.Contains(state.SubjectAt(subject).Key));
        return [.. subjects.Concat(byId).Concat(byKey).Distinct().Order()];
    }

    /// <summary>For the next run; no file when nothing is gone.</summary>
    internal void AddTo(RunFolder folder)
    {
        if (lists.Count > 0)
        {
            SideFile.AddTo(folder, FileName, lists.Select(list => new Carried(list.Delivery, list.People)));
        }
    }

    /// <summary>Of the deliveries that a run missed, those that name one of its subjects.</summary>
    internal static IEnumerable<GoneDelivery> Naming(string runDirectory, RunManifest manifest, ComparisonState state, int subject)
    {
        (ulong name, long key) = (state.SubjectAt(subject).NameKey, state.SubjectAt(subject).Key);
        byte[] id = state.IdOf(subject).ToArray();
        return ReadCarried(runDirectory, manifest)
            .Where(list => list.People.Any(person => (person.NameKey == name && person.Id.AsSpan().SequenceEqual(id)) || (key != 0 && person.NumberKey == key)))
            .Select(list => list.Delivery);
    }

    static List<Carried> ReadCarried(string folder, RunManifest manifest) => SideFile.Read<List<Carried>>(folder, manifest, FileName) ?? [];

    static IEnumerable<(GoneDelivery Delivery, GonePerson[] People)> ReadBurdened(string folder, GoneDelivery[] gone, CancellationToken cancellationToken)
    {
        try
        {
            RunManifest manifest = RunManifest.Read(folder);
            using ComparisonState state = StateFile.Open(folder, manifest, isForLinks: true);
            return [.. gone.Select(delivery => (delivery, Burdened(state, manifest, delivery, cancellationToken)))];
        }
        catch (InputRefusedException e)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.RunUnreadable, "a delivery that this run applied is gone or held, and the run cannot be read: put the delivery back, or take the damaged run out of the history",
                e.Error.File, Expected: e.Error.Expected, Found: e.Error.Found));
        }
    }

    static GonePerson[] Burdened(ComparisonState state, RunManifest manifest, GoneDelivery gone, CancellationToken cancellationToken)
    {
        if (gone.WasHeld)
        {
            return [.. state.OnlyInHeld.Order().Select(subject => GonePerson.At(state, subject, Burden.Link))]; // whichever of the held ones named them
        }

        int file = manifest.Inputs.Index().FirstOrDefault(i => i.Item.Source == gone.Source && i.Item.Sha256 == gone.Sha256, (Index: -1, Item: null!)).Index;
        int source = state.Sources.Index().FirstOrDefault(s => s.Item.Name == gone.Source, (Index: -1, Item: null!)).Index;
        var people = new Dictionary<int, (Burden Burden, int On)>();
        for (int subject = 0; file >= 0 && source >= 0 && subject < state.SubjectCount; subject++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ref readonly EvidenceCell cell = ref state.CellsOf(subject)[source];
            if (IsIn(cell.LatestAt) || IsIn(cell.PreviousAt))
            {
                people[subject] = (Burden.Record, IsIn(cell.LatestAt) ? cell.LatestOn : cell.PreviousOn);
            }
            else if (IsIn(cell.DisagreeingAt))
            {
                people[subject] = (Burden.OtherName, cell.DisagreeingOn);
            }
        }

        foreach (PossibleLink link in state.Links.All.Where(link => link.Place.File == file))
        {
            if (people.GetValueOrDefault(link.Subject).Burden < GonePerson.Of(link))
            {
                people[link.Subject] = (GonePerson.Of(link), 0);
            }
        }

        return [.. people.Select(p => GonePerson.At(state, p.Key, p.Value.Burden, p.Value.On))];

        bool IsIn(ulong place) => place != 0 && new RecordPlace(place).File == file;
    }

    sealed record Carried(GoneDelivery Delivery, GonePerson[] People)
    {
        readonly HashSet<(ulong, long)> names = [.. People.Select(person => (person.NameKey, person.NumberKey))];

        internal bool Names(GonePerson person) => names.Contains((person.NameKey, person.NumberKey));

        internal bool IsOf(GoneDelivery gone) => (gone.Source, gone.Sha256) == (Delivery.Source, Delivery.Sha256);
    }
}
