using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A folder with a small register and feeds, and runs over it.</summary>
sealed class Scene : IDisposable
{
    internal static readonly DateOnly AsOf = new(2026, 10, 31);

    int runs;

    internal Scene(params string[] registerRows)
    {
        Root = Path.Combine(Path.GetTempPath(), $"sicert-comparison-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Data);
        File("register.feed.yaml", RegisterDescriptor);
        File("register.csv", "id,number,name,due\n" + string.Join("\n", registerRows));
    }

    internal const string RegisterDescriptor = """
        name: register
        kind: subjects
        authority: 经办机构
        filePattern: 'register*.csv'
        format: { delimiter: ',', header: yes }
        columns: { id: id, number: number, name: name, dueDate: due }
        dateFormat: yyyy-MM-dd
        maxRejectedShare: 1
        """;

    internal string Root { get; }

    internal string Data => Path.Combine(Root, "data");

    internal static string Number(int i) => DocumentNumberTests.Citizen(430101_19400101_000UL + (ulong)i % 1000 + (ulong)(i / 1000 % 28) * 1000);

    internal static string Descriptor(string name, string kind = "activity", string format = "{ delimiter: ',', header: yes }", string columns = "{ number: number, name: name, eventDate: on }", string more = "") => $"""
        name: {name}
        kind: {kind}
        authority: 测试
        filePattern: '{name}*.csv'
        format: {format}
        columns: {columns}
        dateFormat: yyyy-MM-dd
        presenceClass: account
        maxRejectedShare: 1
        {more}
        """;

    internal Scene Feed(string name, string csv, string? descriptor = null) => Feed(name, Encoding.UTF8.GetBytes(csv), descriptor);

    internal Scene Feed(string name, byte[] csv, string? descriptor = null)
    {
        File($"{name}.feed.yaml", descriptor ?? Descriptor(name));
        System.IO.File.WriteAllBytes(Path.Combine(Data, $"{name}.csv"), csv);
        return this;
    }

    internal void File(string name, string text) => System.IO.File.WriteAllText(Path.Combine(Data, name), text);

    internal Run Compare(int threads = 1, bool publish = true, IProgress<ComparisonProgress>? progress = null, CancellationToken token = default, FeedBrake? brake = null, long? memory = null)
    {
        string target = Path.Combine(Root, $"run{++runs}");
        using var folder = RunFolder.Create(target);
        ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest { Registers = [Path.Combine(Data, "register.csv")], FeedsDirectory = Data, AsOf = AsOf, Folder = folder, Threads = threads, Brake = brake, MemoryBudgetBytes = memory }, progress, token);
        if (publish)
        {
            folder.Publish();
        }

        return new Run(target, result);
    }

    internal InputRefusedException Refused() => Assert.Throws<InputRefusedException>(() => Compare());

    public void Dispose() => Directory.Delete(Root, recursive: true);

    internal sealed record Run(string Folder, ComparisonResult Result) : IDisposable
    {
        internal string[] Rejects => System.IO.File.ReadAllLines(Path.Combine(Folder, "rejects.csv"))[1..];

        internal EvidenceCell Cell(string id, string source)
        {
            int index = Result.State.Sources.Select((s, i) => (s.Name, i)).Single(p => p.Name == source).i;
            return Result.State.CellsOf(Result.State.FindById(Encoding.UTF8.GetBytes(id)))[index];
        }

        internal Subject Subject(string id) => Result.State.SubjectAt(Result.State.FindById(Encoding.UTF8.GetBytes(id)));

        internal FileCounts Counts(string file) => Result.Files.Single(f => f.File == file);

        public void Dispose() => Result.Dispose();
    }
}
