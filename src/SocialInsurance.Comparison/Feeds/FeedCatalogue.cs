namespace SocialInsurance.Comparison;

/// <summary>All files of a run with their descriptors, checked before the first record is read.</summary>
/// <param name="Registers">Register files in the order of their names.</param>
/// <param name="Feeds">Feed files in the order of their names.</param>
/// <param name="Sources">Sources in the order of their names.</param>
/// <param name="Unclaimed">Files of the feeds folder that no descriptor claims.</param>
sealed record FeedCatalogue(
    IReadOnlyList<DataFile> Registers,
    IReadOnlyList<DataFile> Feeds,
    IReadOnlyList<SourceInfo> Sources,
    IReadOnlyList<string> Unclaimed)
{
    /// <summary>Those of <see cref="Unclaimed"/> that a pattern fits but for upper and lower case, with the pattern.</summary>
    internal IReadOnlyDictionary<string, string> NearlyClaimed { get; private init; } = new Dictionary<string, string>();

    /// <summary>Before any stamp was taken: a file that changed shortly before may change again under the same stamp.</summary>
    internal DateTimeOffset OpenedAt { get; private init; }

    internal IEnumerable<DataFile> All => Registers.Concat(Feeds);

    /// <summary>Reads descriptors, finds files, probes and digests them, or throws <see cref="InputRefusedException"/> with all errors.</summary>
    /// <param name="request">Where to look.</param>
    /// <param name="known">Digests of an earlier run, for files that stand as they stood then.</param>
    /// <param name="progress">Told of the digesting.</param>
    /// <param name="cancellationToken">Stops the digesting.</param>
    internal static FeedCatalogue Open(ComparisonRequest request, KnownInputs known, ProgressMeter progress, CancellationToken cancellationToken)
    {
        DateTimeOffset openedAt = request.Time.GetUtcNow();
        var errors = new List<InputError>();
        var finder = new FeedFinder(errors);
        List<DataFile> registers = finder.FindRegisters(request.Registers);
        List<DataFile> feeds = finder.FindFeeds(request.FeedsDirectory, registers, out List<string> unclaimed);
        errors.AddRange(feeds.Select(f => f.Descriptor).Distinct().SelectMany(d => request.Objections?.Invoke(d) ?? []));
        RefuseAny(errors);

        DataFile[] all = [.. registers, .. feeds];
        ProbeAll(all, request.Brake?.History, errors);
        RefuseAny(errors);

        DataFile[] perhapsEqual = InputDigests.Candidates(all);
        DataFile[] unknown = [.. perhapsEqual.Union(known.Recall(all)).Union(all.Where(f => f.Unreadable is not null)).Where(f => f.Sha256.Length == 0)];
        progress.Begin(ComparisonPhase.Digesting, unknown.Sum(f => f.SizeBytes));
        InputDigests.Compute(unknown, request.Threads, errors, progress, cancellationToken);
        InputDigests.MarkCopies([.. perhapsEqual.Where(f => f.Unreadable is null)], errors);
        RefuseAny(errors);

        SourceInfo[] sources = [.. feeds.Select(f => f.Descriptor).Distinct().Select(SourceInfo.Of).OrderBy(s => s.Name, StringComparer.Ordinal)];
        return new FeedCatalogue(registers, feeds, sources, unclaimed) { NearlyClaimed = finder.NearlyClaimed, OpenedAt = openedAt };
    }

    /// <summary>A delivery that cannot be read refuses the run, unless its descriptor has read one like it before: then it is the delivery that is wrong.</summary>
    static void ProbeAll(DataFile[] files, BrakeHistory? history, List<InputError> errors)
    {
        if (files.Length > RecordPlace.MaxFiles)
        {
            errors.Add(new InputError(InputErrorCode.NotYetSupported, "too many files in one run", null, null, null, $"at most {RecordPlace.MaxFiles}", $"{files.Length}"));
            return;
        }

        for (int i = 0; i < files.Length; i++)
        {
            files[i].Index = i;
            var faults = new List<InputError>();
            try
            {
                HeaderProbe.Probe(files[i], faults);
            }
            catch (InputRefusedException e)
            {
                faults.AddRange(e.Errors);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                errors.Add(new InputError(InputErrorCode.FileUnreadable, e.Message, files[i].Name));
            }

            if (faults.Count > 0 && history?.HasRead(files[i]) == true)
            {
                (files[i].Unreadable, files[i].HasRecords) = (faults[0], false);
            }
            else
            {
                errors.AddRange(faults);
            }
        }
    }

    static void RefuseAny(List<InputError> errors)
    {
        if (errors.Count > 0)
        {
            throw new InputRefusedException([.. errors]);
        }
    }
}
