using System.Globalization;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>The search for candidates by blocks brings together exactly those whom its rules name, asked of every pair.</summary>
public class CandidateSearchTests
{
    static readonly string[] Names = ["王秀英", "李强", "张伟", "陈静", "赵六", ""];
    static readonly int[] Divisions = [430101, 430102, 110105];
    static readonly string[] Dates = ["19400101", "19400110", "19401001", "19500101", "19391231"];

    static string NumberOf(Random random) => DocumentNumberTests.Citizen(ulong.Parse(
        $"{Divisions[random.Next(3)]}{Dates[random.Next(5)]}{random.Next(40, 44):D3}", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(1, 150, 400, 0)]
    [InlineData(2, 400, 150, 0)]
    [InlineData(3, 60, 700, BlockIndex.LargeBlock)] // with the strangers, blocks just as large as allowed
    [InlineData(4, 60, 700, BlockIndex.LargeBlock + 1)]
    [InlineData(5, 40_000, 60, 0)] // more than one range of subjects
    public void Pairs_are_those_that_the_rules_name(int seed, int people, int records, int poisoned)
    {
        var random = new Random(seed);
        using var scene = new Scene([.. Enumerable.Range(0, people).Select(i => i < 400 ? $"p{i:D5},{NumberOf(random)},{Names[random.Next(6)]},2026-12-01" : $"p{i:D5},{Scene.Number(i)},某{(char)('一' + i % 5000)},2026-12-01")]);
        using Scene.Run run = scene.Compare();
        using SubjectSet subjects = SubjectSet.Of(run.Result.State);
        var log = new UnlinkedLog(new UnlinkedBudget(int.MaxValue));
        for (int i = 0; i < records + poisoned; i++)
        {
            bool isPoison = i >= records;
            string name = isPoison ? Names[0] : Names[random.Next(5)];
            string number = isPoison ? DocumentNumberTests.Citizen(430101_19000101_000UL + (ulong)(i % 1000)) : NumberOf(random);
            if (!isPoison && random.Next(3) == 0)
            {
                char[] slip = number.ToCharArray();
                slip[random.Next(18)] = random.Next(12) == 0 ? 'A' : (char)('0' + random.Next(10));
                number = new string(slip);
            }

            DocumentNumber.Read(Encoding.UTF8.GetBytes(number), out long key);
            if (key == 0)
            {
                log.AddFaulty(RecordPlace.At(1, i + 1), 0, Encoding.UTF8.GetBytes(number), Encoding.UTF8.GetBytes(name), 20260101);
            }
            else
            {
                log.Add(RecordPlace.At(1, i + 1), 0, key, Encoding.UTF8.GetBytes(name), 20260101, isRegistered: false);
            }
        }

        UnlinkedSet unlinked = UnlinkedSet.From([log]);
        using var index = new BlockIndex(unlinked);
        CandidatePair[] expected = people > 1000 ? [] : [.. AllPairs(subjects, unlinked, index)];
        foreach (int threads in (int[])[1, 3])
        {
            CandidatePair[] found = new CandidateFinder(subjects, unlinked, index, CandidateFinder.MostPairs).Find(threads, TestContext.Current.CancellationToken);
            expected = expected.Length == 0 ? found : expected;
            Assert.NotEmpty(found);
            Assert.Empty(expected.Except(found).Take(5).Select(p => $"missed {Show(p, subjects, index)}"));
            Assert.Empty(found.Except(expected).Take(5).Select(p => $"too many {Show(p, subjects, index)}"));
            Assert.Equal(expected, found);
        }
    }

    /// <summary>A file that repeats one name in one division must not ask every bearer of the name about every record of it.</summary>
    [Fact]
    public void Many_records_of_one_name_meet_only_bearers_who_agree_in_more()
    {
        using var scene = new Scene([.. Enumerable.Range(0, 300).Select(i => $"p{i:D3},{DocumentNumberTests.Citizen(430101_19400101_000UL + (ulong)i)},王秀英,2026-12-01")]);
        var deaths = new StringBuilder("number,name,on\n");
        for (int i = 0; i < 4000; i++)
        {
            deaths.Append(CultureInfo.InvariantCulture, $"{DocumentNumberTests.Citizen(430101_18710303_000UL + (ulong)(i % 1000) + (ulong)(i / 1000) * 1000)},王秀英,2026-01-01\n");
        }

        string slip = DocumentNumberTests.Citizen(430101_19400101_007UL); // p007, with two digits of the division exchanged
        deaths.Append(CultureInfo.InvariantCulture, $"{slip[..4]}{slip[5]}{slip[4]}{slip[6..]},王秀英,2026-01-01\n");
        scene.Feed("death", deaths.ToString(), Scene.Descriptor("death", "terminal"));

        using Scene.Run run = scene.Compare(threads: 2);

        Assert.InRange(run.Result.State.Links.Counts.Candidates, 1, 20_000); // 1.2 million without the limit
        Assert.Contains(run.Result.State.Links.All, l => run.Result.State.IdOf(l.Subject).SequenceEqual("p007"u8));
    }

    [Fact]
    public void Default_date_does_not_make_the_search_walk_everybody_past_everybody()
    {
        using var scene = new Scene([.. Enumerable.Range(0, 20_000).Select(i => $"p{i:D5},{DocumentNumberTests.Citizen(430101_19000101_000UL + (ulong)(i % 1000))},某{(char)('一' + i)},2026-12-01")]);
        using Scene.Run run = scene.Compare();
        using SubjectSet subjects = SubjectSet.Of(run.Result.State);
        var log = new UnlinkedLog(new UnlinkedBudget(int.MaxValue));
        for (int i = 0; i < 300_000; i++)
        {
            DocumentNumber.Read(Encoding.UTF8.GetBytes(DocumentNumberTests.Citizen(430101_19000101_000UL + (ulong)(i % 1000))), out long key);
            log.Add(RecordPlace.At(1, i + 1), 0, key, Encoding.UTF8.GetBytes($"甲{(char)('一' + i % 20_000)}{(char)('一' + i / 20_000)}"), 20260101, isRegistered: false);
        }

        UnlinkedSet unlinked = UnlinkedSet.From([log]);
        using var index = new BlockIndex(unlinked);
        // six thousand million steps the other way
        Assert.Empty(new CandidateFinder(subjects, unlinked, index, CandidateFinder.MostPairs).Find(1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Run_with_more_pairs_than_memory_holds_is_refused_and_says_so()
    {
        using var scene = new Scene([.. Enumerable.Range(0, 100).Select(i => $"p{i:D3},{Scene.Number(i)},王秀英,2026-12-01")]);
        using Scene.Run run = scene.Compare();
        using SubjectSet subjects = SubjectSet.Of(run.Result.State);
        var log = new UnlinkedLog(new UnlinkedBudget(int.MaxValue));
        for (int i = 0; i < 100; i++)
        {
            DocumentNumber.Read(Encoding.UTF8.GetBytes(Scene.Number(200 + i)), out long key);
            log.Add(RecordPlace.At(1, i + 1), 0, key, "王秀英"u8, 20260101, isRegistered: false);
        }

        UnlinkedSet unlinked = UnlinkedSet.From([log]);
        using var index = new BlockIndex(unlinked);
        var refused = Assert.Throws<InputRefusedException>(() => new CandidateFinder(subjects, unlinked, index, 5000).Find(1, TestContext.Current.CancellationToken));
        Assert.Equal((InputErrorCode.TooManyUnlinked, "at most 5000 pairs"), (refused.Errors[0].Code, refused.Errors[0].Expected));
    }

    /// <summary>Each record and each subject, by the README's rules.</summary>
    static IEnumerable<CandidatePair> AllPairs(SubjectSet subjects, UnlinkedSet unlinked, BlockIndex index)
    {
        NumberParts[] parts = index.Parts;
        ILookup<(BlockingRule, ulong, ulong), int> blocks = Enumerable.Range(0, parts.Length)
            .SelectMany(r => KeysOf(parts[r], unlinked.Records[r].NameKey, isRecord: true).Select(key => (key, r))).ToLookup(p => p.key, p => p.r);
        byte[] number = new byte[NumberText.MaxBytes];
        var repaired = new List<long>();
        for (int s = 0; s < subjects.Count; s++)
        {
            Subject row = subjects.Subjects[s];
            NumberParts own = CandidateFinder.PartsOf(row);
            for (int r = 0; r < parts.Length; r++)
            {
                UnlinkedRecord record = unlinked.Records[r];
                RepairedKeys.KeysOf(unlinked, r, number, repaired);
                bool isByRule = KeysOf(own, row.NameKey, isRecord: false).Intersect(KeysOf(parts[r], record.NameKey, isRecord: true))
                    .Any(key => blocks[key].Count() <= BlockIndex.LargeBlock
                        ? key.Rule is not (BlockingRule.DivisionSequenceAndYear or BlockingRule.DivisionSequenceAndDay) || IsNear(own, parts[r])
                        : key.Rule is BlockingRule.NameAndBirth or BlockingRule.NameAndDivision && Agreements(own, parts[r]) >= 2);
                if ((isByRule && (record.Key == 0 || record.Key != row.Key)) || repaired.Contains(row.Key))
                {
                    yield return new CandidatePair(s, r);
                }
            }
        }
    }

    static bool IsNear(NumberParts a, NumberParts b) => BirthDates.Compare(a.BirthOn, b.BirthOn) is ComparisonLevel.BirthDateEqual or ComparisonLevel.BirthDateSwapped or ComparisonLevel.BirthDateOneDigit;

    static int Agreements(NumberParts a, NumberParts b) =>
        (a.Division == b.Division && a.Division != 0 ? 1 : 0) + (IsNear(a, b) ? 1 : 0) + (a.Sequence == b.Sequence && a.Sequence != 0 ? 1 : 0);

    static IEnumerable<(BlockingRule Rule, ulong, ulong)> KeysOf(NumberParts p, ulong name, bool isRecord)
    {
        ulong place = ((ulong)p.Division << 16) + (ulong)p.Sequence;
        bool isWhole = p.Division != 0 && p.BirthOn != 0 && p.Sequence != 0;
        (BlockingRule Rule, ulong First, ulong Second)[] keys =
        [
            (BlockingRule.DivisionAndBirth, (ulong)p.Division, (ulong)p.BirthOn),
            (BlockingRule.BirthAndSequence, (ulong)p.BirthOn, (ulong)p.Sequence),
            (BlockingRule.NameAndBirth, name, (ulong)p.BirthOn),
            (BlockingRule.NameAndDivision, name, (ulong)p.Division),
            (BlockingRule.DivisionAndSequence, isRecord && p.BirthOn != 0 ? 0 : (ulong)p.Division, (ulong)p.Sequence),
            (BlockingRule.DivisionSequenceAndYear, isWhole ? place : 0, (ulong)(p.BirthOn / 10_000) + 1),
            (BlockingRule.DivisionSequenceAndDay, isWhole ? place : 0, (ulong)(p.BirthOn % 1000) + 1),
        ];
        return keys.Where(k => k.First != 0 && k.Second != 0);
    }

    static string Show(CandidatePair pair, SubjectSet subjects, BlockIndex index) =>
        $"{pair}: {CandidateFinder.PartsOf(subjects.Subjects[pair.Subject])} and {index.Parts[pair.Record]}";
}
