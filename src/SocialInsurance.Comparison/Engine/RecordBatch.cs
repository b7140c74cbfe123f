using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Joins activity records in small batches, each step asking for the memory of the next: a record's word of the filter while the records
/// after it are parsed, then the slot of the table while the next ones are screened, then its cells while the others are probed. Same
/// result as joining one by one, because merging is commutative. One worker each.
/// </summary>
/// <param name="mergesHere">False: records are only joined and counted.</param>
sealed unsafe class RecordBatch(FeedScene scene, int source, int file, bool mergesHere) : IDisposable
{
    const int Fresh = 32; // records screened together
    const int Worthwhile = 16; // fewer that pass the filter wait for more
    const int Most = Worthwhile - 1 + Fresh + Fresh;

    readonly NativeBlock memory = new(Most * (sizeof(Pending) + sizeof(int) * 2));
    int count;
    int screened; // of them; the first ones
    long taken;

    internal long Matched { get; private set; }

    internal long NameDisagreed { get; private set; }

    internal long Unmatched => taken - Matched;

    Pending* Records => (Pending*)memory.Pointer;

    int* Hits => (int*)(memory.Pointer + Most * sizeof(Pending));

    int* Subjects => Hits + Most;

    /// <summary>Takes a record; <paramref name="name"/> stays readable until <see cref="Flush"/>. Null = the source has no names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(long key, int occurredOn, long line, byte* name, int nameLength)
    {
        Records[count++] = new Pending(key, line, name, nameLength, occurredOn);
        scene.Table.PrefetchFilter(key);
        if (count == screened + Fresh)
        {
            Screen();
        }
    }

    /// <summary>Merges what was added.</summary>
    internal void Flush()
    {
        Screen();
        Join();
    }

    /// <summary>Drops the strangers among the fresh records. Those that were screened before are joined first: their slots have come by now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Screen()
    {
        int from = screened;
        int to = count;
        taken += to - from;
        if (from >= Worthwhile)
        {
            Join();
        }

        int kept = screened;
        for (int i = from; i < to; i++)
        {
            Records[kept] = Records[i];
            kept += scene.Table.MayHold(Records[i].Key); // a stranger is written over
        }

        count = screened = kept;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Join()
    {
        int hits = 0;
        for (int i = 0; i < screened; i++)
        {
            int subject = scene.Table.First(Records[i].Key, out bool isChained);
            if (subject != SubjectTable.None)
            {
                Hits[hits] = isChained ? ~i : i;
                Subjects[hits++] = subject;
                scene.Prefetch(subject, source);
            }
        }

        Matched += hits;
        for (int i = 0; i < hits; i++)
        {
            bool isChained = Hits[i] < 0;
            Merge(Records[isChained ? ~Hits[i] : Hits[i]], Subjects[i], isChained);
        }

        count = screened = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Merge(in Pending record, int subject, bool isChained)
    {
        NameKey name = record.Name is null ? default : NameKey.Of(new ReadOnlySpan<byte>(record.Name, record.NameLength));
        RecordPlace place = RecordPlace.At(file, record.Line);
        bool anyAgrees = false;
        for (; subject != SubjectTable.None; subject = isChained ? scene.Table.Next(subject) : SubjectTable.None)
        {
            bool agrees = record.Name is null || name.AgreesWith(new NameKey(scene.NameKeyOf(subject)));
            anyAgrees |= agrees;
            if (!mergesHere)
            {
                continue;
            }

            if (agrees)
            {
                scene.Board.MergeAgreeing(subject, source, record.OccurredOn, place);
            }
            else
            {
                scene.Board.Merge(subject, source, SourceKind.Activity, EvidenceCell.Disagreeing(record.OccurredOn, place));
            }
        }

        NameDisagreed += anyAgrees ? 0 : 1;
    }

    public void Dispose() => memory.Dispose();

    readonly struct Pending(long key, long line, byte* name, int nameLength, int occurredOn)
    {
        internal readonly long Key = key;
        internal readonly long Line = line;
        internal readonly byte* Name = name;
        internal readonly int NameLength = nameLength;
        internal readonly int OccurredOn = occurredOn;
    }
}
