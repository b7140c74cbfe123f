namespace SocialInsurance.Walks.Tests;

/// <summary><c>face evaluate groups</c> through the command line. Samples stand for labelled data: figures mean nothing here.</summary>
public sealed class GroupEvaluationTests : IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public async Task Thresholds_that_differ_in_the_fifth_decimal_are_told_apart()
    {
        Directory.CreateDirectory(workspace.At("people"));
        File.Copy(Workspace.Sample("grace_hopper.jpg"), workspace.At("people", "a.jpg"));
        File.Copy(Workspace.Sample("eileen_collins.jpg"), workspace.At("people", "b.jpg"));
        workspace.Write("labels.csv", "path,sex\na.jpg,female\nb.jpg,female\n");

        var result = (await workspace.RunAsync(
            "face", "evaluate", "groups", "--images", "people", "--labels", "labels.csv", "--out", "report", "--threshold", "0.41001", "0.41002", "--json")).Json(exitCode: 0);

        var women = result.GetProperty("groups").EnumerateArray().Single(group => group.GetProperty("name").GetString() == "sex=female");
        Assert.Superset(new HashSet<string> { "0.41001", "0.41002" }, women.GetProperty("fmr").EnumerateObject().Select(rate => rate.Name).ToHashSet());
        Assert.True(File.Exists(workspace.At("report", "report.html")));
    }

    public void Dispose() => workspace.Dispose();
}
