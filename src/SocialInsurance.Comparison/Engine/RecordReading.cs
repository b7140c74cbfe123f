using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>What a record of a feed says, or the column and reason that keep it from being used.</summary>
/// <param name="Key">Number, packed.</param>
/// <param name="OccurredOn">yyyymmdd</param>
/// <param name="EndOn">yyyymmdd, 0 unless an interval.</param>
readonly record struct FeedRecord(long Key, int OccurredOn, int EndOn);

/// <summary>Column from 1; 0 = no fault.</summary>
readonly record struct RecordFault(int Column, RejectReason Reason)
{
    internal bool IsNone => Column == 0;
}

/// <summary>The meaning of a feed's columns: the one place where fields become a record. Immutable, thread-safe.</summary>
sealed class RecordReading
{
    internal const int OpenEnd = 9999_12_31; // an interval without end date holds until further notice

    readonly SourceKind kind;
    readonly int asOf;
    readonly int numberColumn;
    readonly int eventColumn;
    readonly int endColumn;
    readonly DocumentTypeColumn types;

    /// <param name="file">Probed.</param>
    /// <param name="asOf">yyyymmdd; events after it are faults.</param>
    internal RecordReading(DataFile file, int asOf)
    {
        this.asOf = asOf;
        ColumnLayout layout = file.Layout ?? throw new InvalidOperationException("the file was not probed");
        kind = file.Descriptor.Kind;
        numberColumn = layout[ColumnRole.Number];
        eventColumn = layout[ColumnRole.EventDate];
        endColumn = layout[ColumnRole.EndDate];
        types = new DocumentTypeColumn(file.Descriptor, layout);
        EventDates = file.Descriptor.DatesOf(ColumnRole.EventDate);
        EndDates = file.Descriptor.DatesOf(ColumnRole.EndDate);
    }

    internal DateNotation EventDates { get; }

    internal DateNotation EndDates { get; }

    /// <summary>Numbers mean the same whatever the other columns hold.</summary>
    internal bool IsUntyped => types.Column < 0;

    /// <param name="record">The record; where only the date of the event is a fault its number, and its date when that lies after the as-of date; else nothing where there is a fault.</param>
    internal RecordFault Read(in Row row, out FeedRecord record)
    {
        record = default;
        DocumentNumberFault fault = types.ReadNumber(row, numberColumn, out long key);
        if (fault != DocumentNumberFault.None)
        {
            return new RecordFault(numberColumn + 1, RejectedRow.ReasonOf(fault));
        }

        int occurredOn = EventDates.Read(row.Field(eventColumn));
        if (occurredOn == 0 || occurredOn > asOf)
        {
            record = new FeedRecord(key, occurredOn, 0);
            return new RecordFault(eventColumn + 1, occurredOn == 0 ? RejectReason.BadDate : RejectReason.EventInFuture);
        }

        int endOn = 0;
        if (kind == SourceKind.Interval)
        {
            ReadOnlySpan<byte> text = FieldText.Trim(row.Field(endColumn));
            endOn = text.IsEmpty ? OpenEnd : EndDates.Read(text);
            if (endOn < occurredOn)
            {
                return new RecordFault(endColumn + 1, endOn == 0 ? RejectReason.BadDate : RejectReason.EndBeforeStart);
            }
        }

        record = new FeedRecord(key, occurredOn, endOn);
        return default;
    }
}

/// <summary>The number of a row, read as the kind of document that another column states. Immutable, thread-safe.</summary>
sealed class DocumentTypeColumn(FeedDescriptor descriptor, ColumnLayout layout)
{
    readonly (byte[] Text, DocumentKind Kind)[] kinds = [.. descriptor.DocumentTypes.Select(t => (Encoding.UTF8.GetBytes(t.Key), t.Value))];

    /// <summary>-1 = the file has none.</summary>
    internal int Column { get; } = layout[ColumnRole.DocumentType];

    internal DocumentNumberFault ReadNumber(in Row row, int numberColumn, out long key) =>
        Column < 0 ? DocumentNumber.Read(row.Field(numberColumn), out key) : DocumentNumber.Read(row.Field(numberColumn), KindOf(row), out key);

    /// <summary>A text that the descriptor does not know states nothing.</summary>
    DocumentKind KindOf(in Row row)
    {
        ReadOnlySpan<byte> text = FieldText.Trim(row.Field(Column));
        foreach ((byte[] known, DocumentKind kind) in kinds)
        {
            if (text.SequenceEqual(known))
            {
                return kind;
            }
        }

        return DocumentKind.Unstated;
    }
}
