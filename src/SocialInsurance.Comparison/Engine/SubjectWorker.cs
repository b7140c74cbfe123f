using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>Reads register rows. A person is never dropped for what can be told about the person.</summary>
sealed class SubjectWorker : RowWorker
{
    internal const int MaxIdBytes = 64;

    readonly DocumentTypeColumn types;
    readonly RegisterDates dates;
    readonly List<Subject> subjects = [];
    readonly ShortTexts ids = new();

    internal SubjectWorker(DataFile file, int asOf)
        : base(file)
    {
        types = new DocumentTypeColumn(file.Descriptor, Layout);
        dates = new RegisterDates(file.Descriptor, Layout, asOf);
    }

    internal int Count => subjects.Count;

    /// <summary>Fields that could not be read.</summary>
    internal UnreadableTally Unreadable { get; } = new();

    /// <summary>Memory that its rows need at least.</summary>
    internal unsafe long HeldBytes => (long)subjects.Count * sizeof(Subject) + ids.HeldBytes;

    /// <summary>Forgets the rows, not their count.</summary>
    internal void Clear()
    {
        subjects.Clear();
        ids.Clear();
    }

    /// <summary>Gives back the memory of forgotten rows.</summary>
    internal void Release()
    {
        subjects.TrimExcess();
        ids.TrimExcess();
    }

    internal Subject SubjectAt(int i) => subjects[i];

    internal ReadOnlySpan<byte> IdAt(int i) => ids[i];

    // a damaged name is a flag; a damaged identifier is caught below
    protected override bool RefusesDamage => false;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override bool TryTake(in Row row)
    {
        int idColumn = Layout[ColumnRole.Id];
        ReadOnlySpan<byte> id = FieldText.Trim(row.Field(idColumn));
        if (id.IsEmpty || id.Length > MaxIdBytes || (Block.IsDamaged && Block.DamageOf(id) is not null))
        {
            return Reject(idColumn + 1, RejectReason.BadId);
        }

        subjects.Add(Read(row));
        ids.Add(id);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    Subject Read(in Row row)
    {
        var flags = SubjectFlags.None;
        ReadOnlySpan<byte> name = row.Field(Layout[ColumnRole.Name]);
        NameKey nameKey = Block.IsDamaged && Block.DamageOf(name) is not null ? default : NameKey.Of(name);
        if (nameKey.Value == 0)
        {
            flags |= SubjectFlags.NameUnreadable;
            Unreadable.Add(ColumnRole.Name, Line);
        }

        DocumentNumberFault fault = types.ReadNumber(row, Layout[ColumnRole.Number], out long key);
        return new Subject
        {
            Key = key,
            NumberFault = fault,
            NameKey = nameKey.Value,
            RowPlace = RecordPlace.At(File.Index, Line).Value,
            Status = StatusOf(Optional(row, ColumnRole.Status)),
            DueOn = Date(row, ColumnRole.DueDate, ref flags),
            LastCertifiedOn = Date(row, ColumnRole.LastCertifiedDate, ref flags),
            BirthOn = Date(row, ColumnRole.BirthDate, ref flags),
            Division = DivisionOf(Optional(row, ColumnRole.DivisionCode)),
            RegisteredTimes = 1,
            Flags = flags,
        };
    }

    ReadOnlySpan<byte> Optional(in Row row, ColumnRole role) => Layout[role] < 0 ? default : FieldText.Trim(row.Field(Layout[role]));

    int Date(in Row row, ColumnRole role, ref SubjectFlags flags)
    {
        int date = dates.Read(row, role, out bool isUnreadable);
        if (isUnreadable)
        {
            flags |= SubjectFlags.DateUnreadable;
            Unreadable.Add(role, Line);
        }

        return date;
    }

    static int DivisionOf(ReadOnlySpan<byte> code)
    {
        int value = 0;
        for (int i = 0; i < 6; i++)
        {
            if (i >= code.Length || !char.IsAsciiDigit((char)code[i]))
            {
                return 0;
            }

            value = value * 10 + code[i] - '0';
        }

        return value;
    }

    static ulong StatusOf(ReadOnlySpan<byte> status)
    {
        Span<byte> eight = stackalloc byte[8];
        eight.Clear();
        status[..Math.Min(8, status.Length)].CopyTo(eight);
        return MemoryMarshal.Read<ulong>(eight);
    }
}
