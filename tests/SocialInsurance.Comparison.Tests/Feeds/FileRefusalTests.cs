using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class FileRefusalTests
{
    const string Header = "number,name,on\n";

    static Scene One() => new($"a,{Scene.Number(1)},王秀英,2026-12-01");

    [Fact]
    public void Missing_column_says_what_the_header_has()
    {
        using Scene scene = One().Feed("bus", "number,name,date\n");
        InputError error = Assert.Single(scene.Refused().Errors);
        Assert.Equal((InputErrorCode.ColumnNotFound, "bus.csv", 1L, "one column 'on'", "'number' 'name' 'date'"), (error.Code, error.File, error.Line!.Value, error.Expected, error.Found));
    }

    [Fact]
    public void Missing_header_does_not_put_a_citizen_into_the_message()
    {
        using Scene scene = One().Feed("bus", $"{Scene.Number(1)},王秀英,2026-10-01\n");
        string text = scene.Refused().ToString();
        Assert.DoesNotContain(Scene.Number(1), text, StringComparison.Ordinal);
        Assert.DoesNotContain("王秀英", text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_files_are_checked_before_anything_is_refused()
    {
        using Scene scene = One().Feed("bus", "").Feed("med", [0xFF, 0xFE, 0x41, 0x00]).Feed("rail", [0x1F, 0x8B, 0x08]).Feed("ship", "number,name\n");
        Assert.Equal([InputErrorCode.FileEmpty, InputErrorCode.EncodingMismatch, InputErrorCode.FileUnreadable, InputErrorCode.ColumnNotFound], scene.Refused().Errors.Select(e => e.Code));
        Assert.False(Directory.Exists(Path.Combine(scene.Root, "run1")));
    }

    [Fact]
    public void Descriptor_without_a_file_is_refused()
    {
        using Scene scene = One();
        scene.File("bus.feed.yaml", Scene.Descriptor("bus"));
        InputError error = scene.Refused().Error;
        Assert.Equal((InputErrorCode.FileMissing, "a file 'bus*.csv' beside the descriptor"), (error.Code, error.Expected));
    }

    [Fact]
    public void Register_without_a_descriptor_is_refused()
    {
        using Scene scene = One().Feed("bus", Header);
        File.Delete(Path.Combine(scene.Data, "register.feed.yaml"));
        Assert.Equal(InputErrorCode.FileMissing, scene.Refused().Error.Code);
    }

    [Fact]
    public void File_that_two_descriptors_claim_is_refused()
    {
        using Scene scene = One().Feed("bus", Header);
        scene.File("b.feed.yaml", Scene.Descriptor("b"));
        Assert.Equal(InputErrorCode.FileClaimedTwice, scene.Refused().Error.Code);
    }

    [Fact]
    public void Same_content_twice_in_one_source_is_read_once()
    {
        string csv = Header + $"{Scene.Number(1)},王秀英,2026-10-01\n";
        using Scene scene = One().Feed("bus", csv);
        using Scene.Run before = scene.Compare();
        File.WriteAllText(Path.Combine(scene.Data, "bus-2.csv"), csv);
        using Scene.Run run = scene.Compare();
        Assert.Equal((null, 0L), (run.Counts("bus-2.csv").SameContentAs, run.Counts("bus.csv").Read));
        Assert.Equal(("bus-2.csv", 1L), (run.Counts("bus.csv").SameContentAs, run.Counts("bus-2.csv").Read));
        Assert.Equal(before.Cell("a", "bus"), run.Cell("a", "bus"));
    }

    [Fact]
    public void Same_content_in_two_sources_is_refused()
    {
        string csv = Header + $"{Scene.Number(1)},王秀英,2026-10-01\n";
        using Scene scene = One().Feed("bus", csv).Feed("med", csv);
        Assert.Equal(InputErrorCode.FileClaimedTwice, scene.Refused().Error.Code);
    }

    [Fact]
    public void File_that_nobody_describes_is_named()
    {
        using Scene scene = One().Feed("bus", Header);
        scene.File("stray.csv", "x");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["stray.csv"], run.Result.Unclaimed);
    }

    [Fact]
    public void Too_many_rejected_rows_refuse_the_run_and_leave_only_the_rejects()
    {
        string good = $"{Scene.Number(1)},王秀英,2026-10-01\n";
        string csv = Header + string.Concat(Enumerable.Repeat(good, 18)) + string.Concat(Enumerable.Repeat($"{Scene.Number(1)},王秀英,2026-13-01\n", 5)) + good;
        using Scene scene = One().Feed("bus", csv, Scene.Descriptor("bus").Replace("maxRejectedShare: 1", "maxRejectedShare: 0.04", StringComparison.Ordinal));
        InputError error = Assert.Single(scene.Refused().Errors);
        Assert.Equal((InputErrorCode.TooManyRejected, "bus.csv", 20L, 3, "a share of at most 0.04", "0.2083"), (error.Code, error.File, error.Line!.Value, error.Column!.Value, error.Expected, error.Found));
        Assert.Equal(["rejects.csv"], Directory.GetFileSystemEntries(Path.Combine(scene.Root, "run1")).Select(Path.GetFileName));
        Assert.Equal(2, Directory.GetFileSystemEntries(scene.Root).Length);

        scene.Feed("bus", csv, Scene.Descriptor("bus").Replace("maxRejectedShare: 1", "maxRejectedShare: 0.1", StringComparison.Ordinal));
        using Scene.Run run = scene.Compare();
        Assert.Equal(5, run.Result.RecordsRejected);
    }

    [Fact]
    public void Linked_file_is_read_as_the_file_itself()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2027-01-01");
        scene.Feed("bus", "");
        string elsewhere = Path.Combine(scene.Root, "delivered.csv");
        File.WriteAllText(elsewhere, $"number,name,on\n{Scene.Number(1)},王秀英,2026-09-01\n");
        File.Delete(Path.Combine(scene.Data, "bus.csv"));
        File.CreateSymbolicLink(Path.Combine(scene.Data, "bus.csv"), elsewhere);
        using Scene.Run run = scene.Compare();
        Assert.Equal(20260901, run.Cell("a", "bus").LatestOn);
        Assert.Equal(new FileInfo(elsewhere).Length, run.Counts("bus.csv").SizeBytes);
    }

    [Fact]
    public void Link_to_nothing_is_refused_by_name()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2027-01-01");
        scene.Feed("bus", "");
        File.Delete(Path.Combine(scene.Data, "bus.csv"));
        File.CreateSymbolicLink(Path.Combine(scene.Data, "bus.csv"), Path.Combine(scene.Root, "nothing.csv"));
        Assert.Contains(scene.Refused().Errors, e => e is { Code: InputErrorCode.FileUnreadable, File: "bus.csv" });
    }

    [Fact]
    public void Link_to_itself_is_refused_by_name()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2027-01-01");
        scene.Feed("bus", "");
        string path = Path.Combine(scene.Data, "bus.csv");
        File.Delete(path);
        File.CreateSymbolicLink(path, path);
        Assert.Contains(scene.Refused().Errors, e => e is { Code: InputErrorCode.FileUnreadable, File: "bus.csv" });
        Assert.Contains(FeedCheck.Run(new FeedCheckRequest { FeedsDirectory = scene.Data }, progress: null, TestContext.Current.CancellationToken).Errors, e => e is { Code: InputErrorCode.FileUnreadable, File: "bus.csv" });
    }

    [Theory]
    [InlineData("bus\n1.csv", "bus\\u000A1.csv")]
    [InlineData("bus\u00851.csv", "bus\\u00851.csv")]
    [InlineData("register\r1.csv", "register\\u000D1.csv")]
    public void File_whose_name_is_more_than_one_line_is_refused(string name, string shown)
    {
        using Scene scene = One().Feed("bus", Header);
        scene.File(name, name[0] == 'b' ? Header : "id,number,name,due\n");
        string[] registers = [.. new[] { "register.csv", name }.Where(f => f[0] == 'r').Select(f => Path.Combine(scene.Data, f))];
        using var folder = RunFolder.Create(Path.Combine(scene.Root, "run"));
        InputError error = Assert.Single(Assert.Throws<InputRefusedException>(() => ComparisonEngine.Run(
            new ComparisonRequest { Registers = registers, FeedsDirectory = scene.Data, AsOf = Scene.AsOf, Folder = folder }, progress: null, TestContext.Current.CancellationToken)).Errors);
        Assert.Equal((InputErrorCode.FileUnreadable, shown), (error.Code, error.Found));
        Assert.DoesNotContain(error.ToString(), char.IsControl);
    }

    [Fact]
    public void Pipe_in_the_place_of_a_file_is_refused_and_not_waited_for()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", "number,name,on\n");
        Pipe(Path.Combine(scene.Data, "bus2.csv"));
        Pipe(Path.Combine(scene.Data, "rail.feed.yaml"));
        IReadOnlyList<InputError> errors = scene.Refused().Errors;
        Assert.Equal(["bus2.csv", "rail.feed.yaml"], errors.Select(e => Path.GetFileName(e.File)!).Distinct().Order());
        Assert.All(errors, e => Assert.Equal((InputErrorCode.FileUnreadable, "a regular file", "a pipe or device"), (e.Code, e.Expected, e.Found)));
        File.Delete(Path.Combine(scene.Data, "rail.feed.yaml"));
        File.Delete(Path.Combine(scene.Data, "register.csv"));
        Pipe(Path.Combine(scene.Data, "register.csv"));
        Assert.Contains(scene.Refused().Errors, e => e.File!.EndsWith("register.csv", StringComparison.Ordinal));
        Assert.Equal(2, FeedCheck.Run(new FeedCheckRequest { FeedsDirectory = scene.Data }, progress: null, TestContext.Current.CancellationToken).Errors.Count(e => e.Found == "a pipe or device"));
    }

    [Fact]
    public void File_that_two_descriptors_claim_is_the_only_fault()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", "number,name,on\n").File("twin.feed.yaml", Scene.Descriptor("bus").Replace("name: bus", "name: twin", StringComparison.Ordinal));
        Assert.Equal([InputErrorCode.FileClaimedTwice], scene.Refused().Errors.Select(e => e.Code));
    }

    [Fact]
    public void File_whose_name_fits_but_for_case_is_named_with_the_pattern()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", "number,name,on\n").File("Bus_november.CSV", "number,name,on\n");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["Bus_november.CSV"], run.Result.Unclaimed);
        Assert.Equal("bus*.csv", run.Result.NearlyClaimed["Bus_november.CSV"]);
    }

    static void Pipe(string path)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
