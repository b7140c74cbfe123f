using System.Text.Json;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Walks.Tests;

/// <summary>The demonstration, twice into one folder: what it says, what it leaves, what it never touches.</summary>
public sealed class DemoTests(DemoTests.TwoDemos demos) : IClassFixture<DemoTests.TwoDemos>, IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public void Demo_shows_the_whole_main_job_in_one_document()
    {
        var demo = demos.First.AssertHas("silent", "face", "review", "audit", "url");
        Assert.Equal((1, 1), (demo.GetProperty("face").GetProperty("certified").GetInt32(), demo.GetProperty("face").GetProperty("refused").GetInt32()));
        Assert.True(demo.GetProperty("audit").AssertHas("ok", "size", "rootHash").GetProperty("ok").GetBoolean());
        Assert.True(demo.GetProperty("silent").GetProperty("certified").GetInt32() > 0);
        Assert.True(demo.GetProperty("review").GetProperty("opened").GetInt32() > 0);
        Assert.Equal("Certified", demo.GetProperty("review").GetProperty("restored").GetProperty("decision").GetString());
    }

    [Fact]
    public void Audit_verify_finds_the_root_that_the_demo_printed()
    {
        var verified = demos.Verified.AssertHas("ok", "size", "rootHash");
        Assert.True(verified.GetProperty("ok").GetBoolean());
        foreach (var member in (string[])["size", "rootHash"])
        {
            Assert.Equal(demos.First.GetProperty("audit").GetProperty(member).ToString(), verified.GetProperty(member).ToString());
        }
    }

    [Fact]
    public void Data_folder_names_nobody_outside_the_province_files() => Assert.Empty(demos.FilesThatNamePeople);

    [Fact]
    public void Second_demo_works_on_the_same_folder_and_decides_the_same()
    {
        Assert.Contains("样例省", demos.Second.Out, StringComparison.Ordinal);
        Assert.Equal(demos.FirstDecisions, File.ReadAllText(demos.DecisionsPath));
    }

    [Fact]
    public void Screen_is_in_the_asked_language_alone()
    {
        var shown = demos.Second.Out;
        foreach (var key in (string[])["DemoTitle", "DemoProvince", "DemoExample", "DemoTruth", "DemoFace", "DemoReview", "DemoRestored", "DemoAudit", "DemoTime", "PhaseGenerate", "OutcomeCertified"])
        {
            Assert.Contains(Strings.In(Strings.Chinese, key), shown, StringComparison.Ordinal);
            Assert.DoesNotContain(Strings.In(Strings.English, key), shown, StringComparison.Ordinal);
        }

        Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", demos.English.Out);
        Assert.Contains(Strings.In(Strings.English, "DemoTruth"), demos.English.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_with_other_files_is_refused_and_stays_as_it_is()
    {
        workspace.Write("mine/letter.txt", "dear all\n");
        workspace.Write("mine/province/register.csv", "id\n");
        var before = workspace.State();
        var refused = (await workspace.RunAsync("demo", "--once", "--json", "--data", "mine")).Refused();
        Assert.Equal(("folderInUse", "mine"), (refused.Code, refused.Place.File));
        Assert.Equal(before, workspace.State());
    }

    [Fact]
    public async Task Portrait_that_cannot_be_read_and_a_movement_that_nobody_knows_are_refused_before_anything_is_made()
    {
        var refused = (await workspace.RunAsync("demo", "--once", "--json", "--data", "mine", "--portrait", "me.jpg")).Refused();
        Assert.Equal(("unreadable", "me.jpg"), (refused.Code, refused.Place.File));
        Assert.Equal(2, (await workspace.RunAsync("demo", "--once", "--data", "mine", "--challenge", "turnLeft,dance")).ExitCode);
        Assert.False(Directory.Exists(workspace.At("mine")));
    }

    [Fact]
    public async Task Portrait_without_a_face_is_refused_with_advice()
    {
        workspace.Write("me.jpg", "no picture\n");
        var refused = (await workspace.RunAsync("demo", "--once", "--json", "--data", "mine", "--beneficiaries", "500", "--records", "2000", "--portrait", "me.jpg")).Refused();
        Assert.Equal(("enrolment", "--portrait"), (refused.Code, refused.Place.File));
    }

    public void Dispose() => workspace.Dispose();

    public sealed class TwoDemos : IAsyncLifetime
    {
        private readonly Workspace workspace = new();

        public JsonElement First { get; private set; }

        public JsonElement Verified { get; private set; }

        public IReadOnlyList<string> FilesThatNamePeople { get; private set; } = [];

        public string FirstDecisions { get; private set; } = string.Empty;

        internal SicertResult English { get; private set; } = new(-1, string.Empty, string.Empty);

        internal SicertResult Second { get; private set; } = new(-1, string.Empty, string.Empty);

        public string DecisionsPath => workspace.At("data", "runs", "2026-10-31", "decisions.csv");

        public async ValueTask InitializeAsync()
        {
            string[] demo = ["demo", "--once", "--data", "data", "--beneficiaries", "2000", "--records", "40000"];
            var first = await workspace.RunAsync([.. demo, "--json"]);
            First = first.Json(exitCode: 0);
            var province = workspace.At("data", "province") + Path.DirectorySeparatorChar;
            var people = SmallProvince.PeopleOf(province + "register.csv");
            Privacy.AssertSilentAbout(first, people);
            var files = Directory.EnumerateFiles(workspace.At("data"), "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(province, StringComparison.Ordinal));
            FilesThatNamePeople = Privacy.FilesThatHold(files, people);
            FirstDecisions = await File.ReadAllTextAsync(DecisionsPath);
            Verified = (await workspace.RunAsync("audit", "verify", "--data", "data", "--json")).Json(exitCode: 0);
            Second = (await workspace.RunAsync(demo)).AssertExit(0);
            English = (await workspace.RunAsync("demo", "--once", "--data", "english", "--beneficiaries", "500", "--records", "5000", "--lang", "en")).AssertExit(0);
            Privacy.AssertSilentAbout(Second, people);
        }

        public ValueTask DisposeAsync()
        {
            workspace.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
