namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// One question with all the numbers that the rules ask it with: "how many days without a sign of life", asked with 90 and 120.
/// A condition holds when the person's value reaches its number.
/// </summary>
internal sealed class RuleQuestion
{
    private readonly CompiledCondition _asked;
    private readonly int[] _numbers;
    private readonly ulong[] _refuted;
    private readonly int _words;

    private RuleQuestion(CompiledCondition asked, int[] numbers, ulong[] refuted, int words) =>
        (_asked, _numbers, _refuted, _words) = (asked, numbers, refuted, words);

    /// <summary>Answers for one person and strikes out all rules that ask for more.</summary>
    internal void StrikeOut(in PersonFacts facts, Span<ulong> alive)
    {
        int value = _asked.ValueOf(facts);
        int reached = NumbersReachedBy(value);
        if (reached == _numbers.Length) return;
        var refuted = _refuted.AsSpan(reached * _words, _words);
        for (int i = 0; i < refuted.Length; i++) alive[i] &= ~refuted[i];
    }

    /// <summary>How many of the numbers, which ascend, the value reaches. Halves: a policy may ask a question with a hundred of them.</summary>
    private int NumbersReachedBy(int value)
    {
        int low = 0, high = _numbers.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_numbers[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The questions of a list of rules, and for each rule the questions it asks, in its order.</summary>
    internal static (RuleQuestion[] Questions, int[][] OfRule) Of(CompiledRule[] rules, int words)
    {
        var asked = new List<(CompiledCondition First, List<(int Rule, int Number)> Uses)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var ofRule = new int[rules.Length][];
        for (int rule = 0; rule < rules.Length; rule++)
        {
            var mine = new List<int>();
            foreach (var condition in rules[rule].When.Where(c => c.Kind != ConditionKind.Otherwise))
            {
                string key = condition.QuestionKey();
                if (!places.TryGetValue(key, out int place))
                {
                    places[key] = place = asked.Count;
                    asked.Add((condition, []));
                }
                asked[place].Uses.Add((rule, condition.NumberAsked()));
                mine.Add(place);
            }
            ofRule[rule] = [.. mine.Distinct()];
        }
        return ([.. asked.Select(a => Build(a.First, a.Uses, words))], ofRule);
    }

    private static RuleQuestion Build(CompiledCondition first, List<(int Rule, int Number)> uses, int words)
    {
        int[] numbers = [.. uses.Select(u => u.Number).Distinct().Order()];
        var refuted = new ulong[numbers.Length * words];
        for (int reached = 0; reached < numbers.Length; reached++)
            foreach (var (rule, number) in uses)
                if (number >= numbers[reached]) refuted[reached * words + (rule >> 6)] |= 1ul << (rule & 63);
        return new RuleQuestion(first, numbers, refuted, words);
    }
}
