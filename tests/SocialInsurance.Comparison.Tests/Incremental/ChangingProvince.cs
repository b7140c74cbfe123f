using System.Globalization;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>What may happen between two runs.</summary>
enum DayEvent
{
    NewFile,
    AppendedRows,
    ChangedRow,
    WithdrawnRow,
    RemovedFile,
    RenamedFile,
    CopiedFile,
    RewrittenFile,
    DescriptorEdited,
    NewSource,
    RemovedSource,
    NewPerson,
    RemovedPerson,
    CorrectedNumber,
    CorrectedName,
    SecondRegistration,
    OtherDueDate,
    SecondRegister,
    NextDay,
}

/// <summary>One event; <paramref name="Salt"/> says to whom or what.</summary>
sealed record Change(DayEvent Event, int Salt)
{
    public override string ToString() => $"{Event}({Salt})";
}

/// <summary>
/// A small province that changes from day to day: register, sources of every kind, good rows and bad ones, future dates, strangers,
/// slips and shared numbers. A pure function of the changes. Nobody in it is a real person.
/// </summary>
sealed class ChangingProvince : IDisposable
{
    static readonly string[] Names = ["王秀英", "李建国", "张玉兰", "阿依古丽·买买提", "王秀兰", "欧阳建华"];
    static readonly string[] SourceNames = ["bus", "death", "gb", "jail", "med", "pension", "zdeath"];
    static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    readonly SortedDictionary<string, List<string>> files = new(StringComparer.Ordinal); // name -> rows
    readonly SortedDictionary<string, int> sources = new(StringComparer.Ordinal); // name -> edition of the descriptor
    readonly List<Person> people = [];
    readonly Scene scene = new();
    int made;
    int runs;

    internal ChangingProvince()
    {
        for (int i = 0; i < 24; i++)
        {
            people.Add(new Person($"p{i:D3}", i % 11 == 7 ? i - 1 : i, i % Names.Length, 1, 0));
        }

        foreach (string source in SourceNames[..6])
        {
            sources[source] = 0;
            AddFile(source, 12, source.Length * 977);
        }
    }

    internal DateOnly AsOf { get; private set; } = Scene.AsOf;

    string Data => scene.Data;

    internal void Apply(Change change)
    {
        int salt = change.Salt & int.MaxValue;
        string[] known = [.. sources.Keys];
        string source = known[salt % known.Length];
        string[] own = [.. files.Keys.Where(f => SourceOf(f) == source)];
        string file = own[salt / 7 % own.Length];
        List<string> rows = files[file];
        int person = people.Count == 0 ? -1 : salt % people.Count;
        switch (change.Event)
        {
            case DayEvent.NewFile: AddFile(source, 1 + salt % 6, salt); break;
            case DayEvent.AppendedRows: rows.AddRange(Rows(source, 1 + salt % 3, salt)); break;
            case DayEvent.ChangedRow: rows[salt / 11 % rows.Count] = Rows(source, 1, salt / 3)[0]; break;
            case DayEvent.WithdrawnRow when rows.Count > 1: rows.RemoveAt(salt / 11 % rows.Count); break;
            case DayEvent.RemovedFile when own.Length > 1: files.Remove(file); break;
            case DayEvent.RenamedFile: files.Remove(file); files[NewName(source)] = rows; break;
            case DayEvent.CopiedFile: files[NewName(source)] = [.. rows]; break;
            case DayEvent.DescriptorEdited: sources[source]++; break;
            case DayEvent.NewSource when !sources.ContainsKey("zdeath"): sources["zdeath"] = 0; AddFile("zdeath", 5, salt); break;
            case DayEvent.RemovedSource when sources.Count > 3: sources.Remove(source); Array.ForEach(own, f => files.Remove(f)); break;
            case DayEvent.NewPerson: people.Add(new Person($"n{made++:D3}", salt % 40, salt / 5 % Names.Length, 2, 0)); break;
            case DayEvent.RemovedPerson when people.Count > 1: people.RemoveAt(person); break;
            case DayEvent.CorrectedNumber: people[person] = people[person] with { Number = salt / 3 % 41 - 1 }; break;
            case DayEvent.CorrectedName: people[person] = people[person] with { Name = salt / 3 % Names.Length }; break;
            case DayEvent.SecondRegistration: people.Add(people[person] with { Id = $"s{made++:D3}", Name = salt / 9 % Names.Length }); break;
            case DayEvent.OtherDueDate: people[person] = people[person] with { DueDay = 1 + salt / 3 % 28 }; break;
            case DayEvent.SecondRegister: people[person] = people[person] with { Register = 1 - people[person].Register }; break;
            case DayEvent.NextDay: AsOf = AsOf.AddDays(1 + salt % 3); break;
            default: break; // a rewritten file keeps its content; the rest has nothing to work on
        }
    }

    /// <summary>Writes what changed and leaves the rest alone, so that its stamps stay.</summary>
    internal void Write(bool rewriteAll)
    {
        var wanted = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["register.feed.yaml"] = Utf8(Scene.RegisterDescriptor) };
        foreach (IGrouping<int, Person> register in people.GroupBy(p => p.Register).Append(new NoPeople(0)).DistinctBy(g => g.Key))
        {
            wanted[register.Key == 0 ? "register.csv" : "register-b.csv"] = Utf8("id,number,name,due\n" + string.Concat(register.Select(p => p.Row)));
        }

