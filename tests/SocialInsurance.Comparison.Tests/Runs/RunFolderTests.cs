using System.Text;
using System.Text.Json.Nodes;

namespace SocialInsurance.Comparison.Tests;

public class RunFolderTests
{
    static Scene Small()
    {
        var scene = new Scene([.. Enumerable.Range(0, 30).Select(i => $"p{i:D2},{Scene.Number(i)},王秀英,2026-12-{i % 28 + 1:D2}")]);
        return scene.Feed("bus", "number,name,on\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{Scene.Number(i % 30)},王秀{(i % 5 == 0 ? '兰' : '英')},2026-10-{i % 28 + 1:D2}\n")));
    }

    [Fact]
    public void Published_state_reads_back_equal()
    {
        using Scene scene = Small();
        using Scene.Run run = scene.Compare();
        using ComparisonState read = ComparisonState.Open(run.Folder);
        ComparisonState made = run.Result.State;
        Assert.Equal((made.SubjectCount, made.AsOf, 20261031), (read.SubjectCount, read.AsOf, read.AsOf));
        Assert.Equal(made.Sources, read.Sources);
        Assert.Equal(made.Files, read.Files);
        for (int i = 0; i < made.SubjectCount; i++)
        {
            Assert.Equal(made.IdOf(i), read.IdOf(i));
            Assert.Equal(made.SubjectAt(i), read.SubjectAt(i));
            Assert.Equal(made.CellsOf(i), read.CellsOf(i));
            Assert.Equal(i, read.FindById(made.IdOf(i)));
        }
    }

    [Fact]
    public void Manifest_holds_digests_of_all_inputs_and_outputs_and_what_the_caller_added()
    {
        using Scene scene = Small();
        string target = Path.Combine(scene.Root, "run");
        using var folder = RunFolder.Create(target);
        using ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest { Registers = [Path.Combine(scene.Data, "register.csv")], FeedsDirectory = scene.Data, AsOf = Scene.AsOf, Folder = folder }, null, TestContext.Current.CancellationToken);
        string digest = folder.AddFile("decisions.csv", stream => stream.Write("x\n"u8));
        folder.AddNote("policyDigest", "abc");
        folder.Publish();
        RunManifest manifest = RunManifest.Read(target);
        Assert.Equal(["decisions.csv", "links.jsonl", "pairs.bin", "rejects.csv", "state.bin"], manifest.Files.Keys);
        Assert.Equal((digest, 2L), (manifest.Files["decisions.csv"].Sha256, manifest.Files["decisions.csv"].SizeBytes));
        Assert.Equal(result.StateDigest, manifest.Files["state.bin"].Sha256);
        Assert.Equal("abc", manifest.Notes["policyDigest"]);
        Assert.Equal(Sha256(Path.Combine(scene.Data, "bus.csv")), manifest.Inputs[1].Sha256);
        Assert.Equal(Sha256(Path.Combine(scene.Data, "bus.feed.yaml")), manifest.Sources[0].DescriptorDigest);
        Assert.Equal((60, 60, 0), (manifest.Inputs[1].Read, manifest.Inputs[1].Accepted, manifest.Inputs[1].Rejected));
        Assert.All(manifest.Files, f => Assert.Equal(Sha256(Path.Combine(target, f.Key)), f.Value.Sha256));
    }

    [Fact]
    public void Nothing_is_visible_before_publication_and_nothing_stays_without_it()
    {
        using Scene scene = Small();
        string target = Path.Combine(scene.Root, "run");
        using (var folder = RunFolder.Create(target))
        {
            folder.AddFile("decisions.csv", stream => stream.Write("x"u8));
            Assert.False(Directory.Exists(target));
        }

        Assert.Equal(["data"], Directory.GetFileSystemEntries(scene.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Leftover_of_a_killed_run_is_hidden_and_replaced()
    {
        using Scene scene = Small();
        string leftover = Path.Combine(scene.Root, ".run1.partial");
        Directory.CreateDirectory(leftover);
        File.WriteAllText(Path.Combine(leftover, "state.bin"), "half");
        using Scene.Run run = scene.Compare();
        Assert.False(Directory.Exists(leftover));
        Assert.Equal(["links.jsonl", "manifest.json", "pairs.bin", "rejects.csv", "state.bin"], Directory.GetFiles(run.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Published_run_is_never_overwritten()
    {
        using Scene scene = Small();
        using Scene.Run run = scene.Compare();
        Assert.Equal(InputErrorCode.RunExists, Assert.Throws<InputRefusedException>(() => RunFolder.Create(run.Folder)).Error.Code);
    }

    [Fact]
    public void Second_run_to_the_same_place_is_refused_while_the_first_works()
    {
        using Scene scene = Small();
        using var first = RunFolder.Create(Path.Combine(scene.Root, "run"));
        Assert.Equal(InputErrorCode.RunExists, Assert.Throws<InputRefusedException>(() => RunFolder.Create(Path.Combine(scene.Root, "run"))).Error.Code);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData(".hidden")]
    [InlineData("manifest.json")]
    [InlineData("")]
    public void Name_that_leaves_the_folder_or_hides_is_a_broken_contract(string name)
    {
        using Scene scene = Small();
        using var folder = RunFolder.Create(Path.Combine(scene.Root, "run"));
        Assert.Throws<ArgumentException>(() => folder.AddFile(name, _ => { }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(-1)]
    public void Damaged_state_is_refused(int at)
    {
        using Scene scene = Small();
        using Scene.Run run = scene.Compare();
        string path = Path.Combine(run.Folder, "state.bin");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(InputErrorCode.RunUnreadable, Assert.Throws<InputRefusedException>(() => ComparisonState.Open(run.Folder)).Error.Code);
    }

    [Fact]
    public void Manifest_of_an_older_program_reads_with_nothing_where_it_said_nothing()
    {
        using Scene scene = Small();
        using Scene.Run run = scene.Compare();
        string path = Path.Combine(run.Folder, "manifest.json");
        JsonObject older = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        foreach (string later in (string[])["engine", "stamps", "gone", "notes", "files"])
        {
            older.Remove(later);
        }

        foreach (JsonNode? input in older["inputs"]!.AsArray())
        {
            input!.AsObject().Remove("descriptorDigest");
        }

        File.WriteAllText(path, older.ToJsonString());
        RunManifest read = RunManifest.Read(run.Folder);
        Assert.Equal("", read.Engine);
        Assert.Empty(read.Stamps);
        Assert.Empty(read.Gone);
        Assert.Empty(read.Notes);
        Assert.Empty(read.Files);
        Assert.Equal(2, read.Inputs.Count);
        Assert.All(read.Inputs, i => Assert.Equal("", i.DescriptorDigest));
    }

    [Fact]
    public void State_whose_names_were_folded_by_other_tables_is_refused()
    {
        const int NameFormAt = 8 + 4 * sizeof(int) + 6 * sizeof(long);
        using Scene scene = Small();
        using Scene.Run run = scene.Compare();
        string path = Path.Combine(run.Folder, "state.bin");
        string before = Sha256(path);
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(NameTables.Fingerprint, BitConverter.ToUInt64(bytes, NameFormAt));
        bytes[NameFormAt] ^= 1;
        File.WriteAllBytes(path, bytes);
        string manifest = Path.Combine(run.Folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(before, Sha256(path), StringComparison.Ordinal));
        InputError error = Assert.Throws<InputRefusedException>(() => ComparisonState.Open(run.Folder)).Error;
        Assert.Equal((InputErrorCode.RunUnreadable, $"{NameTables.Fingerprint:x16}"), (error.Code, error.Expected));
    }

    [Fact]
    public void Refused_folder_is_no_run_but_may_be_replaced_by_one()
    {
        using Scene scene = Small();
        string target = Path.Combine(scene.Root, "run1");
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "rejects.csv"), "file,line,column,reason\n");
        Assert.Equal(InputErrorCode.RunUnreadable, Assert.Throws<InputRefusedException>(() => ComparisonState.Open(target)).Error.Code);
        using Scene.Run run = scene.Compare();
        Assert.True(File.Exists(Path.Combine(target, "manifest.json")));
    }

    static string Sha256(string path) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
