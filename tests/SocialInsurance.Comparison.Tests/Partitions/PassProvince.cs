using System.Text;
using SocialInsurance.Cli.Province;

namespace SocialInsurance.Comparison.Tests;

/// <summary>
/// A generated province with everything that could go wrong in passes: identifiers and numbers twice, a poisoned death file beside a sound
/// one of the same source, a quoted, a fixed-width and a GB 18030 feed, files whose order is not that of their sources, rejects in all of them.
/// </summary>
public sealed class PassProvince : IDisposable
{
    static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    readonly string root = Path.Combine(Path.GetTempPath(), $"sicert-passes-{Guid.NewGuid():N}");
    int runs;

    public PassProvince()
    {
        ProvinceGenerator.Generate(
            new ProvinceOptions { Beneficiaries = 3000, Records = 60_000, Seed = 5, OutDir = Data, Threads = 2, PolicyYaml = "id: test\n" }, null, CancellationToken.None);
        string descriptor = Path.Combine(Data, "register.feed.yaml");
        File.WriteAllText(descriptor, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(descriptor), "maxRejectedShare:.*", "maxRejectedShare: 1"));
        string[] register = File.ReadAllLines(Path.Combine(Data, "register.csv"));
        string[] header = register[0].Split(',');
        int number = Array.IndexOf(header, "number") is >= 0 and int n ? n : throw new InvalidOperationException(register[0]);
        int name = Array.IndexOf(header, "name");
        string[][] people = [.. register.Skip(1).Select(r => r.Split(',')).Where(r => r.Length == header.Length)];
        File.AppendAllLines(Path.Combine(Data, "register.csv"),
        [
            .. people.Where((_, i) => i % 37 == 5).Select(r => string.Join(',', r)), // the same row again
            .. people.Where((_, i) => i % 53 == 9).Zip(people.Skip(2000), (r, other) => string.Join(',', r.Select((field, column) => column == number ? other[number] : field))), // with another number
            .. people.Where((_, i) => i % 61 == 7).Select(r => $"x{string.Join(',', r)}"), // a second registration of the person
            "only one column",
        ]);
        string[][] some = [.. people.Where((_, i) => i % 3 == 0)];
        Feed("aa-last", "zz-quoted", "activity", "{ delimiter: ',', header: yes, quoting: double }",
            Encoding.UTF8.GetBytes("number,name,on,note\n" + string.Concat(some.Select((r, i) => $"{(i % 97 == 3 ? "bad" : r[number])},\"{r[name]}\",2026-0{1 + i % 9}-11,\"a\nb\"\n"))));
        Feed("zz-first", "aa-fixed", "terminal", "{ header: no, fixedWidth: { unit: characters, columns: [ { name: number, start: 1, length: 18 }, { name: on, start: 19, length: 10 }, { name: name, start: 29, length: 12 } ] } }",
            Encoding.UTF8.GetBytes(string.Concat(some.Where((_, i) => i % 50 == 1).Select((r, i) => $"{(i % 4 == 1 ? Slip(r[number]) : r[number]),-18}2026-05-0{1 + i % 9}{r[name],-12}\n"))));
        Feed("mm-gb", "mm-gb", "interval", "{ delimiter: ',', header: yes, encoding: gb18030 }",
            Gb18030.GetBytes("number,name,on,end\n" + string.Concat(some.Where((_, i) => i % 40 == 9).Select((r, i) => $"{r[number]},{(i % 5 == 2 ? "王某" : r[name])},2026-05-0{1 + i % 9},{(i % 2 == 0 ? "" : "2026-12-31")}\n"))),
            "{ number: number, name: name, eventDate: on, endDate: end }");
        Feed("kk-deaths", "nn-deaths", "terminal", "{ delimiter: ',', header: yes }", Deaths(people.Where((_, i) => i % 190 == 4)));
        File.WriteAllBytes(Path.Combine(Data, "kk-deaths2.csv"), Deaths(people.Where((_, i) => i % 2 == 0)));
    }

    internal string Data => Path.Combine(root, "data");

    internal string Root => root;

    /// <summary>A published run in memory, and the memory that gives so many passes over the same input.</summary>
    internal string InMemory => field ??= Publish(threads: 2, memory: null).Folder;

    internal long MemoryFor(int passes, int threads)
    {
        using ComparisonState state = ComparisonState.Open(InMemory);
        return Memory.For(state, passes, threads);
    }

    internal (string Folder, MemoryReport Memory, IncrementalReport Incremental, IReadOnlyList<int> OnlyInHeld, FileCounts[] Held) Publish(
        int threads, long? memory, string? previous = null, IProgress<ComparisonProgress>? progress = null, CancellationToken token = default,
        ClusterOptions? cluster = null, Action<ComparisonResult>? look = null)
    {
        string target = Path.Combine(root, $"run{Interlocked.Increment(ref runs)}");
        using var folder = RunFolder.Create(target);
        using ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest
            {
                Registers = [Path.Combine(Data, "register.csv")],
                FeedsDirectory = Data,
                AsOf = new DateOnly(2026, 10, 31),
                Folder = folder,
                Threads = threads,
                MemoryBudgetBytes = memory,
                Previous = previous,
                Cluster = cluster,
                Brake = new FeedBrake { History = BrakeHistory.Of([]) },
            },
            progress,
            token);
        look?.Invoke(result);
        folder.Publish();
        return (target, result.Memory, result.Incremental, result.OnlyInHeld, [.. result.Files.Where(f => f.IsHeld)]);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    void Feed(string file, string source, string kind, string format, byte[] bytes, string columns = "{ number: number, name: name, eventDate: on }")
    {
        File.WriteAllText(Path.Combine(Data, $"{source}.feed.yaml"), Scene.Descriptor(source, kind, format, columns).Replace($"'{source}*.csv'", $"'{file}*.csv'", StringComparison.Ordinal));
        File.WriteAllBytes(Path.Combine(Data, $"{file}.csv"), bytes);
    }

    static byte[] Deaths(IEnumerable<string[]> people) =>
        Encoding.UTF8.GetBytes("number,name,on\n" + string.Concat(people.Select((r, i) => $"{(i % 30 == 3 ? Slip(r[1]) : r[1])},{r[2]},2026-0{1 + i % 9}-05\n")));

    static string Slip(string number) => number.Length < 18 ? number : $"{number[..10]}{(number[10] - '0' + 1) % 10}{number[11..]}";

    internal static class Memory
    {
        /// <summary>Just what a part of that many takes.</summary>
        internal static long For(ComparisonState state, int passes, int threads)
        {
            long[] buckets = new long[KeyPartition.Buckets];
            for (int i = 0; i < state.SubjectCount; i++)
            {
                buckets[KeyPartition.BucketOf(state.SubjectAt(i).Key)] += state.SubjectAt(i).Key == 0 ? 0 : 1;
            }

            return MemoryPlan.Pass(MemoryPlan.Sizes(buckets, passes).Max(), threads);
        }
    }
}
