using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>
/// A held delivery has often overwritten an applied one, or come in its stead. Whom the earlier one burdened is not forgotten with it.
/// </summary>
public sealed class MissingDeliveryTests : IDisposable
{
    const int People = 400;

    static readonly string[] Register = [.. Enumerable.Range(0, People).Select(i => $"s{i:D4},{Scene.Number(i)},{Name(i)},2026-10-31")];

    readonly Scene scene = new(Register);

    readonly List<string> runs = [];

    static string Name(int i) => i == 25 ? "欧阳慕华" : $"张三{(char)('一' + i % 50)}";

    static string Row(int i, string name) => $"{Scene.Number(i)},{name},2026-09-01";

    static string Deaths(IEnumerable<int> people) => "number,name,on\n" + string.Concat(people.Select(i => $"{Row(i, Name(i))}\n"));

    static string Custody(IEnumerable<int> people) => "number,name,on,until\n" + string.Concat(people.Select(i => $"{Row(i, Name(i))},2028-01-01\n"));

    static readonly string CustodyDescriptor = Scene.Descriptor("custody", "interval", columns: "{ number: number, name: name, eventDate: on, endDate: until }");

    /// <summary>Held: nearly all names are others'.</summary>
    static string Shifted(string header, IEnumerable<int> people, string more = "") => header + string.Concat(people.Select(i => $"{Row(i, $"李四{(char)('一' + i % 40)}")}{more}\n"));

    /// <summary>The next run; all earlier ones are its history.</summary>
    Scene.Run Next(long? memory = null)
    {
        var manifests = runs.Select(folder => (Path.GetFileName(folder), RunManifest.Read(folder)));
        Scene.Run run = scene.Compare(threads: memory is null ? 2 : 1, brake: new FeedBrake { History = BrakeHistory.Of(manifests, null, scene.Root) }, memory: memory);
        runs.Add(run.Folder);
        return run;
    }

    static IEnumerable<string> Asked(ComparisonState state) => state.OnlyInHeld.Select(s => Encoding.UTF8.GetString(state.IdOf(s))).Order(StringComparer.Ordinal);

    internal static IEnumerable<DeliveryPlace> Places(FileCounts held) => held.Brake!.Missing!.Select(gone => new DeliveryPlace(gone.Run, gone.File));

    static string Id(int i) => $"s{i:D4}";

    [Theory]
    [InlineData(null)]
    [InlineData((72L << 20) + 20_000)]
    public void People_of_an_overwritten_list_are_asked_to_appear_while_the_new_list_is_held(long? memory)
    {
        scene.Feed("custody", Custody(Enumerable.Range(20, 30)), CustodyDescriptor);
        using Scene.Run first = Next(memory);
        Assert.Empty(first.Result.OnlyInHeld);
        scene.Feed("custody", Shifted("number,name,on,until\n", Enumerable.Range(40, 100), ",2028-01-01"), CustodyDescriptor);
        using Scene.Run held = Next(memory);
        Assert.Equal(memory is not null, held.Result.Memory.OnDisk);
        Assert.Equal([new DeliveryPlace("run1", "custody.csv")], Places(RunManifest.Read(held.Folder).Inputs.Single(i => i.IsHeld)));
        Assert.Equal(0, held.Cell(Id(25), "custody").LatestOn);
        Assert.Equal(Enumerable.Range(20, 30).Select(Id), Asked(held.Result.State));
        using ComparisonState opened = ComparisonState.Open(held.Folder);
        Assert.Equal(Enumerable.Range(20, 30).Select(Id), Asked(opened));
    }

    [Fact]
    public void Lists_with_a_date_in_their_name_are_not_forgotten_either_and_not_on_the_day_after()
    {
        scene.Feed("deaths", "number,name,on\n", Scene.Descriptor("deaths", "terminal"));
        scene.File("deaths1.csv", Deaths(Enumerable.Range(20, 30)));
        using Scene.Run first = Next();
        File.Delete(Path.Combine(scene.Data, "deaths1.csv"));
        scene.File("deaths2.csv", "");
        using Scene.Run second = Next();
        File.Delete(Path.Combine(scene.Data, "deaths2.csv"));
        File.Delete(Path.Combine(first.Folder, "state.bin")); // who is meant was carried on
        scene.File("deaths3.csv", "%PDF-1.7\n");
        using Scene.Run third = Next();
        Assert.All([second, third], run => Assert.Equal(
            ([new DeliveryPlace("run1", "deaths1.csv")], Enumerable.Range(20, 30).Select(Id)),
            (Places(run.Result.Files.Single(f => f.IsHeld)), Asked(run.Result.State)), Same));

        scene.File("deaths9.csv", Deaths(Enumerable.Range(20, 30)));
        using Scene.Run back = Next();
        Assert.Null(back.Result.Files.Single(f => f.IsHeld).Brake!.Missing);
        Assert.Equal(20260901, back.Cell(Id(25), "deaths").LatestOn);
        Assert.Empty(back.Result.OnlyInHeld);

        static bool Same((IEnumerable<DeliveryPlace> Places, IEnumerable<string> People) a, (IEnumerable<DeliveryPlace> Places, IEnumerable<string> People) b) =>
            a.Places.SequenceEqual(b.Places) && a.People.SequenceEqual(b.People);
    }

