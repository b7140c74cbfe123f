using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;
using Profile = SocialInsurance.Biometrics.Profiles.VerificationProfile;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>
/// One thread's share of the face work: a pipeline for each profile in use and a probe for headers. Holds nothing of a frame
/// after it: whoever comes next is another person. Not thread-safe.
/// </summary>
internal sealed class FaceWorker(ModelSet models, TemplateTransform? protection) : IDisposable
{
    private readonly Dictionary<string, FacePipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly ImageDecoder _probe = new();

    internal ModelSet Models => models;

    /// <param name="profile">name of a profile that ships</param>
    internal FacePipeline PipelineOf(string profile)
    {
        if (!_pipelines.TryGetValue(profile, out var pipeline))
        {
            pipeline = new FacePipeline(models, Profile.Shipped[profile]) { Protection = protection };
            pipeline.Warm();
            _pipelines.Add(profile, pipeline);
        }

        return pipeline;
    }

    /// <summary>What the header of a frame says, before anything is decoded.</summary>
    internal ImageStatus Probe(ReadOnlySpan<byte> encoded, out ImageHeader header) => _probe.Probe(encoded, out header);

    public void Dispose()
    {
        foreach (var pipeline in _pipelines.Values)
        {
            pipeline.Dispose();
        }

        _probe.Dispose();
    }
}
