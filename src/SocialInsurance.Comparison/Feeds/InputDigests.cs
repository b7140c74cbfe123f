using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>
/// Registers files by SHA-256: the same content twice in one source is read once. Only files of equal size can be equal, so only
/// those are digested before they are read; all others get their digest from <see cref="BlockSource"/> while they are read.
/// </summary>
static class InputDigests
{
    /// <summary>Files that have to be digested before the first record is read.</summary>
    internal static DataFile[] Candidates(IEnumerable<DataFile> files) => [.. files.GroupBy(f => f.SizeBytes).Where(g => g.Count() > 1).SelectMany(g => g)];

    internal static void Compute(DataFile[] files, int threads, List<InputError> errors, ProgressMeter progress, CancellationToken cancellationToken)
    {
        DataFile[] largestFirst = [.. files.OrderByDescending(f => f.SizeBytes)];
        int next = -1;
        WorkerCrew.Run(Math.Clamp(files.Length, 1, threads), cancellationToken, (_, token) =>
        {
            byte[] buffer = new byte[BlockSource.BlockBytes];
            int i;
            while ((i = Interlocked.Increment(ref next)) < largestFirst.Length)
            {
                try
                {
                    largestFirst[i].Sha256 = Sha256Of(largestFirst[i], buffer, progress, token);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    lock (errors)
                    {
                        errors.Add(new InputError(InputErrorCode.FileUnreadable, e.Message, largestFirst[i].Name));
                    }
                }
            }
        });
    }

    /// <summary>Finds files of equal content among digested ones.</summary>
    internal static void MarkCopies(DataFile[] files, List<InputError> errors)
    {
        foreach (IGrouping<string, DataFile> same in files.GroupBy(f => f.Sha256).Where(g => g.Key.Length > 0 && g.Count() > 1))
        {
            MarkCopies(same.First(), same.Skip(1), errors);
        }
    }

    static void MarkCopies(DataFile first, IEnumerable<DataFile> copies, List<InputError> errors)
    {
        foreach (DataFile copy in copies)
        {
            if (ReferenceEquals(copy.Descriptor, first.Descriptor))
            {
                copy.SameContentAs = first;
            }
            else if (copy.HasRecords)
            {
                errors.Add(new InputError(InputErrorCode.FileClaimedTwice, $"source '{copy.Descriptor.Name}' brings the content of source '{first.Descriptor.Name}': one witness is never two",
                    copy.Name, null, null, "content of its own", $"the content of {first.Name}"));
            }
        }
    }

    static string Sha256Of(DataFile file, byte[] buffer, ProgressMeter progress, CancellationToken cancellationToken)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream stream = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sha.AppendData(buffer, 0, read);
            progress.Advance(read, 0);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