    [Fact]
    public void Copies_that_overwrote_two_lists_forget_neither()
    {
        scene.Feed("deaths", Deaths(Enumerable.Range(20, 10)), Scene.Descriptor("deaths", "terminal"));
        scene.File("deaths1.csv", Deaths(Enumerable.Range(30, 10)));
        using Scene.Run first = Next();
        string shifted = Shifted("number,name,on\n", Enumerable.Range(60, 100));
        scene.File("deaths.csv", shifted);
        scene.File("deaths1.csv", shifted);
        using Scene.Run held = Next();
        Assert.Superset(Enumerable.Range(20, 20).Select(Id).ToHashSet(), Asked(held.Result.State).ToHashSet());
    }

    [Fact]
    public void Another_name_under_the_number_a_mistyped_number_and_a_number_put_right_since_count_too()
    {
        scene.Feed("deaths", $"number,name,on\n{Row(20, "完全不同")}\n{Scene.Number(700)},{Name(25)},2026-09-01\n{Row(30, Name(30))}\n", Scene.Descriptor("deaths", "terminal"));
        using Scene.Run first = Next();
        HashSet<string> linked = [.. first.Result.State.Links.All.Select(l => Encoding.UTF8.GetString(first.Result.State.IdOf(l.Subject)))];
        Assert.Contains(Id(25), linked);
        scene.File("register.csv", File.ReadAllText(Path.Combine(scene.Data, "register.csv")).Replace(Register[30], $"{Id(30)},{Scene.Number(900)},{Name(30)},2026-10-31", StringComparison.Ordinal));
        scene.File("deaths.csv", "");
        using Scene.Run held = Next();
        Assert.True(held.Counts("deaths.csv").IsHeld);
        Assert.Equal(linked.Union([Id(20), Id(30)]).Order(StringComparer.Ordinal), Asked(held.Result.State));
    }

    [Fact]
    public void People_of_another_register_with_the_same_identifiers_are_not_meant()
    {
        scene.Feed("deaths", Deaths(Enumerable.Range(20, 30)), Scene.Descriptor("deaths", "terminal"));
        using Scene.Run first = Next();
        scene.File("register.csv", "id,number,name,due\n" + string.Concat(Enumerable.Range(0, People).Select(i => $"{Id(i)},{Scene.Number(4000 + i)},赵{(char)('一' + i % 50)},2026-10-31\n")));
        scene.File("deaths.csv", "");
        using Scene.Run held = Next();
        Assert.True(held.Counts("deaths.csv").IsHeld);
        Assert.Empty(held.Result.OnlyInHeld);
    }

    [Fact]
    public void Evidence_of_life_that_is_missing_asks_nobody_to_appear()
    {
        scene.Feed("visits", Deaths(Enumerable.Range(0, 200)));
        using Scene.Run first = Next();
        Directory.Delete(first.Folder, recursive: true);
        using Scene.Run alone = scene.Compare(brake: new FeedBrake { History = BrakeHistory.Of([("run1", Manifest(first))], null, scene.Root) });
        Assert.Null(alone.Counts("visits.csv").Brake!.Missing);
        scene.File("visits.csv", Shifted("number,name,on\n", Enumerable.Range(0, 300)));
        using Scene.Run held = scene.Compare(brake: new FeedBrake { History = BrakeHistory.Of([("run1", Manifest(first))], null, scene.Root) });
        Assert.Equal([new DeliveryPlace("run1", "visits.csv")], Places(held.Counts("visits.csv")));
        Assert.Empty(held.Result.OnlyInHeld);

        static RunManifest Manifest(Scene.Run run) => new()
        {
            ProgramVersion = "", AsOf = Scene.AsOf, Subjects = People, Sources = run.Result.State.Sources, RegisterDescriptorDigests = [],
            Inputs = run.Result.Files, Unclaimed = [], ElapsedMs = 0,
        };
    }

    [Fact]
    public void Run_is_refused_when_nobody_can_say_whom_the_missing_delivery_burdened()
    {
        scene.Feed("deaths", Deaths(Enumerable.Range(20, 30)), Scene.Descriptor("deaths", "terminal"));
        using Scene.Run first = Next();
        File.Delete(Path.Combine(first.Folder, "state.bin"));
        scene.File("deaths.csv", Shifted("number,name,on\n", Enumerable.Range(60, 100)));
        InputRefusedException refused = Assert.Throws<InputRefusedException>(() => Next());
        Assert.Equal((InputErrorCode.RunUnreadable, Path.Combine(first.Folder, "state.bin")), (refused.Error.Code, refused.Error.File));
        Assert.Contains("put the delivery back", refused.Error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => scene.Dispose();
}
