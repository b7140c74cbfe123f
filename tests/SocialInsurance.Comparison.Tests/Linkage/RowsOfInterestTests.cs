namespace SocialInsurance.Comparison.Tests;

/// <summary>On a day of few records only some register rows are read again for their names: the links must be those of reading all.</summary>
public class RowsOfInterestTests
{
    const string Quoted = "format: { delimiter: ',', header: yes, quoting: double }"; // such a register is read row by row

    static string At(int i) => DocumentNumberTests.Citizen((ulong)(430101 + i % 3) * 100_000_000_000 + 1940_0000_000UL + (ulong)((i % 12 + 1) * 100 + i % 28 + 1) * 1000 + (ulong)(i % 997));

    static string Row(int i) => i == 700 ? "" : $"p{i:D4},{At(i)},{"王李张刘陈"[i % 5]}{(char)('一' + i % 311)}{(char)('丁' + i % 173)},2026-12-01";

    static Scene Of(string format)
    {
        string dead = DocumentNumberTests.Citizen(430101_19400105_105UL);
        var scene = new Scene([.. Enumerable.Range(0, 3000).Select(Row), $"dead,{dead},赵桂凤,2026-12-01"]);
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace("format: { delimiter: ',', header: yes }", format, StringComparison.Ordinal));
        string slip = dead[..15] + "9" + dead[16..]; // sequence, fails its check
        string other = DocumentNumberTests.Citizen(520101_19400105_333UL); // only the sound of the name and the date of birth agree
        return scene.Feed("cremation", $"number,name,on\n{slip},赵桂凤,2026-10-01\n{other},赵贵凤,2026-10-02\n{other},王丽,2026-10-03\n", Scene.Descriptor("cremation", "terminal"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Few_rows_read_again_give_the_links_of_all_rows(int threads)
    {
        using Scene plain = Of("format: { delimiter: ',', header: yes }");
        using Scene quoted = Of(Quoted);
        using Scene.Run few = plain.Compare(threads);
        using Scene.Run all = quoted.Compare(threads);
        Assert.NotEmpty(few.Result.State.Links.All);
        Assert.True(few.Result.State.Links.Counts.Candidates > few.Result.State.Links.All.Count);
        Assert.Equal(File.ReadAllBytes(Path.Combine(all.Folder, "links.jsonl")), File.ReadAllBytes(Path.Combine(few.Folder, "links.jsonl")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(all.Folder, "pairs.bin")), File.ReadAllBytes(Path.Combine(few.Folder, "pairs.bin")));
    }
}
