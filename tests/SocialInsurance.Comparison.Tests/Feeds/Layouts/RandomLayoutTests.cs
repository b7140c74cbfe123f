using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Layouts that nobody has seen, described and compared with the slow reader row by row.</summary>
public class RandomLayoutTests
{
    const int AsOf = 20261031;

    static List<(string Id, string Number, string Name)> People()
    {
        string[] others = ["01234567", "12345678", "H12345678", "M87654321", "E12345678", "PA1234567", "USA110000000012", "G1234567", "123456"];
        string[] numbers =
        [
            .. Enumerable.Range(0, 16).Select(i => Scene.Number(i * 37)),
            DocumentNumberTests.Citizen(911156_19650812_001UL), DocumentNumberTests.Citizen(810000_19501231_002UL), .. others,
        ];
        return [.. numbers.Select((n, i) => ($"p{i:D2}", n, i % 3 == 0 ? $"阿依{(char)('一' + i)}" : $"王䶮{(char)('丁' + i)}"))];
    }

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 8));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Engine_and_slow_reader_agree_on_every_row_of_fifty_layouts(int group)
    {
        List<(string Id, string Number, string Name)> people = People();
        using var scene = new Scene([.. people.Select(p => $"{p.Id},{p.Number},{p.Name},2026-12-01")]);
        for (int seed = group * 50; seed < group * 50 + 50; seed++)
        {
            var layout = new RandomLayout(seed, people);
            byte[] bytes = layout.Bytes();
            scene.Feed("feed", bytes, layout.Descriptor());
            var oracle = new SlowReader(layout, AsOf);
            oracle.Read(bytes);
            Scene.Run run;
            try
            {
                run = scene.Compare(threads: 1 + seed % 2);
            }
            catch (InputRefusedException e)
            {
                throw new Xunit.Sdk.XunitException($"seed {seed}: {e.Message}\n{layout.Descriptor()}");
            }

            using (run)
            {
                AssertSame(Describe(seed, layout, oracle, people), Describe(seed, layout, run, people), layout);
            }
        }
    }

    static void AssertSame(string expected, string found, RandomLayout layout)
    {
        IEnumerable<string> missing = expected.Split('\n').Except(found.Split('\n')).Select(l => "- " + l);
        IEnumerable<string> surplus = found.Split('\n').Except(expected.Split('\n')).Select(l => "+ " + l);
        Assert.True(expected == found, $"{string.Join('\n', missing.Concat(surplus).Take(20))}\n{layout.LineEnd.Length} {expected.Split('\n')[0]}\n{layout.Descriptor()}");
    }

    static string Describe(int seed, RandomLayout layout, Scene.Run run, List<(string Id, string Number, string Name)> people)
    {
        FileCounts counts = run.Counts("feed.csv");
        var text = new StringBuilder($"seed {seed} {layout.Descriptor()}\n");
        text.AppendJoin('\n', run.Rejects).AppendLine($"\n{counts.Read} {counts.Accepted} {counts.Rejected} {counts.Matched} {counts.NameDisagreed}");
        foreach ((string id, _, _) in people)
        {
            EvidenceCell cell = run.Cell(id, "feed");
            text.AppendLine($"{id} {cell.LatestOn}@{Line(cell.LatestAt)} {cell.PreviousOn}@{Line(cell.PreviousAt)} !{cell.DisagreeingOn}@{Line(cell.DisagreeingAt)}");
        }

        return text.ToString();
    }

    static long Line(ulong place) => place == 0 ? 0 : new RecordPlace(place).Line;

    static string Describe(int seed, RandomLayout layout, SlowReader oracle, List<(string Id, string Number, string Name)> people)
    {
        var text = new StringBuilder($"seed {seed} {layout.Descriptor()}\n");
        text.AppendJoin('\n', oracle.Rejected.Select(r => "feed.csv," + r));
        SlowReader.Record[] matched = [.. oracle.Accepted.Where(a => people.Any(p => p.Number == a.Number))];
        int disagreed = matched.Count(m => people.All(p => p.Number != m.Number || p.Name != m.Name));
        text.AppendLine($"\n{oracle.Accepted.Count + oracle.Rejected.Count} {oracle.Accepted.Count} {oracle.Rejected.Count} {matched.Length} {disagreed}");
        foreach ((string id, string number, string name) in people)
        {
            SlowReader.Record[] own = [.. matched.Where(m => m.Number == number && m.Name == name)];
            SlowReader.Record? other = matched.Where(m => m.Number == number && m.Name != name).OrderByDescending(m => layout.IsInterval ? m.EndOn : m.OccurredOn).ThenBy(m => m.Line).FirstOrDefault();
            string latest;
            if (layout.IsInterval)
            {
                SlowReader.Record? last = own.OrderByDescending(m => m.EndOn).ThenBy(m => m.Line).FirstOrDefault();
                latest = $"{last?.EndOn ?? 0}@{last?.Line ?? 0} {last?.OccurredOn ?? 0}@0";
            }
            else
            {
                SlowReader.Record[] days = [.. own.GroupBy(m => m.OccurredOn).OrderByDescending(g => g.Key).Select(g => g.MinBy(m => m.Line)!).Take(2)];
                latest = string.Join(' ', Enumerable.Range(0, 2).Select(i => i < days.Length ? $"{days[i].OccurredOn}@{days[i].Line}" : "0@0"));
            }

            text.AppendLine($"{id} {latest} !{(other is null ? 0 : layout.IsInterval ? other.EndOn : other.OccurredOn)}@{other?.Line ?? 0}");
        }

        return text.ToString();
    }
}
