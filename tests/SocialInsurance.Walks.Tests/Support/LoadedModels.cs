using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Walks.Tests.Support;

/// <summary>The real models with one pipeline, loaded once for the walks that show faces. Not thread-safe, as the pipeline.</summary>
public sealed class LoadedModels : IDisposable
{
    public LoadedModels()
    {
        Models = new ModelSet(ModelCatalog.Open());
        Pipeline = new FacePipeline(Models, VerificationProfile.Calibrated);
    }

    public ModelSet Models { get; }

    public FacePipeline Pipeline { get; }

    public void Dispose()
    {
        Pipeline.Dispose();
        Models.Dispose();
    }
}
