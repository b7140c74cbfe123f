namespace SocialInsurance.Comparison;

/// <summary>The leader's side of the units: collects what is finished, offers what can be merged, tells how far all workers are.</summary>
sealed class UnitWatch(RunContext run, WorkFolder folder, IUnitLeases leases, WorkSharing sharing, TimeProvider time)
{
    /// <summary>A unit that ends so many workers is at fault itself.</summary>
    const long MostLeases = 20;

    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Watching many units takes its time: no more than a tenth of all. The shorter of two looks counts: one alone may have been held up.</summary>
    const double PausePerLook = 9;

    readonly FinishedUnits done = new(folder);
    readonly HashSet<UnitName> offered = [];
    long told;

    /// <summary>After the end.</summary>
    internal WorkReport Report { get; private set; }

    /// <exception cref="InputRefusedException">A worker found input that is refused, or no worker can do a unit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal FinishedUnits WaitForAll()
    {
        run.Progress.Begin(ComparisonPhase.Feeds, folder.Plan.Bytes);
        int planned = folder.Plan.Units.Count();
        long begin = time.GetTimestamp();
        TimeSpan before = TimeSpan.Zero; // what the look before took
        while (true)
        {
            long start = time.GetTimestamp();
            run.CancellationToken.ThrowIfCancellationRequested();
            leases.Beat();
            IReadOnlyList<UnitStatus> all = leases.Read();
            foreach (UnitStatus status in all)
            {
                Take(status);
            }

            Tell(all);
            OfferMerges();
            if (all.Count >= planned && all.All(s => s.Digest is not null) && all.Count(s => UnitName.Parse(s.Unit).Kind == UnitKind.Merge) == offered.Count)
            {
                Report = new WorkReport(all.Count, all.Sum(s => s.Fence - 1), folder.IsTakenUp, (long)time.GetElapsedTime(begin).TotalMilliseconds);
                return done;
            }

            sharing.Watch();
            TimeSpan look = time.GetElapsedTime(start);
            TimeSpan pause = (look < before ? look : before) * PausePerLook;
            before = look;
            run.CancellationToken.WaitHandle.WaitOne(pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause);
        }
    }

    void Take(UnitStatus status)
    {
        if (status.Digest is not null && !done.Has(UnitName.Parse(status.Unit)))
        {
            done.Add(status);
        }
        else if (status.Digest is null && status.Fence > MostLeases)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.NotEnoughMemory, "every worker that takes this unit ends before it is done; see what the workers say", status.Unit, null, null, FormattableString.Invariant($"at most {MostLeases} leases"), FormattableString.Invariant($"{status.Fence}")));
        }
    }

    /// <summary>A column can be merged when all pieces of its source are read.</summary>
    void OfferMerges()
    {
        WorkPlan plan = folder.Plan;
        for (int source = 0; source < plan.Sources; source++)
        {
            PlannedFile[] files = [.. plan.FilesOf(source)];
            for (int part = 0; files.Length > 0 && part < plan.Parts.Count; part++)
            {
                var unit = new UnitName(UnitKind.Merge, source, 0, part);
                int of = part;
                if (!offered.Contains(unit) && files.All(f => WorkPlan.PiecesOf(f, of).All(done.Has)))
                {
                    var recipe = new MergeRecipe(files[0].Kind, [.. files.SelectMany(f => done.InputsOf(f, of))]);
                    WorkFolder.WriteWhole(folder.RecipePath(unit), recipe.ToJson());
                    offered.Add(unit);
                    leases.Offer([unit.ToString()]);
                }
            }
        }
    }

    /// <summary>Bytes that all workers have read; a unit that begins anew does not take any back.</summary>
    void Tell(IReadOnlyList<UnitStatus> all)
    {
        long bytes = 0;
        foreach (UnitStatus status in all)
        {
            long whole = folder.Plan.BytesOf(UnitName.Parse(status.Unit));
            bytes += status.Digest is null ? Math.Min(status.BytesDone, whole) : whole;
        }

        if (bytes > told)
        {
            run.Progress.Advance(bytes - told, 0);
            told = bytes;
        }
    }
}
