using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// A record of a terminal source that no subject answers by number and name: its number is in no register row, is in one under
/// another name, or failed its check; or its row was rejected for another reason. 40 bytes; its texts stand in the log that keeps it.
/// </summary>
/// <param name="Place"><see cref="RecordPlace"/> value.</param>
/// <param name="Key"><see cref="DocumentKey"/> value; 0 = the number cannot serve as a key, its text is kept instead.</param>
/// <param name="NameKey"><see cref="Comparison.NameKey"/> value of the whole name; 0 = none; its number alone says whom it means.</param>
/// <param name="OccurredOn">yyyymmdd, after the as-of date too; 0 = it cannot be read.</param>
/// <param name="TextAt">Where number and name start in the text of the log.</param>
/// <param name="Source">Index into <see cref="ComparisonState.Sources"/>.</param>
/// <param name="NumberLength">Bytes; 0 when the key says it all.</param>
/// <param name="NameLength">Bytes of UTF-8.</param>
/// <param name="Number">What the number is to this register.</param>
readonly record struct UnlinkedRecord(
    ulong Place, long Key, ulong NameKey, int OccurredOn, int TextAt, ushort Source, byte NumberLength, byte NameLength,
    RecordNumber Number)
{
    /// <summary>Under a registered number and no name: nothing to compare, but were its delivery held, the number would say enough.</summary>
    internal bool IsNumberOnly => NameKey == 0 && Number == RecordNumber.Misdirected;
}

/// <summary>What one worker keeps of the records that found nobody. Not thread-safe; the budget is shared.</summary>
sealed class UnlinkedLog(UnlinkedBudget budget)
{
    /// <summary>Longer names are cut between characters; their <see cref="NameKey"/> is of the whole name.</summary>
    internal const int MaxNameBytes = 96;

    readonly List<UnlinkedRecord> records = [];
    readonly List<byte> text = [];

    internal List<UnlinkedRecord> Records => records;

    internal ReadOnlySpan<byte> Text => CollectionsMarshal.AsSpan(text);

    /// <summary>Keeps a record whose number can serve as a key.</summary>
    /// <param name="isRegistered">The number is in the register, under another name.</param>
    internal void Add(RecordPlace place, int source, long key, ReadOnlySpan<byte> name, int occurredOn, bool isRegistered) =>
        Add(place, source, key, default, name, occurredOn, isRegistered ? RecordNumber.Misdirected : RecordNumber.Unregistered);

    /// <summary>Keeps a record whose number failed its check, if somebody meant one: a number stands in the text, or something like one, or a part of one.</summary>
    internal void AddFaulty(RecordPlace place, int source, ReadOnlySpan<byte> number, ReadOnlySpan<byte> name, int occurredOn)
    {
        Span<byte> normalised = stackalloc byte[NumberText.MaxBytes];
        int length = MeantNumber(number, normalised);
        if (length > 0)
        {
            Add(place, source, 0, normalised[..length], name, occurredOn, RecordNumber.Faulty);
        }
    }

    /// <summary>The number that somebody meant by a text that is no sound number by itself: a number stands in it, or something like one, or a part of one. Returns its length, 0 = nobody meant one.</summary>
    internal static int MeantNumber(ReadOnlySpan<byte> number, Span<byte> normalised)
    {
        int length = NumberText.FindSound(number, normalised);
        length = length > 0 ? length : MaskedNumber.Read(number, normalised);
        bool isRead = length > 0;
        length = isRead ? length : NumberText.Normalise(number, normalised);
        ReadOnlySpan<byte> meant = normalised[..length];
        return isRead || NumberText.IsPlausible(meant) || NumberParts.Of(meant) != default || NumberText.IsDocument(number, meant) ? length : 0;
    }

    /// <summary>
    /// Keeps a record whose number is sound and whose row was rejected all the same. One of a registered number is kept as a text, as those
    /// are that no key may join, and without a name too: its number says enough.
    /// </summary>
    internal void AddRejected(RecordPlace place, int source, long key, ReadOnlySpan<byte> name, int occurredOn, bool isRegistered)
    {
        if (!isRegistered)
        {
            Add(place, source, key, name, occurredOn, isRegistered: false);
            return;
        }

        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        Add(place, source, 0, number[..NumberText.Write(key, number)], name, occurredOn, RecordNumber.Faulty);
    }

