using System.Diagnostics;

namespace SocialInsurance.Comparison;

/// <summary>The embedded engine: register and feeds in, evidence state out. Same input, same bytes, with any number of threads.</summary>
public static class ComparisonEngine
{
    /// <summary>
    /// One run. Writes rejects.csv, state.bin and the manifest into the request's folder, which the caller publishes.
    /// </summary>
    /// <exception cref="InputRefusedException">Input is refused; at most a folder with rejects.csv is left.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left.</exception>
    public static ComparisonResult Run(ComparisonRequest request, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxUnlinkedRecords, 1);
        ArgumentOutOfRangeException.ThrowIfZero(request.Registers.Count);
        var watch = Stopwatch.StartNew();
        var meter = new ProgressMeter(progress);
        FeedCatalogue catalogue = FeedCatalogue.Open(request, meter, cancellationToken);
        string[] files = [.. catalogue.All.Select(f => f.Name)];
        int asOf = CalendarDate.Of(request.AsOf);

        SubjectSet subjects;
        EvidenceBoard board;
        var unlinked = new List<UnlinkedLog>();
        var counts = new List<FileCounts>();
        IReadOnlyList<int> onlyInHeld;
        using (var rejects = new RejectSink(request.Folder.Write(RejectSink.FileName), files))
        {
            subjects = SubjectPhase.Run(catalogue, request.Threads, rejects, counts, meter, cancellationToken);
            board = new EvidenceBoard(subjects.Subjects.Length, catalogue.Sources.Count, isShared: request.Threads > 1);
            var scene = new FeedScene(subjects, board, asOf, new UnlinkedBudget(request.MaxUnlinkedRecords));
            FeedPhase.Run(catalogue, scene, request.Threads, rejects, counts, unlinked, meter, cancellationToken);
            onlyInHeld = new BrakePhase(catalogue, scene, request).Run(counts, unlinked, meter, cancellationToken);
            RefuseIfTooManyRejected(request.Folder, catalogue, counts, rejects);
        }

        long linkageStart = watch.ElapsedMilliseconds;
        PossibleLinks links = LinkPhase.Run(catalogue.Registers, subjects, unlinked, request.Threads, meter, cancellationToken);
        long linkageMs = watch.ElapsedMilliseconds - linkageStart;
        meter.Begin(ComparisonPhase.Writing, board.Memory.SizeBytes);
        var state = ComparisonState.Of(subjects, board, catalogue.Sources, files, asOf, links);
        string stateDigest = request.Folder.AddFile(StateFile.FileName, stream => StateFile.Write(state, stream));
        string linksDigest = request.Folder.AddFile(LinkFile.FileName, stream => LinkFile.Write(links, stream));
        var result = new ComparisonResult
        {
            State = state,
            Registers = catalogue.Registers,
            Files = counts,
            OnlyInHeld = onlyInHeld,
            Unclaimed = catalogue.Unclaimed,
            StateDigest = stateDigest,
            LinksDigest = linksDigest,
            LinkageMs = linkageMs,
            ElapsedMs = watch.ElapsedMilliseconds,
        };
        request.Folder.Describe(RunManifest.Of(result, request, catalogue));
        return result;
    }

    static void RefuseIfTooManyRejected(RunFolder folder, FeedCatalogue catalogue, List<FileCounts> counts, RejectSink rejects)
    {
        var errors = new List<InputError>();
        foreach ((DataFile file, FileCounts count) in catalogue.All.Zip(counts))
        {
            double allowed = file.Descriptor.MaxRejectedShare;
            if (!count.IsHeld && count.Read > 0 && (double)count.Rejected / count.Read > allowed && rejects.FirstOf(file.Index) is { } first)
            {
                errors.Add(new InputError(InputErrorCode.TooManyRejected,
                    FormattableString.Invariant($"{count.Rejected} of {count.Read} records are rejected; the first: {first.Describe()}"),
                    file.Name, first.Line, first.Column,
                    FormattableString.Invariant($"a share of at most {allowed:0.####}"),
                    FormattableString.Invariant($"{(double)count.Rejected / count.Read:0.####}")));
            }
        }

        if (errors.Count > 0)
        {
            rejects.Dispose();
            folder.PublishRejectsOnly(RejectSink.FileName);
            throw new InputRefusedException(errors);
        }
    }
}
