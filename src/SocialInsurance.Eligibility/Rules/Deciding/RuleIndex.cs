using System.Numerics;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// All rules of a bound policy as bits, so that the first rule that holds is found by questions, not by rules: rules that ask the
/// same thing with other numbers share one question, which is answered at most once a person and strikes out every rule it
/// refutes. Cost per person grows with the questions of the policy, hardly with its rules. Immutable, safe for all threads.
/// </summary>
internal sealed class RuleIndex
{
    private readonly int _words;
    private readonly RuleQuestion[] _questions;
    private readonly int[][] _questionsOf;
    private readonly ulong[] _always;
    private readonly ulong[] _numberUnusable;
    private readonly ulong[] _registeredMoreThanOnce;
    private readonly ulong[] _openPossibleLink;
    private readonly ulong[] _faintPossibleLink;
    private readonly ulong[] _agreeing;
    private readonly ulong[] _disagreeing;

    internal RuleIndex(CompiledRule[] rules, int cells)
    {
        _words = (rules.Length + 63) / 64;
        (_questions, _questionsOf) = RuleQuestion.Of(rules, _words);
        (_always, _numberUnusable, _registeredMoreThanOnce, _openPossibleLink) = (new ulong[_words], new ulong[_words], new ulong[_words], new ulong[_words]);
        _faintPossibleLink = new ulong[_words];
        (_agreeing, _disagreeing) = (new ulong[_words * cells], new ulong[_words * cells]);
        for (int rule = 0; rule < rules.Length; rule++) Enter(rule, rules[rule]);
    }

    /// <summary>Index of the first rule that holds; -1 when none does. Allocates nothing.</summary>
    internal int FirstThatHolds(in PersonFacts facts)
    {
        Span<ulong> alive = stackalloc ulong[_words];
        Candidates(facts, alive);
        Span<bool> answered = stackalloc bool[_questions.Length];
        answered.Clear();
        for (int word = 0; word < alive.Length; word++)
            while (alive[word] != 0)
            {
                int rule = word * 64 + BitOperations.TrailingZeroCount(alive[word]);
                if (Holds(rule, facts, alive, answered)) return rule;
            }
        return -1;
    }

    private bool Holds(int rule, in PersonFacts facts, Span<ulong> alive, Span<bool> answered)
    {
        foreach (int question in _questionsOf[rule])
        {
            if (answered[question]) continue; // what it refutes is struck out already, and this rule is not
            answered[question] = true;
            _questions[question].StrikeOut(facts, alive);
            if ((alive[rule >> 6] >> (rule & 63) & 1) == 0) return false;
        }
        return true;
    }

    /// <summary>The rules that a person's facts can fulfil at all: those entered under something that the person has.</summary>
    private void Candidates(in PersonFacts facts, Span<ulong> alive)
    {
        _always.CopyTo(alive);
        if (!facts.NumberUsable) Or(alive, _numberUnusable);
        if (facts.RegisteredTimes > 1) Or(alive, _registeredMoreThanOnce);
        if (facts.OpenPossibleLink) Or(alive, _openPossibleLink);
        if (facts.FaintPossibleLink) Or(alive, _faintPossibleLink);
        var cells = facts.Evidence;
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i].LatestOn != 0) Or(alive, _agreeing.AsSpan(i * _words, _words));
            if (cells[i].DisagreeingOn != 0) Or(alive, _disagreeing.AsSpan(i * _words, _words));
        }
    }

    /// <summary>Enters a rule under one thing without which it cannot hold: its narrowest condition, or always.</summary>
    private void Enter(int rule, CompiledRule compiled)
    {
        var key = compiled.When.Where(c => NeedOf(c.Kind) != Need.Nothing).MinBy(c => c.Sources.Length);
        switch (key is null ? Need.Nothing : NeedOf(key.Kind))
        {
            case Need.Nothing: Set(_always, rule); break;
            case Need.NumberUnusable: Set(_numberUnusable, rule); break;
            case Need.RegisteredMoreThanOnce: Set(_registeredMoreThanOnce, rule); break;
            case Need.OpenPossibleLink: Set(_openPossibleLink, rule); break;
            case Need.FaintPossibleLink: Set(_faintPossibleLink, rule); break;
            case Need.AgreeingRecord: foreach (var source in key!.Sources) Set(_agreeing.AsSpan(source.Cell * _words, _words), rule); break;
            case Need.DisagreeingRecord: foreach (var source in key!.Sources) Set(_disagreeing.AsSpan(source.Cell * _words, _words), rule); break;
            default: throw new InvalidOperationException("a need without a place");
        }
    }

    private enum Need { Nothing, NumberUnusable, RegisteredMoreThanOnce, OpenPossibleLink, FaintPossibleLink, AgreeingRecord, DisagreeingRecord }

    /// <summary>What must be there for a condition to hold; necessary, never sufficient.</summary>
    private static Need NeedOf(ConditionKind kind) => kind switch
    {
        ConditionKind.NumberUnusable => Need.NumberUnusable,
        ConditionKind.RegisteredMoreThanOnce => Need.RegisteredMoreThanOnce,
        ConditionKind.OpenPossibleLink => Need.OpenPossibleLink,
        ConditionKind.FaintPossibleLink or ConditionKind.FaintLinkUncontradicted => Need.FaintPossibleLink,
        ConditionKind.DeathRecordedUnderAnotherName => Need.DisagreeingRecord,
        ConditionKind.DeathRecorded or ConditionKind.DeathCorroborated or ConditionKind.DeathContradicted
            or ConditionKind.IntervalCoversAsOf or ConditionKind.DuplicateWithinWindow or ConditionKind.AlertWithinWindow
            or ConditionKind.PersonPresentWithinWindow or ConditionKind.AccountEventsFromTwoGroups
            or ConditionKind.AccountEventsOnTwoDays => Need.AgreeingRecord,
        ConditionKind.Otherwise or ConditionKind.NotDue or ConditionKind.NoSignOfLifeFor => Need.Nothing,
        _ => throw new InvalidOperationException($"condition kind {(int)kind} has no needs"),
    };

    private static void Or(Span<ulong> alive, ReadOnlySpan<ulong> rules)
    {
        for (int i = 0; i < alive.Length; i++) alive[i] |= rules[i];
    }

    private static void Set(Span<ulong> rules, int rule) => rules[rule >> 6] |= 1ul << (rule & 63);
}