    /// <summary>Keeps what another process's log kept.</summary>
    /// <param name="shift">Lines that stand before the piece of the file that the other process read.</param>
    internal void Restore(ReadOnlySpan<UnlinkedRecord> kept, ReadOnlySpan<byte> keptText, long shift)
    {
        foreach (ref readonly UnlinkedRecord record in kept)
        {
            budget.Take();
            records.Add(record with { Place = record.Place + (ulong)shift });
        }

        text.AddRange(keptText);
    }

    void Add(RecordPlace place, int source, long key, ReadOnlySpan<byte> number, ReadOnlySpan<byte> name, int occurredOn, RecordNumber kind)
    {
        name = FieldText.Trim(name);
        ulong nameKey = NameKey.Of(name).Value;
        if (nameKey == 0 && kind != RecordNumber.Misdirected && !DocumentKey.Parse(number).IsUsable)
        {
            return; // nothing to compare: such a record can only be found again by its exact number
        }

        budget.Take();
        name = NameText.Cut(name, MaxNameBytes);
        records.Add(new UnlinkedRecord(place.Value, key, nameKey, occurredOn, text.Count, (ushort)source, (byte)number.Length, (byte)name.Length, kind));
        text.AddRange(number);
        text.AddRange(name);
    }
}

/// <summary>How many unlinked records a run may keep: past the limit it is refused, nothing is lost silently. Thread-safe.</summary>
/// <param name="limit">Most records.</param>
/// <param name="taken">Those of an earlier run, or of this one before, that count too.</param>
sealed class UnlinkedBudget(int limit, long taken = 0)
{
    long taken = taken;

    internal void Take()
    {
        if (Interlocked.Increment(ref taken) > limit)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.TooManyUnlinked,
                "more terminal records than the run may keep belong to nobody in the register; split the feeds or raise the limit",
                Expected: FormattableString.Invariant($"at most {limit} records without a register row"),
                Found: "more"));
        }
    }
}

/// <summary>All unlinked records of a run, ascending by place: the same whatever worker read them. Immutable, thread-safe.</summary>
sealed class UnlinkedSet
{
    readonly byte[] text;

    UnlinkedSet(UnlinkedRecord[] records, byte[] text)
    {
        Records = records;
        this.text = text;
    }

    internal UnlinkedRecord[] Records { get; }

    internal ReadOnlySpan<byte> NameOf(int record)
    {
        ref readonly UnlinkedRecord r = ref Records[record];
        return text.AsSpan(r.TextAt + r.NumberLength, r.NameLength);
    }

    /// <summary>Writes the number, in the 18-character form where there is one; returns its length.</summary>
    internal int WriteNumber(int record, Span<byte> to)
    {
        ref readonly UnlinkedRecord r = ref Records[record];
        if (r.Key != 0)
        {
            return NumberText.Write(r.Key, to);
        }

        text.AsSpan(r.TextAt, r.NumberLength).CopyTo(to);
        return r.NumberLength;
    }

    internal static UnlinkedSet From(IReadOnlyList<UnlinkedLog> logs)
    {
        (UnlinkedRecord Record, int Log)[] all = [.. logs.SelectMany((log, i) => log.Records.Where(r => !r.IsNumberOnly).Select(r => (r, i)))];
        Array.Sort(all, static (a, b) => a.Record.Place.CompareTo(b.Record.Place));
        byte[] text = new byte[all.Sum(a => (long)a.Record.NumberLength + a.Record.NameLength)];
        var records = new UnlinkedRecord[all.Length];
        int at = 0;
        for (int i = 0; i < all.Length; i++)
        {
            UnlinkedRecord record = all[i].Record;
            int length = record.NumberLength + record.NameLength;
            logs[all[i].Log].Text.Slice(record.TextAt, length).CopyTo(text.AsSpan(at));
            records[i] = record with { TextAt = at };
            at += length;
        }

        return new UnlinkedSet(records, text);
    }
}
