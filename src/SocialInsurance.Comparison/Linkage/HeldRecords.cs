namespace SocialInsurance.Comparison;

/// <summary>
/// Whom the unlinked records of held terminal deliveries may mean: a record under another name, or with a slip in its number, is no weaker a
/// hint for standing in a held file. They make no links and teach the run's model nothing.
/// </summary>
static class HeldRecords
{
    /// <summary>Subjects with the number of such a record, and those linked to one; not those whose mere presence would outweigh the link.</summary>
    internal static IEnumerable<int> Subjects(RunContext run, SubjectSet subjects, IReadOnlyList<UnlinkedLog> held)
    {
        if (!held.Any(log => log.Records.Count > 0))
        {
            return [];
        }

        HashSet<long> numbers = [.. held.SelectMany(log => log.Records).Where(r => r.Number == RecordNumber.Misdirected).Select(r => r.Key)];
        PairSet pairs = LinkPhase.Observe(run.Catalogue.Registers, subjects, held, null, run.Threads, run.Progress, run.CancellationToken)
            ?? throw new InvalidOperationException("pairs of all records are always whole");
        IEnumerable<int> linked = LinkPhase.Judge(pairs, subjects.Count).All.Where(link => !link.YieldsToPresence).Select(link => link.Subject);
        return [.. linked, .. Enumerable.Range(0, subjects.Count).Where(subject => numbers.Contains(subjects.Subjects[subject].Key))];
    }
}
