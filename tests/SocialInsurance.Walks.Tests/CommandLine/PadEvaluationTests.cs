using SocialInsurance.Biometrics.Models;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>face evaluate pad</c> and drop-in models through the command line. Samples stand for labelled data: figures mean nothing here.</summary>
public sealed class PadEvaluationTests : IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public async Task Evaluation_gives_rates_with_n_and_intervals_and_a_page_that_loads_nothing()
    {
        File.Copy(Workspace.Sample("grace_hopper.jpg"), workspace.At("live.jpg"));
        File.Copy(Workspace.Sample("eileen_collins.jpg"), workspace.At("print.jpg"));
        workspace.Write("broken.jpg", "this is a letter, not a picture");
        workspace.Write("list.csv", "path,label,species,source\nlive.jpg,bonafide,,lab\nprint.jpg,attack,print,lab\nbroken.jpg,attack,print,field\n");
        var result = (await workspace.RunAsync("face", "evaluate", "pad", "--list", "list.csv", "--out", "report", "--json"))
            .Json(exitCode: 0).AssertHas("bpcer", "apcer", "acer", "n", "ci95");
        Assert.Equal((1, 2), (result.GetProperty("n").GetProperty("bonafide").GetInt32(), result.GetProperty("n").GetProperty("attack").GetInt32()));
        Assert.Equal(2, result.GetProperty("ci95").GetProperty("apcer").GetProperty("print").GetArrayLength());
        Assert.Equal("NoResponse", result.GetProperty("units")[2].GetProperty("verdict").GetString());
        Assert.NotEmpty(result.GetProperty("conditions").GetProperty("models").EnumerateArray());

        var page = await File.ReadAllTextAsync(workspace.At("report", "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("print.jpg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.True(File.Exists(workspace.At("report", "result.json")));
    }

    [Fact]
    public async Task Bad_list_is_refused_with_its_line()
    {
        workspace.Write("list.csv", "path,label,species\nlive.jpg,spoof,\n");
        var refused = (await workspace.RunAsync("face", "evaluate", "pad", "--list", "list.csv", "--out", "report", "--json")).Refused();
        Assert.Equal(("list", "spoof"), (refused.Code, refused.Found));
        workspace.Write("list.csv", "path,label,species\nmissing.jpg,bonafide,\n");
        Assert.Equal("missing.jpg", (await workspace.RunAsync("face", "evaluate", "pad", "--list", "list.csv", "--out", "report", "--json")).Refused().Found);
    }

    [Fact]
    public async Task Models_list_says_what_could_run_and_does_not_and_refuses_what_does_not_fit()
    {
        var listed = (await workspace.RunAsync("models", "list", "--json")).Json(exitCode: 0).EnumerateArray();
        var pad = listed.Single(m => m.GetProperty("task").GetString() == nameof(ModelTask.PresentationAttack));
        Assert.Equal(["presentationAttackNear", "presentationAttackFar"], pad.GetProperty("runsWithout").EnumerateArray().Select(t => t.GetString()));
        workspace.Write("text.onnx", "not a model");
        string[] about = ["--source", "test", "--licence", "test", "--json"];
        Assert.Equal("model", (await workspace.RunAsync(["models", "add", "detectionFine", "text.onnx", .. about])).Refused().Code);
        Assert.Equal(("modelTask", "eyes"), Where((await workspace.RunAsync(["models", "add", "eyes", "text.onnx", .. about])).Refused()));
    }

    public void Dispose() => workspace.Dispose();

    private static (string Code, string? Found) Where(RefusedInput refused) => (refused.Code, refused.Found);
}
