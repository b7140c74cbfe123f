using System.Text;

namespace SocialInsurance.Cli.Province;

/// <summary>
/// Makes a synthetic province: register, ten feeds with their descriptors, the planted truth. Everything is synthetic; region codes
/// are public. Same options, same bytes, with any number of threads.
/// </summary>
public static class ProvinceGenerator
{
    /// <summary>Generates; reports each finished file.</summary>
    public static ProvinceSummary Generate(ProvinceOptions options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Beneficiaries, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Beneficiaries, 50_000_000);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Records);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        Directory.CreateDirectory(options.OutDir);
        var people = new Population(options.Beneficiaries, options.Seed);
        var truth = new TruthLedger(people);
        var records = new Dictionary<string, long>();

        void Make(string name, ReadOnlySpan<byte> head, IEnumerable<(long Count, RowWriter Write)> parts, string tail = "")
        {
            using var file = new OrderedFile(Path.Combine(options.OutDir, name), options.Threads);
            file.Put(head);
            foreach ((long count, RowWriter write) in parts)
            {
                file.Append(count, write, cancellationToken);
            }

            file.Put(Encoding.UTF8.GetBytes(tail));
            records[name] = file.Rows + tail.Count(c => c == '\n');
            progress?.Report(name);
        }

        var register = new RegisterWriter(people);
        Make("register.csv", Encoding.UTF8.GetBytes(RegisterWriter.Header),
            [(people.Beneficiaries, register.Write), (people.Beneficiaries, register.WriteSecond)], RegisterWriter.SampleRows(people));
        foreach (FeedPlan plan in FeedPlan.All)
        {
            Make(plan.FileName, HeadOf(plan), new FeedWriter(people, truth, plan, options.Records).Parts());
        }

        Make("truth.csv", Encoding.UTF8.GetBytes(TruthLedger.Header),
            [
                (people.Beneficiaries, (ref ByteWriter to, long i) => truth.WriteRow(ref to, i, i)),
                (people.Beneficiaries, (ref ByteWriter to, long i) =>
                    people.ClassOf(i) == PersonClass.DuplicateRegistration ? truth.WriteRow(ref to, i, people.Beneficiaries + i) : 0),
            ], RegisterWriter.SampleTruth());
        IEnumerable<string> texts = WriteTexts(options);
        return new ProvinceSummary([.. records.Keys, .. texts], records, CountClasses(people));
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

    static List<string> WriteTexts(ProvinceOptions options)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["register.feed.yaml"] = RegisterWriter.Descriptor };
        foreach (FeedPlan plan in FeedPlan.All)
        {
            texts[plan.Name + ".feed.yaml"] = plan.Descriptor();
        }

        if (options.PolicyYaml is { } policy)
        {
            texts["policy.yaml"] = policy;
        }

        foreach ((string name, string text) in texts)
        {
            File.WriteAllText(Path.Combine(options.OutDir, name), text);
        }

        return [.. texts.Keys];
    }

    static Dictionary<string, long> CountClasses(Population people)
    {
        var counts = Enum.GetValues<PersonClass>().ToDictionary(PersonClasses.TextOf, _ => 0L);
        counts[PersonClasses.TextOf(PersonClass.AliveSilent)] = 2; // the samples
        for (long i = 0; i < people.Beneficiaries; i++)
        {
            PersonClass who = people.ClassOf(i);
            counts[PersonClasses.TextOf(who)] += who == PersonClass.DuplicateRegistration ? 2 : 1; // rows, as in truth.csv
        }

        return counts;
    }
}
