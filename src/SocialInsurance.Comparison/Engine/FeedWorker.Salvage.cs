namespace SocialInsurance.Comparison;

/// <summary>What <see cref="FeedWorker"/> keeps of rejected rows of a terminal source: no evidence, but nobody whom they may mean is certified unseen.</summary>
partial class FeedWorker
{
    readonly HashSet<long> keptOfRow = []; // sound numbers
    int[]? otherColumns;
    int partsOfRow;

    /// <summary>
    /// Cells of a row of another width, or a damaged one: the number's, and those no further from it than there are cells too many or too few
    /// (another number may be that of who reported the death), each with the name that stands to it as in a whole row. Where lines have run into
    /// each other the numbers of all of them stand there. No date can be trusted.
    /// </summary>
    protected override void Salvage(in Row row)
    {
        if (!keepsUnlinked)
        {
            return;
        }

        BeginSalvage();
        int columns = Math.Min(row.ColumnCount, ColumnLayout.MaxColumns);
        int shift = row.ColumnCount - Layout.ColumnCount;
        int last = Math.Min(columns - 1, numberColumn + Math.Max(shift, 0));
        for (int i = Math.Max(0, numberColumn + Math.Min(shift, 0)); i <= last; i++)
        {
            int nameAt = nameColumn + i - numberColumn;
            KeepShifted(row, i, nameAt >= 0 && nameAt < columns ? row.Field(nameAt) : default);
        }

        KeepSound(row.Rest, default, default, 0);
        if (shift == 0)
        {
            KeepElsewhere(row);
        }
    }

    void BeginSalvage()
    {
        keptOfRow.Clear();
        partsOfRow = 0;
    }

    /// <summary>One for each number that is looked at, kept or not: another pass keeps others.</summary>
    RecordPlace NextPart() => RecordPlace.At(File.Index, Line).Part(partsOfRow++);

    /// <summary>The number that a cell holds, or that somebody meant by it. A name of damaged bytes counts only where the number alone says too little.</summary>
    void KeepShifted(in Row row, int column, ReadOnlySpan<byte> name)
    {
        bool isDamaged = Block.IsDamaged && Block.DamageOf(name) is not null;
        ReadOnlySpan<byte> sure = isDamaged ? default : name;
        ReadOnlySpan<byte> legible = isDamaged ? DamagedText.Legible(name) : name;
        ReadOnlySpan<byte> cell = DamagedText.WithoutNul(row.Field(column));
        if (KeepDocument(cell, sure, legible, column == numberColumn))
        {
            return;
        }

        if (KeepSound(cell, sure, legible, 0))
        {
            KeepRest(cell, legible, 0);
        }
        else if (column == numberColumn || dates.Read(cell) == 0)
        {
            KeepMeant(cell, legible, 0);
        }
    }

    /// <summary>
    /// A sound number that fills its cell; false where more may be in it. In another cell than the number's a document that is no citizen number
    /// has to look like one, or to be in the register.
    /// </summary>
    bool KeepDocument(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> name, ReadOnlySpan<byte> legible, bool isOwnCell)
    {
        if (DocumentNumber.Read(cell, out long key) != DocumentNumberFault.None)
        {
            return false;
        }

        if (isOwnCell || new DocumentKey(key).IsCitizenForm)
        {
            KeepRejected(key, name, legible, occurredOn: 0);
            return true;
        }

        if (File.Descriptor.DocumentTypes.Values.Contains(DocumentKind.TaiwanPermit) && DocumentNumber.Read(cell, DocumentKind.TaiwanPermit, out long permit) == DocumentNumberFault.None)
        {
            key = permit;
        }

        RecordPlace place = NextPart(); // in any pass
        bool isRegistered = scene.Partition.Holds(key) && scene.Table.First(key) != SubjectTable.None;
        if (isRegistered || (scene.Partition.Holds(key) && LooksLikePermit(cell)))
        {
            Unlinked.AddRejected(place, source, key, isRegistered ? name : legible, occurredOn: 0, isRegistered);
        }

        return false;
    }

    /// <summary>A letter and six digits at least: a passport or a permit, no word, no division, no date.</summary>
    internal static bool LooksLikePermit(ReadOnlySpan<byte> cell)
    {
        int digits = 0;
        bool hasLetter = false;
        foreach (byte c in cell)
        {
            digits += char.IsAsciiDigit((char)c) ? 1 : 0;
            hasLetter |= char.IsAsciiLetter((char)c);
        }

        return hasLetter && digits >= 6;
    }

    /// <summary>A citizen number that somebody meant: masked, or with a slip.</summary>
    bool KeepMeant(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, int occurredOn)
    {
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        bool isMeant = UnlinkedLog.MeantNumber(text, number) > 0;
        if (isMeant && NextPart() is var place && scene.Partition.IsFirst)
        {
            Unlinked.AddFaulty(place, source, text, name, occurredOn);
        }

        return isMeant;
    }

