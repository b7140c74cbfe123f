using System.Collections.Concurrent;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>How far an acquisition is.</summary>
/// <param name="Done">Pictures done, whether made now or found in the cache.</param>
public readonly record struct AcquisitionProgress(int Done, int Total);

/// <summary>
/// Templates of many pictures, each made once: one pipeline per worker over shared models, results kept in a
/// <see cref="TemplateCache"/> so that a run that was stopped goes on where it was.
/// </summary>
public sealed class TemplateAcquirer(ModelSet models, VerificationProfile profile, TemplateCache cache)
{
    /// <summary>Result per name. A picture that cannot be used is a result, not an exception.</summary>
    /// <param name="folder">The names are relative to it.</param>
    /// <param name="workers">Pipelines that run at the same time; one thread each.</param>
    /// <exception cref="IOException">A picture file is missing or cannot be read.</exception>
    public IReadOnlyDictionary<string, AcquiredPicture> Acquire(
        string folder, IReadOnlyCollection<string> names, int workers, IProgress<AcquisitionProgress>? progress, CancellationToken cancellation)
    {
        var acquired = new ConcurrentDictionary<string, AcquiredPicture>(StringComparer.Ordinal);
        var done = 0;
        Parallel.ForEach(
            names.Distinct(StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
            () => new FacePipeline(models, profile),
            (name, _, pipeline) =>
            {
                acquired[name] = Acquire(File.ReadAllBytes(Path.Combine(folder, name)), pipeline);
                progress?.Report(new AcquisitionProgress(Interlocked.Increment(ref done), names.Count));
                return pipeline;
            },
            pipeline => pipeline.Dispose());
        return acquired;
    }

    private AcquiredPicture Acquire(byte[] encoded, FacePipeline pipeline)
    {
        var digest = TemplateCache.DigestOf(encoded);
        if (cache.Find(digest) is { } known)
        {
            return known;
        }

        var acquisition = new FaceVerifier(pipeline, models).Acquire(encoded);
        var picture = new AcquiredPicture(acquisition.Outcome, acquisition.ImageStatus, acquisition.Template);
        cache.Add(digest, picture);
        return picture;
    }
}
