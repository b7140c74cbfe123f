using System.Globalization;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Shortcuts of the search for candidates bring together what the long way does.</summary>
public class BlockingTests
{
    static readonly int[] Dates = [.. Enumerable.Range(0, 37).Select(i => int.Parse(new DateOnly(1931, 1, 1).AddDays(i * i * 7919 % 14_000).ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))];

    static (ulong Year, ulong Day) KeysOf(int birthOn) => BlockIndex.NearKeysOf(new NumberParts(430101, birthOn, 1105));

    /// <summary>All dates, real or not, that one digit or a swap of two neighbours makes of this one, and the one with day and month exchanged.</summary>
    static IEnumerable<int> Near(int birthOn)
    {
        string text = birthOn.ToString("D8", CultureInfo.InvariantCulture);
        for (int i = 0; i < 8; i++)
        {
            for (char digit = '0'; digit <= '9'; digit++)
            {
                yield return Number(text[..i] + digit + text[(i + 1)..]);
            }

            yield return i == 7 ? birthOn : Number(text[..i] + text[i + 1] + text[i] + text[(i + 2)..]);
        }

        yield return Number(text[..4] + text[6..] + text[4..6]);
    }

    static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [Fact]
    public void Near_dates_of_birth_have_a_key_in_common()
    {
        int pairs = 0;
        foreach (int date in Dates)
        {
            foreach (int other in Near(date).Where(o => o != 0))
            {
                Assert.NotEqual(ComparisonLevel.BirthDateDifferent, BirthDates.Compare(date, other));
                Assert.True(KeysOf(date).Year == KeysOf(other).Year || KeysOf(date).Day == KeysOf(other).Day, $"{date} and {other}");
                pairs++;
            }
        }

        Assert.InRange(pairs, 3000, 4000);
    }

    [Fact]
    public void Far_dates_of_birth_have_few_keys_in_common() =>
        Assert.InRange(
            Dates.SelectMany(a => Dates.Where(b => BirthDates.Compare(a, b) == ComparisonLevel.BirthDateDifferent).Select(b => (KeysOf(a), KeysOf(b))))
                .Average(p => p.Item1.Year == p.Item2.Year || p.Item1.Day == p.Item2.Day ? 1.0 : 0),
            0, 0.05);

    [Fact]
    public void Joined_pairs_are_those_of_both_ways_each_once_in_order()
    {
        var random = new Random(20261123);
        for (int round = 0; round < 200; round++)
        {
            CandidatePair[] byNumber = [.. Some().Distinct().Order()];
            CandidatePair[] byName = [.. Some()];
            CandidatePair[] nearNames = [.. Some()];
            CandidatePair[] rare = [.. Some()];
            FoundPair[] expected = [.. byNumber.Select(p => new FoundPair(p, rare.Contains(p) ? FoundBy.NumberAndRareName : FoundBy.Number))
                .Concat(rare.Except(byNumber).Except(byName).Except(nearNames).Select(p => new FoundPair(p, FoundBy.RareName)))
                .Concat(byName.Except(byNumber).Select(p => new FoundPair(p, FoundBy.Name)))
                .Concat(nearNames.Except(byNumber).Except(byName).Select(p => new FoundPair(p, FoundBy.NearName))).OrderBy(p => p.Pair)];
            CandidatePair[] named = [.. byName.Order()];

            Assert.Equal(byNumber.Concat(byName).Select(p => p.Subject).Distinct().Order(), CandidatePairs.SubjectsOf(byNumber, named));
            Assert.Equal(expected, CandidatePairs.Join(byNumber, byName, nearNames, rare));
        }

        IEnumerable<CandidatePair> Some() => Enumerable.Range(0, random.Next(12)).Select(_ => new CandidatePair(random.Next(4), random.Next(4)));
    }

    [Fact]
    public void Weights_taken_once_are_the_model_s()
    {
        LinkageModel model = LinkageModel.Prior(3_180_000, 2e-4);
        var weights = new LinkageWeights(model);
        int vectors = 0;
        foreach (ComparisonLevel name in Levels(ComparisonLevel.NameExact, ComparisonLevel.NameMissing))
        {
            foreach (ComparisonLevel number in Levels(ComparisonLevel.NumberEqual, ComparisonLevel.NumberFar))
            {
                foreach (ComparisonLevel birth in Levels(ComparisonLevel.BirthDateEqual, ComparisonLevel.BirthDateMissing))
                {
                    foreach (ComparisonLevel sex in Levels(ComparisonLevel.SexSame, ComparisonLevel.SexMissing))
                    {
                        foreach (RecordNumber kind in Enum.GetValues<RecordNumber>())
                        {
                            var vector = new ComparisonVector(name, number, birth, sex, kind);
                            Assert.Equal(model.WeightOf(vector, 1e-5), weights.Of(vector, 1e-5));
                            Assert.Equal(model.WeightOf(vector, 1e-5, FoundBy.NearName), weights.Of(vector, 1e-5, FoundBy.NearName));
                            vectors++;
                        }
                    }
                }
            }
        }

        Assert.InRange(vectors, 1000, 10_000);

        static IEnumerable<ComparisonLevel> Levels(ComparisonLevel first, ComparisonLevel last) =>
            Enum.GetValues<ComparisonLevel>().Where(l => l >= first && l <= last);
    }

    [Theory]
    [InlineData('王')]
    [InlineData(0x20BB7)] // beyond the basic plane
    [InlineData(0)]
    [InlineData(0xFFFF)]
    public void A_character_that_was_put_into_a_map_is_found_there_and_its_neighbours_are_not(int codePoint)
    {
        var map = new CharacterMap<string> { [codePoint] = "known" };

        Assert.True(map.TryGetValue(codePoint, out string? value));
        Assert.Equal("known", value);
        Assert.False(map.TryGetValue(codePoint + 1, out _));
        Assert.False(map.TryGetValue(codePoint ^ 64, out _));
    }
}
