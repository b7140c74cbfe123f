using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class ThreadTests
{
    /// <summary>Several blocks a file, with rejected rows, duplicates and ties everywhere.</summary>
    static Scene Large(bool quoted)
    {
        var scene = new Scene([.. Enumerable.Range(0, 5000).Select(i => $"p{i:D5},{Scene.Number(i * 7 % 4000)},王{(char)('一' + i * 7 % 4000 % 50)},2026-12-01")]);
        foreach (string name in (string[])["bus", "med"])
        {
            var csv = new StringBuilder("number,name,on,remark\n");
            for (int i = 0; i < 70_000; i++)
            {
                int p = (int)((uint)(i * 2654435761) % 6000);
                csv.Append(i % 97 == 5 ? "bad" : Scene.Number(p)).Append(",王").Append((char)('一' + p % 50 + i % 13 / 12)).Append(",2026-0").Append(1 + i % 9).Append("-0").Append(1 + i % 3)
                    .Append(quoted && i % 31 == 3 ? $",\"a\n{name}\"" : $",{name}").Append('\n');
            }

            scene.Feed(name, csv.ToString(), Scene.Descriptor(name, format: $"{{ delimiter: ',', header: yes, quoting: {(quoted ? "double" : "none")} }}"));
        }

        return scene;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void State_and_rejects_are_the_same_bytes_for_any_number_of_threads(bool quoted)
    {
        using Scene scene = Large(quoted);
        using Scene.Run one = scene.Compare(threads: 1);
        Assert.Equal(145_000, one.Result.RecordsRead);
        Assert.Equal(145_000, one.Result.RecordsAccepted + one.Result.RecordsRejected);
        foreach (int threads in (int[])[2, 3, 8])
        {
            using Scene.Run many = scene.Compare(threads);
            Assert.Equal(one.Result.StateDigest, many.Result.StateDigest);
            Assert.Equal(one.Rejects, many.Rejects);
            Assert.Equal(one.Result.Files, many.Result.Files);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Places_point_at_the_physical_line_of_the_record(bool quoted)
    {
        using Scene scene = Large(quoted);
        using Scene.Run run = scene.Compare(threads: 4);
        string[][] lines = [.. run.Result.State.Files.Select(f => File.ReadAllLines(Path.Combine(scene.Data, f)))];
        int checkedPlaces = 0;
        for (int s = 0; s < run.Result.State.SubjectCount; s++)
        {
            var row = new RecordPlace(run.Result.State.SubjectAt(s).RowPlace);
            string register = lines[row.File][row.Line - 1];
            Assert.StartsWith(Encoding.UTF8.GetString(run.Result.State.IdOf(s)), register, StringComparison.Ordinal);
            foreach (EvidenceCell cell in run.Result.State.CellsOf(s).ToArray().Where(c => c.LatestAt != 0))
            {
                var place = new RecordPlace(cell.LatestAt);
                string line = lines[place.File][place.Line - 1];
                Assert.StartsWith(register.Split(',')[1] + "," + register.Split(',')[2] + $",{cell.LatestOn / 10000}-{cell.LatestOn / 100 % 100:D2}-{cell.LatestOn % 100:D2}", line, StringComparison.Ordinal);
                checkedPlaces++;
            }
        }

        Assert.InRange(checkedPlaces, 5000, 10000);
        foreach (string reject in run.Rejects)
        {
            string[] parts = reject.Split(',');
            Assert.StartsWith("bad,", lines[Array.IndexOf([.. run.Result.State.Files], parts[0])][int.Parse(parts[1]) - 1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ComparisonPhase.Subjects)]
    [InlineData(ComparisonPhase.Feeds)]
    [InlineData(ComparisonPhase.Linking)] // the other thread writes the state meanwhile
    [InlineData(ComparisonPhase.Writing)]
    public void Cancelled_run_throws_and_leaves_nothing(ComparisonPhase phase)
    {
        using Scene scene = Large(quoted: false);
        using var cancel = new CancellationTokenSource();
        var progress = new Inline(p =>
        {
            if (p.Phase == phase)
            {
                cancel.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => scene.Compare(threads: 2, progress: progress, token: cancel.Token));
        Assert.Equal(["data"], Directory.GetFileSystemEntries(scene.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Progress_names_every_phase_in_order()
    {
        var phases = new List<ComparisonPhase>();
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", "number,name,on\n").Compare(progress: new Inline(p => phases.Add(p.Phase))).Dispose();
        Assert.Equal([ComparisonPhase.Digesting, ComparisonPhase.Subjects, ComparisonPhase.Feeds, ComparisonPhase.Linking, ComparisonPhase.Writing], phases.Distinct());
    }

    sealed class Inline(Action<ComparisonProgress> on) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value) => on(value);
    }
}
