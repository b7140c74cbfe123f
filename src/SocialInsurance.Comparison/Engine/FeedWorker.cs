using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>Reads the records of a feed and merges those of registered subjects into the board.</summary>
partial class FeedWorker : RowWorker
{
    readonly FeedScene scene;
    readonly SourceKind kind;
    readonly RecordReading reading;
    readonly DateNotation dates;
    readonly int source;
    readonly int numberColumn;
    readonly int nameColumn;
    readonly int eventColumn;
    readonly bool keepsUnlinked;
    readonly bool mergesHere;
    readonly DeliverySample sample;
    long matched;
    long nameDisagreed;
    long unmatched;
    readonly FieldMarks? marks;
    readonly RecordBatch? batch;

    /// <param name="mergesHere">False: records are joined and counted as ever, but their evidence goes to <see cref="Send"/>.</param>
    internal FeedWorker(DataFile file, int source, FeedScene scene, SubjectMarks? people = null, bool mergesHere = true)
        : base(file)
    {
        this.scene = scene;
        this.source = source;
        this.mergesHere = mergesHere;
        kind = file.Descriptor.Kind;
        reading = new RecordReading(file, scene.AsOf);
        dates = reading.EventDates;
        numberColumn = Layout[ColumnRole.Number];
        nameColumn = Layout[ColumnRole.Name];
        eventColumn = Layout[ColumnRole.EventDate];
        keepsUnlinked = kind == SourceKind.Terminal;
        Unlinked = new UnlinkedLog(scene.Unlinked);
        Delivery = new DeliveryLog(file.SizeBytes, people);
        sample = Delivery.Sample;
        if (kind is SourceKind.Activity or SourceKind.Duplicate && file.Descriptor.Format is { IsQuoted: false, FixedWidth: null } && reading.IsUntyped)
        {
            marks = new FieldMarks();
            batch = new RecordBatch(scene, source, file.Index, mergesHere);
        }
    }

    internal long Matched => matched + (batch?.Matched ?? 0);

    internal long NameDisagreed => nameDisagreed + (batch?.NameDisagreed ?? 0);

    /// <summary>Earliest date after the as-of date, yyyymmdd; <see cref="int.MaxValue"/> = none.</summary>
    internal int FirstFutureOn { get; private set; } = int.MaxValue;

    internal long Unmatched => unmatched + (batch?.Unmatched ?? 0);

    /// <summary>Terminal records that no subject answers by number and name.</summary>
    internal UnlinkedLog Unlinked { get; }

    /// <summary>What the brake wants to know.</summary>
    internal DeliveryLog Delivery { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override bool TryTake(in Row row)
    {
        RecordFault fault = reading.Read(row, out FeedRecord record);
        if (!fault.IsNone)
        {
            if (fault.Column == numberColumn + 1)
            {
                KeepFaulty(row);
                Delivery.ChecksumFailures += fault.Reason == RejectReason.NumberChecksumMismatch ? 1 : 0;
            }
            else if (record.Key != 0)
            {
                FirstFutureOn = record.OccurredOn == 0 ? FirstFutureOn : Math.Min(FirstFutureOn, record.OccurredOn);
                KeepDated(row, record);
            }

            return Reject(fault.Column, fault.Reason);
        }

        Join(row, record.Key, record.OccurredOn, record.EndOn);
        return true;
    }

    void KeepUsable(in Row row, long key, int occurredOn, bool isRegistered)
    {
        if (keepsUnlinked)
        {
            Unlinked.Add(RecordPlace.At(File.Index, Line), source, key, row.Field(nameColumn), occurredOn, isRegistered);
            if (!new DocumentKey(key).IsCitizenForm)
            {
                KeepMoved(row);
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        marks?.Dispose();
        batch?.Dispose();
    }

    /// <summary>Takes an accepted row of the scalar way to the subjects that it may concern.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected virtual void Join(in Row row, long key, int occurredOn, int endOn)
    {
        sample.Add(key, occurredOn);
        if (!mergesHere)
        {
            Send(key, NameField(row), occurredOn, endOn, Line);
        }

        if (!scene.Partition.Holds(key))
        {
            return; // another pass's
        }

        int subject = scene.Table.First(key);
        if (subject == SubjectTable.None)
        {
            unmatched++;
            KeepUsable(row, key, occurredOn, isRegistered: false);
            return;
        }

        matched++;
        bool anyAgrees = false;
        bool hasNames = nameColumn >= 0;
        NameKey name = hasNames ? NameKey.Of(row.Field(nameColumn)) : default;
        RecordPlace place = RecordPlace.At(File.Index, Line);
        for (; subject != SubjectTable.None; subject = scene.Table.Next(subject))
        {
            bool agrees = !hasNames || name.AgreesWith(new NameKey(scene.NameKeyOf(subject)));
            anyAgrees |= agrees;
            if (agrees)
            {
                Delivery.Report(subject);
            }

            if (mergesHere)
            {
                scene.Board.Merge(subject, source, kind, CellOf(agrees, occurredOn, endOn, place));
            }
        }

        if (!anyAgrees)
        {
            nameDisagreed++;
            KeepUsable(row, key, occurredOn, isRegistered: true); // the slip may have hit another subject's number
        }
    }

    /// <summary>Takes an accepted record of whomever, when its evidence is not merged here.</summary>
    /// <param name="name">Empty where the source has no names.</param>
    /// <param name="endOn">0 unless an interval.</param>
    private protected virtual void Send(long key, ReadOnlySpan<byte> name, int occurredOn, int endOn, long line)
    {
    }

    /// <summary>Null: the source has no names, every record of a number agrees.</summary>
    /// <summary>Empty where the source has no names.</summary>
    ReadOnlySpan<byte> NameField(in Row row) => nameColumn < 0 ? default : row.Field(nameColumn);

    private protected NameKey? NameOf(in Row row) => nameColumn < 0 ? null : NameKey.Of(row.Field(nameColumn));

    private protected EvidenceCell CellOf(bool agrees, int occurredOn, int endOn, RecordPlace place) =>
        !agrees ? EvidenceCell.Disagreeing(kind == SourceKind.Interval ? endOn : occurredOn, place)
        : kind == SourceKind.Interval ? EvidenceCell.AgreeingInterval(occurredOn, endOn, place)
        : EvidenceCell.Agreeing(occurredOn, place);
}

/// <summary>What all feed workers of a run share. Thread-safe.</summary>
class FeedScene(SubjectIndex subjects, int subjectCount, EvidenceBoard board, int asOf, UnlinkedBudget unlinked)
{
    internal SubjectTable Table => subjects.Table;

    internal EvidenceBoard Board => board;

    internal UnlinkedBudget Unlinked => unlinked;

    /// <summary>Of the pass.</summary>
    internal int SubjectCount => subjectCount;

    internal KeyPartition Partition => subjects.Partition;

    /// <summary>Files read so far; written between files, by one thread.</summary>
    internal List<Delivery> Deliveries { get; } = [];

    /// <summary>One worker of a file that is read for its evidence.</summary>
    internal virtual FeedWorker WorkerFor(DataFile file, int source, SubjectMarks? people) => new(file, source, this, people);

    internal FeedScene WithBudget(UnlinkedBudget budget) => new(subjects, subjectCount, board, asOf, budget);

    /// <summary>yyyymmdd</summary>
    internal int AsOf => asOf;

    /// <summary>Asks for what a record of this subject will be compared with and merged into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(int subject, int source)
    {
        board.Prefetch(subject, source);
        subjects.PrefetchName(subject);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong NameKeyOf(int subject) => subjects.NameKeyOf(subject);
}
