using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class LinkFileTests
{
    static Scene Scene() => new MistypedPopulation(7, people: 3000, strangers: 45_000, slips: 60).Write();

    [Fact]
    public void Links_are_the_same_bytes_for_any_number_of_threads()
    {
        using Scene scene = Scene();
        using Scene.Run one = scene.Compare(threads: 1);
        Assert.InRange(one.Result.State.Links.All.Count(l => !l.IsFaint), 50, 70);
        foreach (int threads in (int[])[2, 3, 8])
        {
            using Scene.Run many = scene.Compare(threads);
            Assert.Equal(one.Result.LinksDigest, many.Result.LinksDigest);
            Assert.Equal(one.Result.StateDigest, many.Result.StateDigest);
        }
    }

    [Fact]
    public void Links_of_a_published_run_read_back_equal()
    {
        using Scene scene = Scene();
        using Scene.Run run = scene.Compare();
        using ComparisonState read = ComparisonState.Open(run.Folder);
        PossibleLinks made = run.Result.State.Links;
        Assert.Equal(made.Counts, read.Links.Counts);
        Assert.Equal(made.All.Select(l => l with { Steps = [] }), read.Links.All.Select(l => l with { Steps = [] }));
        Assert.Equal(made.All.SelectMany(l => l.Steps), read.Links.All.SelectMany(l => l.Steps));
        Assert.Equal(run.Result.LinksDigest, RunManifest.Read(run.Folder).Files["links.jsonl"].Sha256);
    }

    [Fact]
    public void Links_hold_no_name_and_no_number()
    {
        using Scene scene = Scene();
        using Scene.Run run = scene.Compare();
        string text = File.ReadAllText(Path.Combine(run.Folder, "links.jsonl"));
        Assert.All(text, c => Assert.InRange(c, '\n', '~'));
        Assert.DoesNotMatch("[0-9]{9}", text);
        Assert.Contains("NumberOneEdit", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\":1}")]
    [InlineData(null)]
    public void Damaged_or_missing_links_are_refused(string? content)
    {
        using Scene scene = Scene();
        using Scene.Run run = scene.Compare();
        string path = Path.Combine(run.Folder, "links.jsonl");
        File.Delete(path);
        if (content is not null)
        {
            File.WriteAllText(path, content, Encoding.UTF8);
        }

        Assert.Equal(InputErrorCode.RunUnreadable, Assert.Throws<InputRefusedException>(() => ComparisonState.Open(run.Folder)).Error.Code);
    }
}
