using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Subjects who bear the very name of a misdirected record: somebody reported a death under the number of a subject with another name.
/// If the number is wrong, the name is all that is left of the dead person.
/// </summary>
static class Namesakes
{
    /// <summary>A name that more subjects bear tells of nobody.</summary>
    internal const int Most = 128;

    /// <summary>Pairs ascending, and the records whose name nobody bears; a register has few misdirected records.</summary>
    internal static (CandidatePair[] Pairs, IReadOnlyList<int> Nameless) Of(SubjectSet subjects, UnlinkedSet unlinked)
    {
        var records = new Dictionary<ulong, List<int>>();
        for (int i = 0; i < unlinked.Records.Length; i++)
        {
            if (unlinked.Records[i].Number == RecordNumber.Misdirected)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(records, unlinked.Records[i].NameKey, out _) ??= []).Add(i);
            }
        }

        var bearers = records.Keys.ToDictionary(name => name, _ => new List<int>());
        for (int subject = 0; subject < subjects.Count && records.Count > 0; subject++)
        {
            if (bearers.TryGetValue(subjects.Subjects[subject].NameKey, out List<int>? found) && found.Count <= Most)
            {
                found.Add(subject);
            }
        }

        return (
            [.. bearers.Where(b => b.Value.Count <= Most)
                .SelectMany(b => b.Value.SelectMany(subject => records[b.Key].Select(record => new CandidatePair(subject, record)))).Order()],
            [.. bearers.Where(b => b.Value.Count == 0).SelectMany(b => records[b.Key]).Order()]);
    }
}
