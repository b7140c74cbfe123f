using System.Text;

namespace SocialInsurance.Cli.Province;

/// <summary>
/// Makes a synthetic province: register, ten feeds with their descriptors, the planted truth. Everything is synthetic; region codes
/// are public. Same options, same bytes, with any number of threads.
/// </summary>
public static class ProvinceGenerator
{
    /// <summary>Names of the sources, for <see cref="ProvinceOptions.Poison"/>.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. FeedPlan.All.Select(p => p.Name)];

    /// <summary>Generates; reports each finished file.</summary>
    public static ProvinceSummary Generate(ProvinceOptions options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Beneficiaries, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Beneficiaries, 50_000_000);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Records);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Days);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Days, ProvinceOptions.MostDays);
        var people = new Population(options.Beneficiaries, options.Seed);
        var truth = new TruthLedger(people);
        var files = new FileMaker(options, progress, cancellationToken);
        for (int day = 0; day <= options.Days; day++)
        {
            Deliver(options, day == 0 ? Delivery.First(options.Records) : Delivery.OfDay(day, options.Records), people, truth, files);
        }

        return new ProvinceSummary([.. files.Records.Keys, .. files.Texts], files.Records, CountClasses(people));
    }

    /// <summary>
    /// A file of the folder that a province would overwrite, or be mixed with, and that the generator did not make; null when there is none.
    /// Its descriptors say in their first line that they are its own, and stand there before any file that they describe.
    /// </summary>
    public static string? ForeignFile(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        bool isOwn = IsOwn(Path.Combine(folder, "register.feed.yaml"));
        string[] written = [.. FeedPlan.All.Select(p => p.FileName), "register.csv", "truth.csv", "policy.yaml"];
        return Directory.GetFiles(folder).Order(StringComparer.Ordinal).Where(path => path.EndsWith(".feed.yaml", StringComparison.Ordinal) ? !IsOwn(path) : !isOwn && written.Contains(Path.GetFileName(path)))
            .Select(Path.GetFileName).FirstOrDefault();
    }

    static bool IsOwn(string descriptor) => File.Exists(descriptor) && File.ReadLines(descriptor).FirstOrDefault() is { } first
        && first.StartsWith("# synthetic ", StringComparison.Ordinal) && first.Contains("of the sample province", StringComparison.Ordinal);

    static void Deliver(ProvinceOptions options, Delivery delivery, Population people, TruthLedger truth, FileMaker files)
    {
        Directory.CreateDirectory(Path.Combine(options.OutDir, delivery.Folder));
        var register = new RegisterWriter(people, delivery.Day);
        string Place(string name) => delivery.IsFirst ? name : $"{delivery.Folder}/{name}";
        WriteTexts(options, Place, delivery.IsFirst, files);
        files.Make(
            Place("register.csv"), Encoding.UTF8.GetBytes(RegisterWriter.Header), RegisterWriter.Rows(people, delivery.Day, register.Write), RegisterWriter.SampleRows(people));
        foreach (FeedPlan plan in FeedPlan.All.Where(p => delivery.IsFirst || p.StaleDays == 0))
        {
            files.Make(Place(delivery.FileName(plan)), HeadOf(plan), new FeedWriter(people, truth, plan, delivery).Parts());
        }

        if (delivery.Day == options.Days && options.Poison is { } poisoned)
        {
            FeedPlan plan = FeedPlan.All.FirstOrDefault(p => p.Name == poisoned) ?? throw new ArgumentException($"no source '{poisoned}'", nameof(options));
            var poison = new PoisonWriter(people, truth, plan, delivery);
            files.Make(Place(poison.FileName), HeadOf(plan), poison.Parts());
        }

        files.Make(
            Place("truth.csv"), Encoding.UTF8.GetBytes(TruthLedger.Header),
            RegisterWriter.Rows(people, delivery.Day, (ref ByteWriter to, long person, long id) => truth.WriteRow(ref to, person, id, delivery.Day)),
            RegisterWriter.SampleTruth());
    }

    static byte[] HeadOf(FeedPlan plan)
    {
        if (plan.Header is null)
        {
            return [];
        }

        Encoding encoding = plan.Gb18030 ? CodePagesEncodingProvider.Instance.GetEncoding("GB18030")! : Encoding.UTF8;
        byte[] line = encoding.GetBytes(plan.Header + (plan.IsFromSpreadsheet ? "\r\n" : "\n"));
        return plan.IsFromSpreadsheet ? [.. Encoding.UTF8.GetPreamble(), .. line] : line;
    }

    static void WriteTexts(ProvinceOptions options, Func<string, string> place, bool withPolicy, FileMaker files)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["register.feed.yaml"] = RegisterWriter.Descriptor };
        foreach (FeedPlan plan in FeedPlan.All)
        {
            texts[plan.Name + ".feed.yaml"] = plan.Descriptor();
        }

        if (withPolicy && options.PolicyYaml is { } policy)
        {
            texts["policy.yaml"] = policy;
        }

        foreach ((string name, string text) in texts)
        {
            files.MakeText(place(name), text);
        }
    }

    static Dictionary<string, long> CountClasses(Population people)
    {
        var counts = Enum.GetValues<PersonClass>().ToDictionary(c => c, _ => 0L);
        counts[PersonClass.AliveSilent] = 2; // the samples
        for (long i = 0; i < people.Beneficiaries; i++)
        {
            PersonClass who = people.ClassOf(i);
            counts[who] += who == PersonClass.DuplicateRegistration ? 2 : 1; // rows, as in truth.csv
        }

        return counts.ToDictionary(c => PersonClasses.TextOf(c.Key), c => c.Value);
    }

    /// <summary>Writes files one after the other and remembers how many rows each has.</summary>
    sealed class FileMaker(ProvinceOptions options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        internal Dictionary<string, long> Records { get; } = [];

        internal List<string> Texts { get; } = [];

        internal void Make(string name, ReadOnlySpan<byte> head, IEnumerable<(long Count, RowWriter Write)> parts, string tail = "")
        {
            using var file = new OrderedFile(Path.Combine(options.OutDir, name), options.Threads);
            file.Put(head);
            foreach ((long count, RowWriter write) in parts)
            {
                file.Append(count, write, cancellationToken);
            }

            file.Put(Encoding.UTF8.GetBytes(tail));
            Records[name] = file.Rows + tail.Count(c => c == '\n');
            progress?.Report(name);
        }

        internal void MakeText(string name, string text)
        {
            File.WriteAllText(Path.Combine(options.OutDir, name), text);
            Texts.Add(name);
        }
    }
}
