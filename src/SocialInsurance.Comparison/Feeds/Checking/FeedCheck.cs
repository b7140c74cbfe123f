namespace SocialInsurance.Comparison;

/// <summary>Shows how described files would be understood, before a run: the same descriptors, probe, splitter and fields as a run.</summary>
public static class FeedCheck
{
    /// <summary>Bytes of a sample, decompressed, rounded up to whole blocks.</summary>
    public const long SampleBytes = 8 << 20;

    /// <summary>Looks at every file; refuses nothing, but lists what a run would refuse.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static FeedCheckReport Run(FeedCheckRequest request, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(request.ShownRejects);
        var errors = new List<InputError>();
        var finder = new FeedFinder(errors);
        List<DataFile> registers = request.Registers.Count > 0 ? finder.FindRegisters(request.Registers) : finder.FindDescribedRegisters(request.FeedsDirectory);
        List<DataFile> files = [.. registers, .. finder.FindFeeds(request.FeedsDirectory, registers, out List<string> unclaimed)];
        errors.AddRange(files.Skip(registers.Count).Select(f => f.Descriptor).Distinct().SelectMany(d => request.Objections?.Invoke(d) ?? []));
        var meter = new ProgressMeter(progress);
        meter.Begin(ComparisonPhase.Feeds, request.All ? files.Sum(f => f.SizeBytes) : 0);
        var results = new List<CheckedFile>();
        var ids = new KnownIds(); // of all registers that the caller names: they are one; those that only lie in the folder may be of two years
        foreach (DataFile file in files)
        {
            if (Look(file, request, request.Registers.Count > 0 ? ids : new KnownIds(), errors, meter, cancellationToken) is { } result)
            {
                results.Add(result);
            }
        }

        return new FeedCheckReport(results, unclaimed, errors) { NearlyClaimed = finder.NearlyClaimed };
    }

    static CheckedFile? Look(DataFile file, FeedCheckRequest request, KnownIds ids, List<InputError> errors, ProgressMeter meter, CancellationToken cancellationToken)
    {
        try
        {
            HeaderProbe.Probe(file, errors);
            return file.Layout is null ? null : Read(file, request, ids, errors, meter, cancellationToken);
        }
        catch (InputRefusedException e)
        {
            errors.AddRange(e.Errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new InputError(InputErrorCode.FileUnreadable, e.Message, file.Name, null, null, "a readable file", e.GetType().Name));
        }

        return null;
    }

    static CheckedFile Read(DataFile file, FeedCheckRequest request, KnownIds ids, List<InputError> errors, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using var source = new BlockSource(file, bytes => meter.Advance(bytes, 0));
        using var worker = new CheckWorker(file, request, ids);
        long left = request.All ? long.MaxValue : SampleBytes;
        bool isWhole = true;
        while (source.TryNext(worker.Block, cancellationToken))
        {
            worker.Work();
            worker.Count();
            left -= BlockSource.BlockBytes;
            if (left <= 0)
            {
                isWhole = !source.TryNext(worker.Block, cancellationToken);
                break;
            }
        }

        CheckedFile result = Describe(file, worker, isWhole);
        AddRefusal(file, result, errors);
        errors.AddRange(worker.Unreadable.Excess(file, result.Read));
        return result;
    }

    static void AddRefusal(DataFile file, CheckedFile result, List<InputError> errors)
    {
        double share = result.Read == 0 ? 0 : (double)result.Rejected / result.Read;
        if (file.Descriptor.IsTooManyRejected(result.Rejected, result.Read))
        {
            CheckedReject? first = result.Rejects.Count > 0 ? result.Rejects[0] : null;
            errors.Add(new InputError(InputErrorCode.TooManyRejected, $"{result.Rejected} of {result.Read} records would be rejected", file.Name, first?.Line, first?.Column,
                FormattableString.Invariant($"a share of at most {file.Descriptor.MaxRejectedShare:0.####}"), FormattableString.Invariant($"{share:0.####}")));
        }
    }

    static CheckedFile Describe(DataFile file, CheckWorker worker, bool isWhole) => new()
    {
        File = file.Name,
        Descriptor = Path.GetFileName(file.Descriptor.Path),
        Source = file.Descriptor.Name,
        Kind = file.Descriptor.Kind,
        IsGzip = file.Form.IsGzip,
        Encoding = HeaderProbe.NameOf(file.Descriptor.Format.Encoding),
        FirstLine = file.HeaderLines + 1,
        ColumnCount = file.Layout!.ColumnCount,
        Columns = [.. file.Descriptor.Columns.Select(c => ColumnOf(c.Key, c.Value, file)).OrderBy(c => c.Position)],
        Rows = worker.Rows,
        Rejects = worker.ShownRejects,
        Reasons = worker.Reasons,
        UnusableNumbers = worker.UnusableNumbers,
        Unreadable = worker.Unreadable.Fields,
        Read = worker.Accepted + worker.RejectedCount,
        Accepted = worker.Accepted,
        Rejected = worker.RejectedCount,
        IsWhole = isWhole,
        Advice = [.. worker.Advice(), .. MarginAdvice(file)],
    };

    static IEnumerable<CheckAdvice> MarginAdvice(DataFile file)
    {
        if (file.HasRecordInHeader)
        {
            yield return new CheckAdvice(CheckAdviceKind.RecordInHeader, null, null, file.HeaderLines + 1);
        }

        if (file.RowsInTrailer > 0)
        {
            yield return new CheckAdvice(CheckAdviceKind.RecordInTrailer, null, null, file.RowsInTrailer);
        }
    }

    static CheckedColumn ColumnOf(ColumnRole role, ColumnReference reference, DataFile file)
    {
        ColumnLayout layout = file.Layout!;
        int index = layout[role];
        string? name = index < layout.Names.Count ? layout.Names[index].Trim() : null;
        ColumnFinding found = file.Descriptor.Format.FixedWidth is not null ? ColumnFinding.FixedWidth
            : reference.HeaderName is null ? ColumnFinding.Position
            : name == reference.HeaderName.Trim() ? ColumnFinding.Header
            : ColumnFinding.SimilarHeader;
        bool isDate = role is ColumnRole.EventDate or ColumnRole.EndDate or ColumnRole.BirthDate or ColumnRole.DueDate or ColumnRole.LastCertifiedDate;
        return new CheckedColumn(role, index + 1, name, found, isDate ? file.Descriptor.DatesOf(role).Text : null);
    }
}
