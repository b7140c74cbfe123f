using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>A published run whose evidence may be carried over. Its files were held against their digests. Owns the mapped state.</summary>
sealed class PreviousRun : IDisposable
{
    readonly FileStream rejects;

    PreviousRun(RunManifest manifest, ComparisonState state, PairSet pairs, FileStream rejects)
    {
        Manifest = manifest;
        State = state;
        Pairs = pairs;
        this.rejects = rejects;
    }

    internal RunManifest Manifest { get; }

    internal ComparisonState State { get; }

    internal PairSet Pairs { get; }

    /// <summary>What it says of itself. Null when there is none that serves; then <paramref name="reason"/> says why.</summary>
    /// <exception cref="InputRefusedException">The previous run is not there or damaged: somebody should know.</exception>
    internal static RunManifest? ManifestOf(ComparisonRequest request, out IncrementalReason reason)
    {
        reason = IncrementalReason.NoPrevious;
        if (request.Previous is not { } folder)
        {
            return null;
        }

        RunManifest manifest = RunManifest.Read(folder);
        reason = manifest.Engine != RunManifest.CurrentEngine || manifest.ProgramVersion != RunManifest.CurrentProgramVersion ? IncrementalReason.OtherProgram
            : manifest.AsOf > request.AsOf ? IncrementalReason.AsOfBefore
            : IncrementalReason.None;
        return reason == IncrementalReason.None ? manifest : null;
    }

    /// <summary>rejects.csv, to be copied file by file in order.</summary>
    internal PreviousRejects ReadRejects() => new(rejects, Manifest.Inputs);

    public void Dispose()
    {
        rejects.Dispose();
        State.Dispose();
    }

    /// <summary>Its evidence. A run in passes carries none over and does not ask.</summary>
    /// <exception cref="InputRefusedException">The previous run is damaged.</exception>
    internal static PreviousRun Open(string folder, RunManifest manifest)
    {
        ComparisonState state = StateFile.Open(folder, manifest, isForLinks: false);
        FileStream? rejects = null;
        try
        {
            rejects = OpenRejects(folder, manifest);
            return new PreviousRun(manifest, state, PairFile.Open(folder, manifest), rejects);
        }
        catch
        {
            rejects?.Dispose();
            state.Dispose();
            throw;
        }
    }

    static FileStream OpenRejects(string folder, RunManifest manifest)
    {
        string path = Path.Combine(folder, RejectSink.FileName);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            string found = Convert.ToHexStringLower(SHA256.HashData(stream));
            stream.Position = 0;
            string? expected = manifest.Files.GetValueOrDefault(RejectSink.FileName)?.Sha256;
            if (found == expected)
            {
                return stream;
            }

            stream.Dispose();
            throw Refused(path, expected ?? "a digest in the manifest", found);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, "a readable file", e.GetType().Name);
        }
    }

    static InputRefusedException Refused(string path, string expected, string found) => new(new InputError(
        InputErrorCode.RunUnreadable, "the rejected rows are not those of the manifest", path, null, null, expected, found));
}
