namespace SocialInsurance.Comparison.Tests;

/// <summary>A delivery of which nothing can be read does not stop the province's run, once its descriptor has read one like it.</summary>
public sealed class UnreadableDeliveryTests : IDisposable
{
    static readonly string[] Register = [.. Enumerable.Range(0, 100).Select(i => $"s{i:D4},{Scene.Number(i)},张三,2026-10-31")];

    static readonly string Deaths = "number,name,on\n" + string.Concat(Enumerable.Range(5, 3).Select(i => $"{Scene.Number(i)},张三,2026-09-01\n"));

    readonly Scene scene = new(Register);

    public UnreadableDeliveryTests()
    {
        scene.Feed("visits", $"number,name,on\n{Scene.Number(1)},张三,2026-10-01\n");
        scene.Feed("deaths", Deaths, Scene.Descriptor("deaths", "terminal"));
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { nameof(InputErrorCode.FileEmpty), [] },
        { nameof(InputErrorCode.EncodingMismatch), [0xFF, 0xFE, 0x41, 0x00] },
        { nameof(InputErrorCode.FileUnreadable), "%PDF-1.7\n"u8.ToArray() },
        { nameof(InputErrorCode.FileUnreadable), [0x1F, 0x8B, 0x08] },
        { nameof(InputErrorCode.ColumnNotFound), "number,name,date\n"u8.ToArray() },
    };

    FeedBrake After(params Scene.Run[] past) => new() { History = BrakeHistory.Of(past.Select(run => (Path.GetFileName(run.Folder), RunManifest.Read(run.Folder))), null, scene.Root) };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Known_feed_is_held_and_whom_it_burdened_is_asked_to_appear(string code, byte[] bytes)
    {
        using Scene.Run first = scene.Compare(brake: After());
        scene.Feed("deaths", bytes, Scene.Descriptor("deaths", "terminal"));
        foreach (long? memory in (long?[])[null, (72 << 20) + 5_000])
        {
            using Scene.Run held = scene.Compare(brake: After(first), memory: memory);
            FileCounts counts = RunManifest.Read(held.Folder).Inputs.Single(i => i.File == "deaths.csv");
            Assert.Equal((BrakeDecision.Held, code, 0L), (counts.Brake!.Decision, counts.Brake.Unreadable!.Code.ToString(), counts.Read));
            Assert.Equal(64, counts.Sha256.Length);
            Assert.Equal([new DeliveryPlace("run1", "deaths.csv")], MissingDeliveryTests.Places(counts));
            Assert.Equal([5, 6, 7], held.Result.OnlyInHeld);
            Assert.Equal(20261001, held.Cell("s0001", "visits").LatestOn);
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Feed_that_was_never_read_refuses_the_run(string code, byte[] bytes)
    {
        scene.Feed("deaths", bytes, Scene.Descriptor("deaths", "terminal"));
        Assert.Equal(code, Assert.Throws<InputRefusedException>(() => scene.Compare(brake: After())).Error.Code.ToString());
    }

    [Fact]
    public void Descriptor_that_changed_since_may_be_what_is_wrong_and_refuses_the_run()
    {
        using Scene.Run first = scene.Compare(brake: After());
        scene.Feed("deaths", Deaths, Scene.Descriptor("deaths", "terminal", columns: "{ number: number, name: name, eventDate: day }"));
        Assert.Equal(InputErrorCode.ColumnNotFound, Assert.Throws<InputRefusedException>(() => scene.Compare(brake: After(first))).Error.Code);
    }

    [Fact]
    public void Release_of_it_is_none_and_a_delivery_that_can_be_read_ends_the_hold()
    {
        using Scene.Run first = scene.Compare(brake: After());
        scene.File("deaths.csv", "");
        using Scene.Run held = scene.Compare(brake: After(first));
        var release = new BrakeRelease("deaths", "deaths.csv", held.Counts("deaths.csv").Sha256, "why not", "clerk", DateTimeOffset.UnixEpoch);
        using Scene.Run released = scene.Compare(brake: After(first, held) with { Releases = [release] });
        Assert.True(released.Counts("deaths.csv").IsHeld);
        scene.File("deaths.csv", Deaths);
        using Scene.Run again = scene.Compare(brake: After(first, held, released));
        Assert.Equal((false, 20260901), (again.Counts("deaths.csv").IsHeld, again.Cell("s0005", "deaths").LatestOn));
        Assert.Empty(again.Result.OnlyInHeld);
    }

    [Fact]
    public void Empty_files_of_two_feeds_are_two_empty_files_and_no_shared_witness()
    {
        using Scene.Run first = scene.Compare(brake: After());
        scene.File("deaths.csv", "");
        scene.File("visits.csv", "");
        using Scene.Run held = scene.Compare(brake: After(first));
        Assert.Equal(2, held.Result.Files.Count(f => f.Brake?.Unreadable is { Code: InputErrorCode.FileEmpty }));
    }

    public void Dispose() => scene.Dispose();
}
