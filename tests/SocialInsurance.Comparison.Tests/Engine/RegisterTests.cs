namespace SocialInsurance.Comparison.Tests;

public class RegisterTests
{
    const string Bus = "number,name,on\n";

    [Fact]
    public void Person_with_an_unusable_number_or_name_or_date_is_kept()
    {
        using var scene = new Scene($"a,430101194001010010,王秀英,2026-12-01", $"b,,,2026-02-30");
        using Scene.Run run = scene.Feed("bus", Bus).Compare();
        Assert.Empty(run.Rejects);
        Assert.Equal((0L, DocumentNumberFault.ChecksumMismatch, SubjectFlags.None, 20261201), (run.Subject("a").Key, run.Subject("a").NumberFault, run.Subject("a").Flags, run.Subject("a").DueOn));
        Assert.Equal((DocumentNumberFault.Empty, SubjectFlags.DateUnreadable | SubjectFlags.NameUnreadable, 0), (run.Subject("b").NumberFault, run.Subject("b").Flags, run.Subject("b").DueOn));
    }

    [Fact]
    public void Fields_that_cannot_be_read_are_counted_by_column_however_the_run_is_made()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01", $"b,{Scene.Number(2)},李,01.12.2026", $"c,{Scene.Number(3)},,2026-02-30", $"d,{Scene.Number(4)},王,");
        scene.Feed("bus", Bus + $"{Scene.Number(1)},王秀英,2026-10-01\n");
        var expected = new UnreadableFields(Name: 1, DueDate: 2, LastCertifiedDate: 0, BirthDate: 0);
        using Scene.Run whole = scene.Compare();
        using Scene.Run threads = scene.Compare(threads: 3);
        using Scene.Run passes = scene.Compare(memory: (72 << 20) + 500); // the fixed part, and a pass over four people
        Assert.True(passes.Result.Memory.OnDisk);
        Assert.All([whole, threads, passes], run => Assert.Equal(expected, run.Counts("register.csv").Unreadable));
        Assert.Null(whole.Counts("bus.csv").Unreadable);
        using var folder = RunFolder.Create(Path.Combine(scene.Root, "next"));
        using ComparisonResult next = ComparisonEngine.Run(
            new ComparisonRequest { Registers = [Path.Combine(scene.Data, "register.csv")], FeedsDirectory = scene.Data, AsOf = Scene.AsOf, Folder = folder, Previous = whole.Folder },
            progress: null, TestContext.Current.CancellationToken);
        Assert.True(next.Incremental.Used);
        Assert.Equal(expected, next.Files[0].Unreadable);
    }

    [Fact]
    public void Register_whose_due_dates_are_in_another_notation_is_refused_at_the_first_of_them()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01", $"b,{Scene.Number(2)},李,01.12.2026", $"c,{Scene.Number(3)},王,02.12.2026");
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace("maxRejectedShare: 1", "maxRejectedShare: 0.5", StringComparison.Ordinal));
        InputError error = Assert.Single(scene.Feed("bus", Bus).Refused().Errors);
        Assert.Equal((InputErrorCode.TooManyUnreadable, "register.csv", 3L, 4, "0.6667"), (error.Code, error.File, error.Line, error.Column, error.Found));
        Assert.Contains("'dueDate' as yyyy-MM-dd", error.Expected, StringComparison.Ordinal);
    }

    static Scene Certified(string share, params string[] days)
    {
        var scene = new Scene();
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace("dueDate: due", "dueDate: due, lastCertifiedDate: last", StringComparison.Ordinal).Replace("maxRejectedShare: 1", $"maxRejectedShare: {share}", StringComparison.Ordinal));
        scene.File("register.csv", "id,number,name,due,last\n" + string.Concat(days.Select((day, i) => $"p{i},{Scene.Number(i)},王,2026-12-01,{day}\n")));
        return scene.Feed("bus", Bus);
    }

    [Fact]
    public void Nobody_was_certified_after_the_as_of_date()
    {
        using Scene scene = Certified("1", "2026-10-31", "2026-11-01", "9999-12-31", "");
        using Scene.Run run = scene.Compare();
        Assert.Equal([20261031, 0, 0, 0], Enumerable.Range(0, 4).Select(i => run.Subject($"p{i}").LastCertifiedOn));
        Assert.Equal([SubjectFlags.None, SubjectFlags.DateUnreadable, SubjectFlags.DateUnreadable, SubjectFlags.None], Enumerable.Range(0, 4).Select(i => run.Subject($"p{i}").Flags));
        Assert.Equal(new UnreadableFields(Name: 0, DueDate: 0, LastCertifiedDate: 2, BirthDate: 0), run.Counts("register.csv").Unreadable);
        Assert.Equal([20261031, 0, 0, 0], run.Result.ReadRegister(TestContext.Current.CancellationToken).Select(r => r.LastCertifiedOn));
        FeedCheckReport check = FeedCheck.Run(new FeedCheckRequest { FeedsDirectory = scene.Data, AsOf = Scene.AsOf }, progress: null, TestContext.Current.CancellationToken);
        Assert.Equal((run.Counts("register.csv").Unreadable, 0), (check.Files[0].Unreadable, check.Files[0].Advice.Count));
    }

    [Fact]
    public void Register_certified_in_the_future_is_refused_at_the_first_such_row()
    {
        using Scene scene = Certified("0.5", "2026-10-31", "2031-05-01", "9999-12-31");
        InputError error = Assert.Single(scene.Refused().Errors);
        Assert.Equal((InputErrorCode.TooManyUnreadable, "register.csv", 3L, 5, "0.6667"), (error.Code, error.File, error.Line, error.Column, error.Found));
        Assert.Contains("not after the as-of date", error.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 20261101)]
    [InlineData(0, 0)]
    public void Certification_that_has_come_to_pass_is_believed_by_the_next_run(int days, int expected)
    {
        using Scene scene = Certified("1", "2026-11-01");
        using Scene.Run first = scene.Compare();
        using var folder = RunFolder.Create(Path.Combine(scene.Root, "next"));
        using ComparisonResult next = ComparisonEngine.Run(
            new ComparisonRequest { Registers = [Path.Combine(scene.Data, "register.csv")], FeedsDirectory = scene.Data, AsOf = Scene.AsOf.AddDays(days), Folder = folder, Previous = first.Folder },
            progress: null, TestContext.Current.CancellationToken);
        Assert.True(next.Incremental.Used);
        Assert.Equal((expected, days == 0), (next.State.SubjectAt(0).LastCertifiedOn, next.Files[0].Unreadable is { LastCertifiedDate: 1 }));
    }

    [Fact]
    public void Check_counts_repeated_rows_as_a_run_does()
    {
        using var scene = new Scene($"b,{Scene.Number(1)},王秀英,2026-12-01", $"b ,{Scene.Number(2)},李,x", $"a,{Scene.Number(3)},李,2026-12-01");
        using Scene.Run run = scene.Feed("bus", Bus).Compare();
        CheckedFile file = FeedCheck.Run(new FeedCheckRequest { FeedsDirectory = scene.Data, All = true }, progress: null, TestContext.Current.CancellationToken).Files[0];
        FileCounts counts = run.Counts("register.csv");
        Assert.Equal((3L, 2L, 1L), (counts.Read, counts.Accepted, counts.Rejected));
        Assert.Equal((counts.Read, counts.Accepted, counts.Rejected, counts.Unreadable), (file.Read, file.Accepted, file.Rejected, file.Unreadable));
        Assert.Equal([(3L, 1, RejectReason.DuplicateId)], file.Rejects.Select(r => (r.Line, r.Column, r.Reason)));
        Assert.Equal(["register.csv,3,1,DuplicateId"], run.Rejects);
    }

    [Fact]
    public void Check_counts_rows_repeated_between_register_files_that_are_named_together()
    {
        using var scene = new Scene($"b,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", Bus).File("register2.csv", $"id,number,name,due\nb,{Scene.Number(1)},王秀英,2026-12-01\n");
        long[] Rejected(params string[] registers) =>
            [.. FeedCheck.Run(new FeedCheckRequest { FeedsDirectory = scene.Data, Registers = [.. registers.Select(r => Path.Combine(scene.Data, r))] }, progress: null, TestContext.Current.CancellationToken).Files.Select(f => f.Rejected)];
        Assert.Equal([0L, 1, 0], Rejected("register.csv", "register2.csv"));
        Assert.Equal([0L, 0, 0], Rejected()); // they only lie side by side
    }

    [Fact]
    public void Register_without_dates_needs_no_notation()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace(", dueDate: due", "", StringComparison.Ordinal).Replace("dateFormat: yyyy-MM-dd", "", StringComparison.Ordinal));
        using Scene.Run run = scene.Feed("bus", Bus).Compare();
        Assert.Equal(1, run.Counts("register.csv").Accepted);
    }

    [Fact]
    public void Row_without_id_with_a_known_id_or_of_another_width_is_rejected()
    {
        string row = $"{Scene.Number(1)},王秀英,2026-12-01";
        using var scene = new Scene($"b,{row}", $",{row}", $"a,{row},x", $"b,{Scene.Number(2)},李,2026-12-01");
        using Scene.Run run = scene.Feed("bus", Bus).Compare();
        Assert.Equal(["register.csv,3,1,BadId", "register.csv,4,0,WrongColumnCount expected 4 found 5", "register.csv,5,1,DuplicateId"], run.Rejects);
        Assert.Equal((4, 1, 3), (run.Counts("register.csv").Read, run.Counts("register.csv").Accepted, run.Counts("register.csv").Rejected));
        Assert.Equal(DocumentNumberTests.Parse(Scene.Number(1)).Key.Value, run.Subject("b").Key);
    }

    [Fact]
    public void Number_registered_twice_is_counted_and_each_subject_keeps_its_own_name()
    {
        using var scene = new Scene($"b,{Scene.Number(1)},王秀英,2026-12-01", $"a,{Scene.Number(1)},李桂兰,2026-12-01", $"c,{Scene.Number(2)},王秀英,2026-12-01");
        using Scene.Run run = scene.Feed("bus", Bus + $"{Scene.Number(1)},王秀英,2026-10-01\n").Compare();
        Assert.Equal((2, 2, 1), (run.Subject("a").RegisteredTimes, run.Subject("b").RegisteredTimes, run.Subject("c").RegisteredTimes));
        Assert.Equal((20261001, 0), (run.Cell("b", "bus").LatestOn, run.Cell("b", "bus").DisagreeingOn));
        Assert.Equal((0, 20261001), (run.Cell("a", "bus").LatestOn, run.Cell("a", "bus").DisagreeingOn));
        Assert.Equal(default, run.Cell("c", "bus"));
    }

    [Fact]
    public void Identifier_repeated_with_another_number_is_flagged()
    {
        using var scene = new Scene(
            $"a,{Scene.Number(1)},王秀英,2026-12-01", $"b,{Scene.Number(2)},李,2026-12-01", $"c,{Scene.Number(3)},张,2026-12-01", $"d,,赵,2026-12-01",
            $"a,{Scene.Number(9)},王秀英,2026-12-01", $"b,{Scene.Number(2)},李丽,2026-12-01", "c,0,张,2026-12-01", $"d,{Scene.Number(4)},赵,2026-12-01", $"a,{Scene.Number(1)},王秀英,2026-12-01");
        using Scene.Run run = scene.Feed("bus", Bus).Compare();
        Assert.Equal([SubjectFlags.OtherNumberRejected, SubjectFlags.None, SubjectFlags.None, SubjectFlags.None], ((string[])["a", "b", "c", "d"]).Select(id => run.Subject(id).Flags));
        Assert.Equal(DocumentNumberTests.Parse(Scene.Number(1)).Key.Value, run.Subject("a").Key);
    }

    [Fact]
    public void Subjects_are_sorted_by_id_and_found_again()
    {
        string[] ids = ["z", "A", "ab", "a", "中"];
        using var scene = new Scene([.. ids.Select((id, i) => $"{id},{Scene.Number(i)},王,2026-12-01")]);
        using Scene.Run run = scene.Feed("bus", Bus).Compare();
        Assert.Equal(["A", "a", "ab", "z", "中"], Enumerable.Range(0, 5).Select(i => System.Text.Encoding.UTF8.GetString(run.Result.State.IdOf(i))));
        Assert.Equal(-1, run.Result.State.FindById("b"u8));
    }

    [Fact]
    public void Terminal_records_of_nobody_in_the_register_are_counted()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("death", Bus + $"{Scene.Number(2)},王秀英,2026-10-01\n{Scene.Number(1)},王秀兰,2026-10-02\n", Scene.Descriptor("death", "terminal"));
        scene.Feed("bus", Bus + $"{Scene.Number(2)},王秀英,2026-10-01\n");
        using Scene.Run run = scene.Compare();
        Assert.Equal((1, 0, 1), (run.Counts("death.csv").UnmatchedTerminal, run.Counts("bus.csv").UnmatchedTerminal, run.Counts("death.csv").NameDisagreed));
        Assert.Equal(20261002, run.Cell("a", "death").DisagreeingOn);
    }

    [Fact]
    public void Feed_without_a_name_column_agrees_by_construction()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", $"{Scene.Number(1)},2026-10-01", Scene.Descriptor("bus", format: "{ delimiter: ',', header: no }", columns: "{ number: 1, eventDate: 2 }"));
        using Scene.Run run = scene.Compare();
        Assert.Equal((20261001, 1L), (run.Cell("a", "bus").LatestOn, new RecordPlace(run.Cell("a", "bus").LatestAt).Line));
    }
}
