using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class EditDistanceTests
{
    const string Alphabet = "abc";

    static readonly Gen<string> Words =
        from length in Gen.Choose(0, 5)
        from letters in Gen.Elements(Alphabet.ToCharArray()).ListOf(length)
        select new string([.. letters]);

    static int Of(string a, string b) => EditDistance.Of(a.AsSpan(), b.AsSpan());

    // slow, independent: the shortest way through all words, one edit a step
    static int Naive(string from, string to)
    {
        var distance = new Dictionary<string, int>(StringComparer.Ordinal) { [from] = 0 };
        var queue = new Queue<string>([from]);
        while (queue.TryDequeue(out string? word))
        {
            if (word == to)
            {
                return distance[word];
            }

            foreach (string next in Neighbours(word).Where(n => n.Length <= 6 && distance.TryAdd(n, distance[word] + 1)))
            {
                queue.Enqueue(next);
            }
        }

        throw new InvalidOperationException("every word can be reached");
    }

    static IEnumerable<string> Neighbours(string word)
    {
        for (int i = 0; i <= word.Length; i++)
        {
            foreach (char c in Alphabet)
            {
                yield return word.Insert(i, c.ToString());
                yield return i < word.Length ? word.Remove(i, 1).Insert(i, c.ToString()) : word;
            }

            yield return i < word.Length ? word.Remove(i, 1) : word;
            yield return i + 1 < word.Length ? word.Remove(i, 1).Insert(i + 1, word[i].ToString()) : word;
        }
    }

    [Fact]
    public void Distance_equals_the_shortest_way_of_single_edits() =>
        Prop.ForAll(Words.Two().ToArbitrary(), p => Of(p.Item1, p.Item2) == Naive(p.Item1, p.Item2)).QuickCheckThrowOnFailure();

    [Fact]
    public void Distance_is_a_metric() => Prop.ForAll(Words.Three().ToArbitrary(), p =>
        Of(p.Item1, p.Item2) == Of(p.Item2, p.Item1)
        && Of(p.Item1, p.Item1) == 0
        && Of(p.Item1, p.Item3) <= Of(p.Item1, p.Item2) + Of(p.Item2, p.Item3)).QuickCheckThrowOnFailure();

    [Fact]
    public void Up_to_a_limit_the_distance_is_the_distance() => Prop.ForAll(
        (from a in Gen.Elements("abcd".ToCharArray()).ListOf(12) from b in Gen.Elements("abcd".ToCharArray()).ListOf(11) from edits in Gen.Choose(0, 5) from seed in Gen.Choose(0, 1 << 20) select (a, b, edits, seed)).ToArbitrary(),
        p =>
        {
            string word = new([.. p.a]);
            string[] others = [new string([.. p.b]), Edited(word, p.edits, new Random(p.seed))]; // a stranger, and one near enough to matter
            return others.All(other => Enumerable.Range(0, 6).All(most => EditDistance.OfAtMost(word.AsSpan(), other.AsSpan(), most) == Math.Min(Of(word, other), most + 1)));
        }).QuickCheckThrowOnFailure();

    static string Edited(string word, int edits, Random random)
    {
        for (int i = 0; i < edits; i++)
        {
            string[] next = [.. Neighbours(word)];
            word = next[random.Next(next.Length)];
        }

        return word;
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("ca", "abc", 2)] // three for the restricted distance: it may not edit between swapped letters
    [InlineData("430101194001010015", "430110194001010015", 1)]
    [InlineData("430101194001010015", "43010119400101001", 1)]
    [InlineData("430101194001010015", "439901194001010028", 4)]
    public void Known_pairs(string a, string b, int expected) => Assert.Equal(expected, Of(a, b));
}
