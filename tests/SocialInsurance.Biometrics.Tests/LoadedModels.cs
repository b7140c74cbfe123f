using SocialInsurance.Biometrics.Models;

[assembly: AssemblyFixture(typeof(SocialInsurance.Biometrics.Tests.LoadedModels))]

namespace SocialInsurance.Biometrics.Tests;

/// <summary>The real models, loaded once for all tests: as prepared for use.</summary>
public sealed class LoadedModels : IDisposable
{
    public ModelCatalog Catalog { get; } = ModelCatalog.Open();

    public ModelSet Prepared { get; }

    public LoadedModels() => Prepared = new ModelSet(Catalog);

    public void Dispose() => Prepared.Dispose();
}
