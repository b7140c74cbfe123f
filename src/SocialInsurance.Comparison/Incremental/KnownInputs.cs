namespace SocialInsurance.Comparison;

/// <summary>Digests that an earlier run took, for files whose stamp has not changed. Immutable.</summary>
sealed class KnownInputs
{
    internal static readonly KnownInputs None = new(null, isTrusting: false);

    readonly Dictionary<(string Source, string File), (FileCounts Counts, InputStamp? Stamp)> byFile = [];
    readonly bool isTrusting;

    /// <param name="previous">Manifest of the earlier run; null = nothing is known.</param>
    /// <param name="isTrusting">False: stamps say nothing, every file of the earlier run is digested again.</param>
    internal KnownInputs(RunManifest? previous, bool isTrusting)
    {
        this.isTrusting = isTrusting;
        for (int i = 0; i < previous?.Inputs.Count; i++)
        {
            FileCounts counts = previous.Inputs[i];
            byFile[(counts.Source, counts.File)] = (counts, i < previous.Stamps.Count ? previous.Stamps[i] : null);
        }
    }

    /// <summary>Gives unchanged files their digest and returns those that have to be digested to be known as unchanged.</summary>
    internal IReadOnlyList<DataFile> Recall(IReadOnlyList<DataFile> files)
    {
        var doubtful = new List<DataFile>();
        foreach (DataFile file in files)
        {
            if (!byFile.TryGetValue((file.Descriptor.Name, file.Name), out (FileCounts Counts, InputStamp? Stamp) known) || known.Counts.SizeBytes != file.SizeBytes)
            {
                continue;
            }

            if (isTrusting && known.Stamp is not null && known.Stamp == file.Stamp && known.Stamp.SizeBytes == file.SizeBytes)
            {
                file.Sha256 = known.Counts.Sha256;
            }
            else
            {
                doubtful.Add(file);
            }
        }

        return doubtful;
    }

    /// <summary>What the earlier run counted in a file that is the same now: name, source, descriptor, content, and whether it is a copy.</summary>
    internal FileCounts? Find(DataFile file) =>
        byFile.TryGetValue((file.Descriptor.Name, file.Name), out (FileCounts Counts, InputStamp? Stamp) known)
        && file.Sha256.Length > 0
        && known.Counts.Sha256 == file.Sha256
        && known.Counts.DescriptorDigest == file.Descriptor.Digest
        && known.Counts.SameContentAs == file.SameContentAs?.Name
            ? known.Counts
            : null;
}
