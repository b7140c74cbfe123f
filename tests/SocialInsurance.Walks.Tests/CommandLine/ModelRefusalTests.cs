using SocialInsurance.Biometrics.Models;

namespace SocialInsurance.Walks.Tests;

/// <summary>A model that is missing or not the one named never runs.</summary>
public sealed class ModelRefusalTests : IDisposable
{
    private static readonly string Hopper = Workspace.Sample("grace_hopper.jpg");

    private readonly Workspace workspace = new();
    private readonly ModelCatalog installed = ModelCatalog.Open();

    [Fact]
    public async Task Altered_model_is_refused_with_both_digests()
    {
        var altered = installed.Manifest.Models.Single(model => model.Task == ModelTask.Pose);
        CopyModels();
        var path = workspace.At("models", altered.File);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        File.Delete(path); // a link to the installed file, which must not be written through
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var refused = (await RunAsync("face", "inspect", Hopper, "--json")).Refused();
        Assert.Equal(("model", altered.Sha256), (refused.Code, refused.Expected));
        Assert.Equal((Path.GetFileName(altered.File), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))), (refused.Place.File, refused.Found));
        var verified = (await RunAsync("models", "verify", "--json")).Json(exitCode: 4).EnumerateArray();
        Assert.Equal([altered.Name], verified.Where(model => !model.GetProperty("verified").GetBoolean()).Select(model => model.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Missing_model_is_refused_by_name_and_listed_as_absent()
    {
        var missing = installed.Manifest.Models.Single(model => model.Task == ModelTask.Template);
        CopyModels();
        File.Delete(workspace.At("models", missing.File));
        var refused = (await RunAsync("face", "verify", Hopper, Hopper, "--json")).Refused();
        Assert.Equal(("model", Path.GetFileName(missing.File), missing.Sha256, "no file"), (refused.Code, refused.Place.File, refused.Expected, refused.Found));
        var listed = (await RunAsync("models", "list", "--json")).Json(exitCode: 0).EnumerateArray();
        Assert.Equal([missing.Name], listed.Where(model => !model.GetProperty("present").GetBoolean()).Select(model => model.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Folder_without_a_manifest_is_refused()
    {
        var refused = (await RunAsync("models", "list", "--json")).Refused();
        Assert.Equal(("model", ModelManifest.FileName), (refused.Code, refused.Place.File));
    }

    private Task<SicertResult> RunAsync(params string[] arguments) =>
        SicertProcess.RunAsync(workspace.Root, arguments, (ModelCatalog.FolderVariable, workspace.At("models")));

    /// <summary>A models folder of links to the installed weights.</summary>
    private void CopyModels()
    {
        foreach (var file in installed.Manifest.Models.Select(model => model.File).Append(ModelManifest.FileName))
        {
            var link = workspace.At("models", file);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.GetFullPath(Path.Combine(installed.Folder, file)));
        }
    }

    public void Dispose() => workspace.Dispose();
}
