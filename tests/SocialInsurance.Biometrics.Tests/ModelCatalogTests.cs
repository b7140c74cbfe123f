using System.Security.Cryptography;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Models.Preparation;

namespace SocialInsurance.Biometrics.Tests;

public sealed class ModelCatalogTests(LoadedModels models) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sicert-models").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_shipped_model_is_verified() =>
        Assert.All(models.Catalog.Verify(), status => Assert.Equal(ModelPresence.Verified, status.Presence));

    [Fact]
    public void Every_model_has_a_card() =>
        Assert.All(models.Catalog.Manifest.Models, entry => Assert.True(File.Exists(Path.Combine(models.Catalog.Folder, entry.Card))));

    [Fact]
    public void Altered_model_is_refused_with_both_digests()
    {
        var entry = CopyWith(ModelTask.Eyes, bytes => bytes[100] ^= 1);
        var status = ModelCatalog.Open(_folder).Verify().Single(s => s.Entry.Task == ModelTask.Eyes);
        Assert.Equal(ModelPresence.Altered, status.Presence);

        var fault = Assert.Throws<InvalidModelException>(() => new ModelSet(ModelCatalog.Open(_folder)));
        Assert.Equal(entry.Sha256, fault.Expected);
        Assert.Equal(status.FoundSha256, fault.Found);
        Assert.EndsWith("fr_eye.onnx", fault.File);
    }

    [Fact]
    public void Missing_model_is_refused_by_name()
    {
        CopyWith(ModelTask.Pose, _ => { });
        File.Delete(Path.Combine(_folder, models.Catalog.Manifest.Models.Single(m => m.Task == ModelTask.Pose).File));
        Assert.Equal(ModelPresence.Missing, ModelCatalog.Open(_folder).Verify().Single(s => s.Entry.Task == ModelTask.Pose).Presence);
        var fault = Assert.Throws<InvalidModelException>(() => new ModelSet(ModelCatalog.Open(_folder)));
        Assert.Contains("fr_pose", fault.Message);
    }

    [Fact]
    public void Model_of_another_shape_is_refused_at_load()
    {
        CopyWith(ModelTask.Eyes, _ => { });
        var manifest = Path.Combine(_folder, ModelManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("[1, 1, 24, 24]", "[1, 1, 32, 32]", StringComparison.Ordinal));
        var fault = Assert.Throws<InvalidModelException>(() => new ModelSet(ModelCatalog.Open(_folder)));
        Assert.Equal("float32 1x1x32x32", fault.Expected);
        Assert.Equal("1x1x24x24", fault.Found);
    }

    /// <summary>Prepared weights that were kept in a file could be swapped: nothing but the published file decides what runs, and none is kept.</summary>
    [Fact]
    public void Prepared_model_comes_from_the_published_one_whatever_lies_beside_it()
    {
        var entry = CopyWith(ModelTask.Eyes, _ => { });
        var kept = Path.Combine(_folder, ".prepared");
        var expected = ModelPreparation.Apply(models.Catalog.ReadPublished(entry), entry.Preparation);
        Assert.Equal(expected, ModelCatalog.Open(_folder).ReadPrepared(entry));
        Assert.False(Directory.Exists(kept));

        var forged = (byte[])expected.Clone();
        forged[^100] ^= 0x40;
        Directory.CreateDirectory(kept);
        File.WriteAllBytes(Path.Combine(kept, $"{entry.Sha256}.1.{string.Join('-', entry.Preparation)}.onnx"), [.. forged, .. SHA256.HashData(forged)]);
        Assert.Equal(expected, ModelCatalog.Open(_folder).ReadPrepared(entry));
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("""{"version":2,"models":[]}""", "unsupported")]
    [InlineData("""{"version":1,"models":[]}""", "must have one model")]
    [InlineData("""{"version":1,"models":[],"surprise":1}""", "surprise")]
    public void Unusable_manifest_is_refused_with_its_reason(string json, string reason)
    {
        File.WriteAllText(Path.Combine(_folder, ModelManifest.FileName), json);
        Assert.Contains(reason, Assert.Throws<InvalidModelException>(() => ModelCatalog.Open(_folder)).Message);
    }

    /// <summary>A copy of the installation in which one model's bytes are changed.</summary>
    private ModelEntry CopyWith(ModelTask task, Action<byte[]> change)
    {
        File.Copy(Path.Combine(models.Catalog.Folder, ModelManifest.FileName), Path.Combine(_folder, ModelManifest.FileName));
        foreach (var entry in models.Catalog.Manifest.Models)
        {
            var bytes = models.Catalog.ReadPublished(entry);
            if (entry.Task == task)
            {
                change(bytes);
            }

            var path = Path.Combine(_folder, entry.File);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        return models.Catalog.Manifest.Models.Single(m => m.Task == task);
    }
}