    /// <summary>All sound citizen numbers of a text.</summary>
    bool KeepSound(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, ReadOnlySpan<byte> legible, int occurredOn)
    {
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        var numbers = new SoundNumbers(text);
        bool isAny = false;
        while (numbers.Next(number))
        {
            isAny = true;
            _ = DocumentNumber.Read(number[..NumberText.CitizenLength], out long key);
            KeepRejected(key, name, legible, occurredOn);
        }

        return isAny;
    }

    /// <summary>What a cell holds before, between and behind its sound numbers: the number of who died, with a slip, beside that of who reported it.</summary>
    void KeepRest(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> name, int occurredOn)
    {
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        var numbers = new SoundNumbers(cell);
        int from = 0;
        while (numbers.Next(number))
        {
            KeepPieces(cell[from..Math.Max(from, numbers.Start)], name, occurredOn);
            from = Math.Max(from, numbers.End);
        }

        KeepPieces(cell[from..], name, occurredOn);
    }

    /// <summary>The number that a text holds, or those of its pieces.</summary>
    void KeepPieces(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, int occurredOn)
    {
        if (text.IsEmpty || KeepMeant(text, name, occurredOn))
        {
            return;
        }

        int start = 0;
        for (int at = 0; at < text.Length;)
        {
            int length = NumberText.SeparatorAt(text[at..], out int read);
            if (length > 0)
            {
                KeepMeant(text[start..at], name, occurredOn);
                start = at + length;
            }

            at += read;
        }

        if (start > 0)
        {
            KeepMeant(text[start..], name, occurredOn);
        }
    }

    /// <summary>A rejected row may still be a death record with a slip in the number: kept for linkage, whatever its date is.</summary>
    void KeepFaulty(in Row row)
    {
        if (!keepsUnlinked)
        {
            return;
        }

        BeginSalvage();
        int occurredOn = dates.Read(row.Field(eventColumn));
        if (!reading.IsUntyped && DocumentNumber.Read(row.Field(numberColumn), out long key) == DocumentNumberFault.None)
        {
            KeepRejected(key, row.Field(nameColumn), row.Field(nameColumn), occurredOn); // only its type is wrong
            KeepElsewhere(row);
            return;
        }

        FirstFutureOn = scene.Partition.IsFirst && occurredOn > scene.AsOf ? Math.Min(FirstFutureOn, occurredOn) : FirstFutureOn;
        ReadOnlySpan<byte> cell = row.Field(numberColumn);
        if (!KeepNumbers(cell, row.Field(nameColumn), occurredOn))
        {
            KeepElsewhere(row);
        }
        else if (!HoldsSound(cell))
        {
            KeepSoundElsewhere(row, cell, scene.Partition.IsFirst); // it may have been a long serial number
        }
    }

    /// <summary>All numbers of a cell that holds more than one number: who died and who reported it; false = none.</summary>
    bool KeepNumbers(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> name, int occurredOn)
    {
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        var numbers = new SoundNumbers(cell);
        bool isAny = false;
        while (numbers.Next(number))
        {
            isAny = true;
            _ = DocumentNumber.Read(number[..NumberText.CitizenLength], out long key);
            _ = keptOfRow.Add(key) && KeepMeant(number[..NumberText.CitizenLength], name, occurredOn);
        }

        if (isAny)
        {
            KeepRest(cell, name, occurredOn);
        }

        return isAny || KeepMeant(cell, name, occurredOn);
    }

    /// <summary>A row of which only the date is wrong.</summary>
    void KeepDated(in Row row, FeedRecord record)
    {
        BeginSalvage();
        KeepRejected(record.Key, NameField(row), NameField(row), record.OccurredOn);
        KeepElsewhere(row);
    }

    /// <summary>
    /// Where the number's cell holds nothing like a number, those of the other columns that mean something and of the neighbours: columns stand in
    /// each other's place, or the row has moved by one. Where it holds a serial number perhaps, only the sound ones of them. Its date cannot be trusted.
    /// </summary>
    void KeepElsewhere(in Row row)
    {
        ReadOnlySpan<byte> cell = DamagedText.WithoutNul(row.Field(numberColumn));
        if (!keepsUnlinked || HoldsSound(cell))
        {
            return;
        }

        if (HasNumber(cell))
        {
            KeepSoundElsewhere(row, cell, scene.Partition.IsFirst);
            return;
        }

        foreach (int column in OtherColumns)
        {
            KeepShifted(row, column, NameBeside(row, column));
        }
    }

