using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// Runs two policies over the stored evidence of a run, without reading a feed again: one pass over the mapped state, both
/// decisions while a person's cells are in the cache, on several threads. Memory does not grow with the people, only with the limit.
/// </summary>
public static class ReplayPolicy
{
    private const int Block = 1 << 14;

    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ReplayResult Execute(
        PublishedRun run, CompiledPolicy before, CompiledPolicy after, ReplayOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var ledger = new ReplayLedger(run.State, before, after, options);
        var workers = Enumerable.Range(0, Math.Max(1, options.Threads)).Select(_ => new ReplayWorker(run.State, before, after, options)).ToArray();
        int next = -1, blocks = (run.State.SubjectCount + Block - 1) / Block;
        Parallel.ForEach(workers, new ParallelOptions { MaxDegreeOfParallelism = workers.Length, CancellationToken = cancellationToken }, worker =>
        {
            for (int block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                int first = block * Block, end = Math.Min(first + Block, run.State.SubjectCount);
                ledger.Add(block, worker.Decide(first, end));
                progress?.Report(end);
            }
        });
        return ledger.Close(workers);
    }
}

/// <summary>A changed person in eight bytes: index of the subject, places of both rules.</summary>
internal readonly record struct ChangedSubject(int Subject, ushort From, ushort To);

/// <summary>Decides with both policies; counts and samples of its own. One thread at a time.</summary>
internal sealed class ReplayWorker
{
    private readonly ComparisonState _state;
    private readonly CompiledPolicy _before;
    private readonly CompiledPolicy _after;
    private readonly int _columns;
    private readonly bool[] _differs;
    private readonly long[] _people;

    internal ReplayWorker(ComparisonState state, CompiledPolicy before, CompiledPolicy after, ReplayOptions options)
    {
        (_state, _before, _after) = (state, before, after);
        _columns = after.Policy.Rules.Count;
        _differs = [.. before.Policy.Rules.SelectMany(f => after.Policy.Rules.Select(t => new ReplayMove(f, t, 0).IsChange))];
        _people = new long[_differs.Length];
        Sample = new ReplaySample(_differs.Length, options.SamplePerMove, options.Seed);
    }

    internal ReplaySample Sample { get; }

    internal IReadOnlyList<long> People => _people;

    internal List<ChangedSubject> Decide(int first, int end)
    {
        var changed = new List<ChangedSubject>();
        for (int subject = first; subject < end; subject++)
        {
            var facts = PersonEvidence.Of(_state, subject);
            int from = _before.DecidingRule(facts), to = _after.DecidingRule(facts);
            int cell = from * _columns + to;
            _people[cell]++;
            if (!_differs[cell]) continue;
            changed.Add(new ChangedSubject(subject, (ushort)from, (ushort)to));
            Sample.Offer(cell, subject);
        }
        return changed;
    }
}

/// <summary>Brings the blocks back into order: writes and keeps the changed people, ascending by identifier. Thread-safe.</summary>
internal sealed class ReplayLedger(ComparisonState state, CompiledPolicy before, CompiledPolicy after, ReplayOptions options)
{
    private const int FlushAt = 1 << 16;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<ChangedSubject>> _waiting = [];
    private readonly List<ChangedSubject> _kept = [];
    private readonly MemoryStream _lines = WithHeader();
    private readonly byte[][] _fromTexts = TextsOf(before);
    private readonly byte[][] _toTexts = TextsOf(after);
    private int _next;
    private long _changed;

    /// <summary>Blocks may come in any order; at most as many wait as there are threads, give or take one slow block.</summary>
    internal void Add(int block, List<ChangedSubject> changed)
    {
        lock (_gate)
        {
            _waiting.Add(block, changed);
            while (_waiting.Remove(_next, out var ready))
            {
                _next++;
                _changed += ready.Count;
                _kept.AddRange(ready.Take(options.Limit - _kept.Count));
                if (options.Changes is not null) foreach (var one in ready) WriteLine(one);
            }
        }
    }

    internal ReplayResult Close(ReplayWorker[] workers)
    {
        Flush();
        var (fromRules, toRules) = (before.Policy.Rules, after.Policy.Rules);
        var matrix = from cell in Enumerable.Range(0, fromRules.Count * toRules.Count)
                     let people = workers.Sum(w => w.People[cell])
                     where people > 0
                     select new ReplayMove(fromRules[cell / toRules.Count], toRules[cell % toRules.Count], people);
        return new ReplayResult(
            state.SubjectCount, _changed, [.. matrix],
            [.. _kept.Select(c => new ReplayChange(IdOf(c.Subject), fromRules[c.From], toRules[c.To]))],
            [.. ReplaySample.Merge(workers.Select(w => w.Sample)).Select(CaseOf)]);
    }

    private ReplayCase CaseOf(int subject)
    {
        var facts = PersonEvidence.Of(state, subject);
        return new ReplayCase(IdOf(subject), SideOf(before, facts), SideOf(after, facts));
    }

    private static ReplaySide SideOf(CompiledPolicy policy, in PersonFacts facts)
    {
        var decision = policy.Decide(facts);
        return new ReplaySide(
            decision, policy.ReasonOf(decision), decision.EvidenceSource < 0 ? null : policy.SourceNames[decision.EvidenceSource], PersonEvidence.DateOf(decision.EvidenceOn));
    }

    private string IdOf(int subject) => Encoding.UTF8.GetString(state.IdOf(subject));

    private static MemoryStream WithHeader()
    {
        var lines = new MemoryStream();
        lines.Write("beneficiaryId,fromOutcome,fromRule,fromFinding,toOutcome,toRule,toFinding\n"u8);
        return lines;
    }

    private void WriteLine(in ChangedSubject changed)
    {
        _lines.Write(state.IdOf(changed.Subject));
        _lines.Write(_fromTexts[changed.From]);
        _lines.Write(_toTexts[changed.To]);
        _lines.WriteByte((byte)'\n');
        if (_lines.Length >= FlushAt) Flush();
    }

    private void Flush()
    {
        if (options.Changes is null) return;
        _lines.WriteTo(options.Changes);
        _lines.SetLength(0);
    }

    private static byte[][] TextsOf(CompiledPolicy policy) =>
        [.. policy.Policy.Rules.Select(r => Encoding.UTF8.GetBytes($",{r.Outcome},{r.Code},{(r.Finding == FindingKind.None ? "" : r.Finding.ToString())}"))];
}