        foreach ((string source, int edition) in sources)
        {
            wanted[$"{source}.feed.yaml"] = Utf8(DescriptorOf(source) + new string('\n', 1) + $"# edition {edition}");
        }

        foreach ((string file, List<string> rows) in files)
        {
            string text = HeaderOf(SourceOf(file)) + "\n" + string.Concat(rows.Select(r => r + "\n"));
            wanted[file] = SourceOf(file) == "gb" ? Gb18030.GetBytes(text) : Utf8(text);
        }

        foreach (string path in Directory.GetFiles(Data).Where(f => !wanted.ContainsKey(Path.GetFileName(f))))
        {
            File.Delete(path);
        }

        foreach ((string name, byte[] bytes) in wanted)
        {
            string path = Path.Combine(Data, name);
            if (rewriteAll || !File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            {
                File.WriteAllBytes(path, bytes);
            }
        }
    }

    /// <summary>Runs and publishes; returns the folder.</summary>
    internal (string Folder, IncrementalReport Report) Compare(string? previous, int threads, bool isSettled, bool verify = false, long? memory = null)
    {
        string target = Path.Combine(scene.Root, $"day{++runs}");
        using var folder = RunFolder.Create(target);
        using ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest
            {
                Registers = [.. Directory.GetFiles(Data, "register*.csv")],
                FeedsDirectory = Data,
                AsOf = AsOf,
                Folder = folder,
                Threads = threads,
                Previous = previous,
                VerifyInputs = verify,
                MemoryBudgetBytes = memory,
                Time = new LaterTime(isSettled ? TimeSpan.FromMinutes(1) : TimeSpan.Zero),
            },
            null,
            CancellationToken.None);
        folder.Publish();
        return (target, result.Incremental);
    }

    public void Dispose() => scene.Dispose();

    void AddFile(string source, int rows, int salt) => files[NewName(source)] = Rows(source, rows, salt);

    // every second one sorts before its elders
    string NewName(string source) => string.Create(CultureInfo.InvariantCulture, $"{source}-{(made % 2 == 0 ? 500 + made : 499 - made):D3}_{made++}.csv");

    static string SourceOf(string file) => file[..file.IndexOf('-', StringComparison.Ordinal)];

    List<string> Rows(string source, int count, int salt) => [.. Enumerable.Range(0, count).Select(i => Row(source, Hash(salt, i)))];

    string Row(string source, uint dice)
    {
        int who = (int)(dice % 45);
        string number = (dice / 45 % 12) switch
        {
            0 => "bad",
            1 => Slip(Scene.Number(who)),
            2 => Scene.Number(500 + who),
            _ => Scene.Number(who),
        };
        string name = Names[dice / 700 % 5 == 0 ? dice / 3500 % (uint)Names.Length : (uint)who % Names.Length];
        DateOnly on = AsOf.AddDays(3 - (int)(dice / 21_000 % 24));
        string date = dice / 500_000 % 17 == 0 ? "2026-02-30" : on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return source switch
        {
            "jail" => $"{number},{name},{date},{(dice / 9_000_000 % 3 == 0 ? "" : on.AddDays((int)(dice / 27_000_000 % 9) - 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}",
            "med" => $"\"{name}\",{date},{number},\"{(dice % 5 == 0 ? "a\nb" : "x")}\"",
            "gb" => $"{name},{number},{date}",
            "pension" => $"{date},{number},{name}\r",
            _ => $"{number},{name},{date}",
        };
    }

    static string Slip(string number) => $"{number[..10]}{(number[10] - '0' + 1) % 10}{number[11..]}";

    static string HeaderOf(string source) => source switch
    {
        "jail" => "number,name,on,end",
        "med" => "name,on,number,note",
        "gb" => "name,number,on",
        "pension" => "on,number,name",
        _ => "number,name,on",
    };

    static string DescriptorOf(string source) => source switch
    {
        "death" or "zdeath" => Scene.Descriptor(source, "terminal"),
        "jail" => Scene.Descriptor(source, "interval", columns: "{ number: number, name: name, eventDate: on, endDate: end }"),
        "med" => Scene.Descriptor(source, format: "{ delimiter: ',', header: yes, quoting: double }"),
        "gb" => Scene.Descriptor(source, format: "{ delimiter: ',', header: yes, encoding: gb18030 }"),
        "pension" => Scene.Descriptor(source, "duplicate"),
        _ => Scene.Descriptor(source),
    };

    static uint Hash(int salt, int i)
    {
        ulong x = ((ulong)(uint)salt << 32 | (uint)i) * 0x9E3779B97F4A7C15UL;
        x = (x ^ x >> 29) * 0xBF58476D1CE4E5B9UL;
        return (uint)(x >> 32);
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <param name="Number">-1 = none that can be read.</param>
    sealed record Person(string Id, int Number, int Name, int DueDay, int Register)
    {
        internal string Row => string.Create(CultureInfo.InvariantCulture, $"{Id},{(Number < 0 ? "?" : Scene.Number(Number))},{Names[Name]},2026-12-{DueDay:D2}\n");
    }

    /// <summary>The first register is there even when everybody moved to the second.</summary>
    sealed class NoPeople(int key) : IGrouping<int, Person>
    {
        public int Key => key;

        public IEnumerator<Person> GetEnumerator() => Enumerable.Empty<Person>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>A clock that runs ahead: files just written count as having stood still.</summary>
    sealed class LaterTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
