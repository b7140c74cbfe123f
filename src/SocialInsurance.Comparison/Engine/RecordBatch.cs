using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Joins activity records in small batches: the table's slots are fetched while the next records are parsed, the cells of the
/// records that hit while the others are probed. Same result as joining one by one, because merging is commutative. One worker each.
/// </summary>
/// <param name="mergesHere">False: records are only joined and counted.</param>
sealed unsafe class RecordBatch(FeedScene scene, int source, int file, bool mergesHere) : IDisposable
{
    const int Capacity = 32;

    readonly NativeBlock memory = new(Capacity * (sizeof(Pending) + sizeof(int) * 2));
    int count;
    long taken;

    internal long Matched { get; private set; }

    internal long NameDisagreed { get; private set; }

    internal long Unmatched => taken - Matched;

    Pending* Records => (Pending*)memory.Pointer;

    int* Hits => (int*)(memory.Pointer + Capacity * sizeof(Pending));

    int* Subjects => Hits + Capacity;

    /// <summary>Takes a record; <paramref name="name"/> stays readable until <see cref="Flush"/>. Null = the source has no names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(long key, int occurredOn, long line, byte* name, int nameLength)
    {
        Records[count] = new Pending(key, line, name, nameLength, occurredOn);
        count += scene.Table.MayHold(key); // a stranger is written over
        taken++;
        if (count == Capacity)
        {
            Flush();
        }
    }

    /// <summary>Merges what was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Flush()
    {
        int hits = 0;
        for (int i = 0; i < count; i++)
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

        count = 0;
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
