namespace SocialInsurance.Walks.Tests.Deployment;

/// <summary>The runtime of the models reports nothing: no file of its reports is left where it would keep one.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class QuietRuntimeTests : IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public async Task Inference_leaves_no_file_of_reports_anywhere_that_it_may_write()
    {
        Directory.CreateDirectory(workspace.At("home"));
        Directory.CreateDirectory(workspace.At("tmp"));

        (await SicertProcess.RunAsync(
            workspace.Root, ["face", "inspect", Workspace.Sample("grace_hopper.jpg"), "--json"], ("HOME", workspace.At("home")), ("TMPDIR", workspace.At("tmp")), ("DOTNET_EnableDiagnostics", "0"))).AssertExit(0);

        Assert.Equal(["home folder", "tmp folder"], workspace.State());
    }

    public void Dispose() => workspace.Dispose();
}
