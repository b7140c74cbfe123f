using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>
/// Evidence on a cluster. Files are read and checked here as ever; accepted rows go to the shards, one load a file content; a view on each shard
/// merges them by the algebra; the cells come back in the order of the subjects and lie in a scratch file until state.bin is written.
/// </summary>
sealed class ClusterEngine(ComparisonRequest request, ReusePlan plan, int asOf, ScratchFolder scratch, EvidenceCluster cluster) : IEvidenceEngine
{
    int filesSent;
    int filesKnown;
    long rowsSent;
    long bytesSent;

    public Evidence Gather(RunContext run)
    {
        SubjectSet subjects = SubjectPhase.Run(run, plan);
        WholeLoad register = LoadSubjects(subjects, run.CancellationToken);
        var unlinked = new List<UnlinkedLog>();
        using var scene = new ClusterScene(subjects, asOf, new UnlinkedBudget(request.MaxUnlinkedRecords), cluster, run.CancellationToken);
        List<FileLoad> files = LoadFeeds(run, scene, unlinked);
        ClusterEvidence evidence = scratch.Own(new ClusterEvidence(run, cluster, scratch, register, files, subjects.Count));
        evidence.Fetch();
        HeldEvidence held = new BrakePhase(run, request, subjects.Count, scene.Deliveries, evidence).Run(unlinked);
        evidence.Forget();
        return new Evidence(plan, subjects, SubjectChanges.None, run.Counts, unlinked, held)
        {
            WriteCells = evidence.WriteTo,
            Cluster = new ClusterReport(cluster.Count, filesSent, filesKnown, rowsSent, bytesSent, evidence.BytesReceived),
        };
    }

    /// <summary>The register as the join needs it: keys and names by the index of the subject. An unchanged one is not sent again.</summary>
    WholeLoad LoadSubjects(SubjectSet subjects, CancellationToken cancellationToken)
    {
        LoadName name = NameOf(subjects);
        if (cluster.Loads.Find(name) is { } known)
        {
            return known;
        }

        cluster.Loads.Begin(name, cancellationToken);
        var sender = new ClusterSender(cluster, cluster.Tables.Subjects, ClusterTables.SubjectBytes, cancellationToken);
        for (int i = 0; i < subjects.Count; i++)
        {
            if (subjects.Subjects[i].Key != 0)
            {
                sender.AddSubject(name.Load, subjects.Subjects[i], i);
            }
        }

        sender.Flush();
        return Complete(new WholeLoad(name, [.. sender.Rows], 0, 0), [sender], cancellationToken);
    }

    List<FileLoad> LoadFeeds(RunContext run, ClusterScene scene, List<UnlinkedLog> unlinked)
    {
        DigestFeeds(run);
        var files = new List<FileLoad>();
        run.Progress.Begin(ComparisonPhase.Feeds, run.Catalogue.Feeds.Where(f => f.IsRead).Sum(f => f.SizeBytes));
        foreach (DataFile file in run.Catalogue.Feeds)
        {
            if (!file.IsRead)
            {
                run.Counts.Add(FeedPhase.Blank(file));
                continue;
            }

            int source = run.Catalogue.Sources.Index().First(s => s.Item.Name == file.Descriptor.Name).Index;
            files.Add(new FileLoad(file, source, Load(run, file, source, scene, unlinked)));
        }

        return files;
    }

    /// <summary>Reads a file; its rows go to the cluster unless they are there.</summary>
    WholeLoad Load(RunContext run, DataFile file, int source, ClusterScene scene, List<UnlinkedLog> unlinked)
    {
        LoadName name = LoadName.Of($"evidence\n{RunManifest.CurrentEngine}\n{file.Sha256}\n{file.Descriptor.Digest}");
        WholeLoad? known = cluster.Loads.Find(name) is { } found && found.Serves(asOf) ? found : null;
        if (known is null)
        {
            cluster.Loads.Begin(name, run.CancellationToken);
        }

        scene.Begin(name, isKnown: known is not null);
        string sha256 = file.Sha256;
        file.Sha256 = ""; // of the very bytes that are read
        FileCounts counts = FeedPhase.RunFile(run, file, source, scene, unlinked);
        run.Counts.Add(counts);
        if (file.Sha256 != sha256)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.FileChanged, "the file changed while it was read", file.Name, null, null, sha256, file.Sha256));
        }

        if (known is not null)
        {
            filesKnown++;
            return known;
        }

        scene.Flush();
        filesSent++;
        long[] rows = [.. Enumerable.Range(0, cluster.Count).Select(shard => scene.Senders.Sum(s => s.Rows[shard]))];
        if (rows.Sum() != counts.Accepted)
        {
            throw new InvalidOperationException($"{file.Name}: accepted {counts.Accepted} records, but sent {rows.Sum()}");
        }

        return Complete(new WholeLoad(name, rows, scene.Senders.Max(s => s.LastOn), counts.FirstFutureOn), scene.Senders, run.CancellationToken);
    }

    WholeLoad Complete(WholeLoad load, IReadOnlyList<ClusterSender> senders, CancellationToken cancellationToken)
    {
        rowsSent += load.Rows.Sum();
        bytesSent += senders.Sum(s => s.Bytes);
        cluster.Loads.Complete(load, cancellationToken);
        return load;
    }

    /// <summary>A file is known by its digest, so the digest comes before the rows.</summary>
    static void DigestFeeds(RunContext run)
    {
        DataFile[] files = [.. run.Catalogue.Feeds.Where(f => f.IsRead && f.Sha256.Length == 0)];
        var errors = new List<InputError>();
        run.Progress.Begin(ComparisonPhase.Digesting, files.Sum(f => f.SizeBytes));
        InputDigests.Compute(files, run.Threads, errors, run.Progress, run.CancellationToken);
        if (errors.Count > 0)
        {
            throw new InputRefusedException(errors);
        }
    }

    LoadName NameOf(SubjectSet subjects)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<ulong> row = stackalloc ulong[2];
        sha.AppendData("subjects\n"u8);
        foreach (ref readonly Subject subject in subjects.Subjects)
        {
            row[0] = (ulong)subject.Key;
            row[1] = subject.NameKey;
            sha.AppendData(MemoryMarshal.AsBytes(row));
        }

        return LoadName.Of(sha.GetHashAndReset());
    }
}

/// <summary>A file of the run and the load that holds its rows.</summary>
readonly record struct FileLoad(DataFile File, int Source, WholeLoad Load);
