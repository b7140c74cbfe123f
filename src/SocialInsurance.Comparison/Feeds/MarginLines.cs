namespace SocialInsurance.Comparison;

/// <summary>
/// Looks at lines that a descriptor calls no records: titles, a header, totals. A delivery that comes without them has records there, and nobody is left
/// out unread. One file, one thread.
/// </summary>
sealed class MarginLines(DataFile file) : RowWorker(file)
{
    const int FewestDigits = 12; // of a number, or a permit and a date

    readonly DateNotation? dates = file.Descriptor.Kind == SourceKind.Subjects ? null : file.Descriptor.DatesOf(ColumnRole.EventDate);
    bool isRecord;

    /// <summary>Worth the question; false for nearly every title, header or total.</summary>
    internal static bool MayBeRecord(ReadOnlySpan<byte> line)
    {
        int digits = 0;
        foreach (byte c in line)
        {
            digits += char.IsAsciiDigit((char)c) ? 1 : 0;
        }

        return digits >= FewestDigits;
    }

    /// <summary>The line has the width of a row and says who somebody is as no title or total does.</summary>
    /// <param name="line">As the file's rows are cut, with or without its end.</param>
    internal bool IsRecord(ReadOnlySpan<byte> line)
    {
        isRecord = false;
        if (line.Length >= BlockSource.BlockBytes || !MayBeRecord(line))
        {
            return false;
        }

        line.CopyTo(Block.Raw);
        int length = line.Length;
        if (line[^1] != '\n')
        {
            Block.Raw[length++] = (byte)'\n';
        }

        FeedFormat format = File.Descriptor.Format;
        if (!format.IsQuoted || QuotedRows.WholeRecords(Block.Raw[..length], QuotedShape.Of(File), out _, out _) == length)
        {
            Block.Set(0, 1, 1, length, null);
            Work();
        }

        return isRecord;
    }

    protected override bool TryTake(in Row row)
    {
        isRecord = IsPerson(row);
        return true;
    }

    /// <summary>A sound citizen number of 18 characters; or any other that somebody meant, with a name and a date or identifier beside it.</summary>
    bool IsPerson(in Row row)
    {
        ReadOnlySpan<byte> cell = row.Field(Layout[ColumnRole.Number]);
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        bool isSound = DocumentNumber.Read(cell, out long key) == DocumentNumberFault.None;
        if (isSound && new DocumentKey(key).IsCitizenForm && NumberText.Normalise(cell, number) == NumberText.CitizenLength)
        {
            return true;
        }

        bool isMeant = isSound ? new DocumentKey(key).IsCitizenForm || FeedWorker.LooksLikePermit(cell)
            : UnlinkedLog.MeantNumber(cell, number) is > 0 and int length && (NumberText.IsPlausible(number[..length]) || number[..length].Contains(MaskedNumber.Hidden)); // no date of a total
        bool hasName = Layout[ColumnRole.Name] < 0 || NameKey.Of(row.Field(Layout[ColumnRole.Name])).Value != 0;
        return isMeant && hasName && (dates is null ? !FieldText.Trim(row.Field(Layout[ColumnRole.Id])).IsEmpty : dates.Read(row.Field(Layout[ColumnRole.EventDate])) > 0);
    }
}
