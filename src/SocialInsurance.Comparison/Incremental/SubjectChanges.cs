namespace SocialInsurance.Comparison;

/// <summary>
/// How this run's subjects stand to those of the previous run. The evidence of a subject depends on its key, its name and the feeds,
/// on nothing else: whoever has both unchanged keeps it.
/// </summary>
sealed class SubjectChanges
{
    SubjectChanges(int[]? oldIndex, AffectedKeys keys, int recomputed)
    {
        OldIndex = oldIndex;
        Keys = keys;
        Recomputed = recomputed;
    }

    internal static SubjectChanges None { get; } = new(null, AffectedKeys.None, 0);

    /// <summary>By subject: its index in the previous run, -1 = new or with another identity. Null: all as they were.</summary>
    internal int[]? OldIndex { get; }

    /// <summary>Keys that some subject has gained or lost: their records are looked for in the files again.</summary>
    internal AffectedKeys Keys { get; }

    /// <summary>Subjects that are new or have another identity.</summary>
    internal int Recomputed { get; }

    /// <summary>Walks both sets, which ascend by identifier.</summary>
    internal static SubjectChanges Between(ComparisonState old, SubjectSet subjects)
    {
        int[] oldIndex = new int[subjects.Count];
        var touched = new HashSet<long>();
        int recomputed = 0;
        int o = 0;
        for (int n = 0; n < oldIndex.Length; n++)
        {
            int order = -1;
            while (o < old.SubjectCount && (order = old.IdOf(o).SequenceCompareTo(subjects.IdOf(n))) < 0)
            {
                touched.Add(old.SubjectAt(o++).Key);
            }

            bool isKnown = o < old.SubjectCount && order == 0;
            ref readonly Subject now = ref subjects.Subjects[n];
            bool isSame = isKnown && old.SubjectAt(o).Key == now.Key && old.SubjectAt(o).NameKey == now.NameKey;
            oldIndex[n] = isSame ? o : -1;
            if (!isSame)
            {
                recomputed++;
                touched.Add(now.Key);
                touched.Add(isKnown ? old.SubjectAt(o).Key : 0);
            }

            o += isKnown ? 1 : 0;
        }

        while (o < old.SubjectCount)
        {
            touched.Add(old.SubjectAt(o++).Key);
        }

        touched.Remove(0);
        return new SubjectChanges(oldIndex, AffectedKeys.Of(touched, old, subjects), recomputed);
    }
}
