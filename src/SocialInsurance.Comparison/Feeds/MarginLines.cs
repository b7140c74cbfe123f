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

    /// <summary>
    /// The line says who somebody is as no title or total does: at the places of a row, or by a sound number wherever it stands in a row cut off, moved or damaged,
    /// which is then rejected as others are.
    /// </summary>
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

        bool isWhole = !File.Descriptor.Format.IsQuoted || QuotedRows.WholeRecords(Block.Raw[..length], QuotedShape.Of(File), out _, out _) == length;
        Block.Set(0, 1, 1, length, isWhole ? null : RejectReason.UnclosedQuote);
        Work();
        return isRecord;
    }

    protected override bool TryTake(in Row row)
    {
        isRecord = IsPerson(row) || HoldsNumber(row);
        return true;
    }

    protected override void Salvage(in Row row) => isRecord = HoldsNumber(row);

    /// <summary>A sound citizen number of 18 characters in some cell.</summary>
    static bool HoldsNumber(in Row row)
    {
        for (int i = 0; i < Math.Min(row.ColumnCount, ColumnLayout.MaxColumns); i++)
        {
            if (HoldsNumber(DamagedText.WithoutNul(row.Field(i))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>No part of a longer number of a file.</summary>
    static bool HoldsNumber(ReadOnlySpan<byte> cell)
    {
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        var numbers = new SoundNumbers(cell);
        while (numbers.Next(number))
        {
            bool isWhole = (numbers.Start == 0 || !char.IsAsciiDigit((char)cell[numbers.Start - 1])) && (numbers.End == cell.Length || !char.IsAsciiDigit((char)cell[numbers.End]));
            if (isWhole && NumberText.Normalise(cell[numbers.Start..numbers.End], number) == NumberText.CitizenLength)
            {
                return true;
            }
        }

        return false;
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