    /// <summary>Sound numbers of the other columns, of a row whose number is no sound one of a citizen; such a row may have been accepted.</summary>
    /// <param name="row">Of the right width.</param>
    /// <param name="cell">Its number's.</param>
    /// <param name="isOfPass">True in one pass of all: nothing is kept twice.</param>
    void KeepSoundElsewhere(in Row row, ReadOnlySpan<byte> cell, bool isOfPass)
    {
        if (!isOfPass)
        {
            return;
        }

        bool isNumber = LooksLikeNumber(cell); // then its neighbour is that of who reported the death
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        foreach (int column in OtherColumns)
        {
            ReadOnlySpan<byte> other = DamagedText.WithoutNul(row.Field(column));
            if ((isNumber && !IsMapped(column)) || dates.Read(other) != 0)
            {
                continue;
            }

            var numbers = new SoundNumbers(other);
            while (numbers.Next(number))
            {
                _ = DocumentNumber.Read(number[..NumberText.CitizenLength], out long key);
                if (keptOfRow.Add(key))
                {
                    ReadOnlySpan<byte> name = NameBeside(row, column);
                    Unlinked.AddFaulty(NextPart(), source, number[..NumberText.CitizenLength], Block.IsDamaged ? DamagedText.Legible(name) : name, 0);
                }
            }
        }
    }

    /// <summary>An accepted row whose number nobody has and no citizen bears: perhaps the serial number of a row that has moved by one.</summary>
    void KeepMoved(in Row row)
    {
        BeginSalvage();
        partsOfRow = 1; // the row itself is kept too
        KeepSoundElsewhere(row, row.Field(numberColumn), isOfPass: true); // that of the row's number
    }

    int[] OtherColumns => otherColumns ??= [.. File.Descriptor.Columns.Keys.Select(role => Layout[role]).Append(numberColumn - 1).Append(numberColumn + 1)
        .Where(i => i >= 0 && i < Layout.ColumnCount && i != numberColumn).Distinct().Order()];

    bool IsMapped(int column) => column == nameColumn || column == eventColumn || column == Layout[ColumnRole.DocumentType];

    static bool HoldsSound(ReadOnlySpan<byte> cell) => new SoundNumbers(cell).Next(stackalloc byte[NumberText.MaxBytes]);

    /// <summary>A permit, or a citizen number with a slip or behind a mask; no serial number of digits alone.</summary>
    static bool LooksLikeNumber(ReadOnlySpan<byte> cell)
    {
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        int length = UnlinkedLog.MeantNumber(cell, number);
        return LooksLikePermit(cell) || NumberText.IsPlausible(number[..length]) || number[..length].Contains(MaskedNumber.Hidden);
    }

    /// <summary>Perhaps no sound one; a date is none, in whatever notation, nor a word.</summary>
    bool HasNumber(ReadOnlySpan<byte> cell)
    {
        const int fewestDigits = 5;
        int digits = 0;
        foreach (byte c in cell)
        {
            digits += char.IsAsciiDigit((char)c) ? 1 : 0;
        }

        return digits >= fewestDigits && dates.Read(cell) == 0 && NumberParts.Of(FieldText.Trim(cell)) is not { Division: 0, BirthOn: > 0 };
    }

    /// <summary>The name of a row whose number stands in another column: in its own, in the number's, or where it stands to the number in a whole row.</summary>
    ReadOnlySpan<byte> NameBeside(in Row row, int column)
    {
        foreach (int i in (ReadOnlySpan<int>)[nameColumn, numberColumn, nameColumn + column - numberColumn])
        {
            if (i != column && i >= 0 && i < Layout.ColumnCount && row.Field(i) is var name && !name.ContainsAnyInRange((byte)'0', (byte)'9') && NameKey.Of(name).Value != 0)
            {
                return name;
            }
        }

        return default;
    }

    /// <summary>
    /// A death record that is rejected although its number is sound: no evidence, because nobody knows when or of whom, but whoever bears the
    /// number is not certified unseen.
    /// </summary>
    /// <param name="key">Of the number.</param>
    /// <param name="name">For a number that says enough alone; empty where the name is damaged.</param>
    /// <param name="legible">For one that nobody in the register has; as far as the name can be read.</param>
    /// <param name="occurredOn">0 = not to be trusted.</param>
    void KeepRejected(long key, ReadOnlySpan<byte> name, ReadOnlySpan<byte> legible, int occurredOn)
    {
        if (keepsUnlinked && keptOfRow.Add(key) && NextPart() is var place && scene.Partition.Holds(key))
        {
            bool isRegistered = scene.Table.First(key) != SubjectTable.None;
            Unlinked.AddRejected(place, source, key, isRegistered ? name : legible, occurredOn, isRegistered);
        }
    }
}
