namespace SocialInsurance.Comparison;

/// <summary>Reads rows as a run would and keeps what a person wants to see of them. One thread.</summary>
sealed class CheckWorker : RowWorker
{
    const int MaxTriedDates = 500;

    static readonly DateNotation[] Known = [.. DateNotation.Known.Select(k => DateNotation.TryParse(k, out _)!)];

    static readonly ColumnRole[] RegisterDates = [ColumnRole.BirthDate, ColumnRole.DueDate, ColumnRole.LastCertifiedDate];

    readonly FeedCheckRequest request;
    readonly RecordReading? reading;
    readonly DocumentTypeColumn types;
    readonly RegisterDates registerDates;
    readonly KnownIds ids;
    readonly List<CheckedRow> rows = [];
    readonly List<CheckedReject> rejects = [];
    readonly Dictionary<RejectReason, long> reasons = [];
    readonly Dictionary<ColumnRole, (long Tried, long[] Fits)> dates = [];
    readonly HashSet<long> described = [];
    long quoted;

    /// <param name="file">Probed.</param>
    /// <param name="request">What to show.</param>
    /// <param name="ids">Identifiers of the register so far.</param>
    internal CheckWorker(DataFile file, FeedCheckRequest request, KnownIds ids)
        : base(file)
    {
        this.request = request;
        this.ids = ids;
        int asOf = request.AsOf is { } day ? CalendarDate.Of(day) : int.MaxValue;
        types = new DocumentTypeColumn(file.Descriptor, Layout);
        registerDates = new RegisterDates(file.Descriptor, Layout, asOf);
        reading = file.Descriptor.Kind == SourceKind.Subjects ? null : new RecordReading(file, asOf);
    }

    internal IReadOnlyList<CheckedRow> Rows => rows;

    internal IReadOnlyList<CheckedReject> ShownRejects => [.. rejects.OrderBy(r => r.Line)];

    internal IReadOnlyDictionary<RejectReason, long> Reasons => reasons;

    internal long UnusableNumbers { get; private set; }

    /// <summary>Fields of a register that cannot be read.</summary>
    internal UnreadableTally Unreadable { get; } = new();

    protected override bool RefusesDamage => reading is not null;

    /// <summary>After each block: counts its rejects, also those that no field explains.</summary>
    internal void Count()
    {
        foreach (RejectedRow reject in Rejects)
        {
            reasons[reject.Reason] = reasons.GetValueOrDefault(reject.Reason) + 1;
            if (rejects.Count < request.ShownRejects && !described.Contains(reject.Line))
            {
                bool isWidth = reject.Reason == RejectReason.WrongColumnCount;
                rejects.Add(new CheckedReject(reject.Line, reject.Column, reject.Reason, isWidth ? $"{reject.Expected}" : null, isWidth ? $"{reject.Found}" : null));
            }
        }
    }

    protected override bool TryTake(in Row row)
    {
        quoted += !File.Descriptor.Format.IsQuoted && row.Field(Layout[ColumnRole.Number]).StartsWith("\""u8) ? 1 : 0;
        return reading is null ? TakeSubject(row) : TakeRecord(row, reading);
    }

    bool TakeRecord(in Row row, RecordReading meaning)
    {
        RecordFault fault = meaning.Read(row, out FeedRecord record);
        if (!fault.IsNone)
        {
            Describe(row, fault);
            return Reject(fault.Column, fault.Reason);
        }

        if (rows.Count < request.Rows)
        {
            var values = new Dictionary<ColumnRole, string>
            {
                [ColumnRole.Number] = new DocumentKey(record.Key).ToString(),
                [ColumnRole.EventDate] = Masking.Date(record.OccurredOn),
            };
            Add(values, ColumnRole.Name, row);
            if (record.EndOn > 0)
            {
                values[ColumnRole.EndDate] = record.EndOn == RecordReading.OpenEnd ? "-" : Masking.Date(record.EndOn);
            }

            rows.Add(new CheckedRow(Line, values));
        }

        return true;
    }

    bool TakeSubject(in Row row)
    {
        ReadOnlySpan<byte> id = FieldText.Trim(row.Field(Layout[ColumnRole.Id]));
        if (id.IsEmpty || id.Length > SubjectWorker.MaxIdBytes || (Block.IsDamaged && Block.DamageOf(id) is not null))
        {
            return Reject(Layout[ColumnRole.Id] + 1, RejectReason.BadId);
        }

        NoteUnreadable(row); // a run counts them of a repeated row too
        if (!ids.TryAdd(id))
        {
            return Reject(Layout[ColumnRole.Id] + 1, RejectReason.DuplicateId);
        }

        DocumentNumberFault fault = types.ReadNumber(row, Layout[ColumnRole.Number], out long key);
        UnusableNumbers += fault == DocumentNumberFault.None ? 0 : 1;
        if (rows.Count < request.Rows)
        {
            var values = new Dictionary<ColumnRole, string>
            {
                [ColumnRole.Id] = $"({id.Length})",
                [ColumnRole.Number] = fault == DocumentNumberFault.None ? new DocumentKey(key).ToString() : $"{fault}: {Masking.Shape(row.Field(Layout[ColumnRole.Number]))}",
            };
            Add(values, ColumnRole.Name, row);
            foreach (ColumnRole role in RegisterDates)
            {
                AddDate(values, role, row);
            }

            rows.Add(new CheckedRow(Line, values));
        }

        return true;
    }

    /// <summary>As a run would; dates are tried in the other notations, to say which would fit.</summary>
    void NoteUnreadable(in Row row)
    {
        ReadOnlySpan<byte> name = row.Field(Layout[ColumnRole.Name]);
        if ((Block.IsDamaged && Block.DamageOf(name) is not null) || NameKey.Of(name).Value == 0)
        {
            Unreadable.Add(ColumnRole.Name, Line);
        }

        foreach (ColumnRole role in RegisterDates)
        {
            registerDates.Read(row, role, out bool isUnreadable);
            if (isUnreadable)
            {
                Unreadable.Add(role, Line);
                TryNotations(role, row.Field(Layout[role]));
            }
        }
    }

    void Add(Dictionary<ColumnRole, string> values, ColumnRole role, in Row row)
    {
        if (Layout[role] >= 0)
        {
            values[role] = Masking.Name(row.Field(Layout[role]));
        }
    }

    void AddDate(Dictionary<ColumnRole, string> values, ColumnRole role, in Row row)
    {
        if (Layout[role] >= 0)
        {
            ReadOnlySpan<byte> text = FieldText.Trim(row.Field(Layout[role]));
            int date = File.Descriptor.DatesOf(role).Read(text);
            values[role] = date > 0 || text.IsEmpty ? Masking.Date(date) : $"? {Masking.Shape(text)}";
        }
    }

    void Describe(in Row row, RecordFault fault)
    {
        ReadOnlySpan<byte> text = row.Field(fault.Column - 1);
        ColumnRole? role = fault.Column - 1 == Layout[ColumnRole.EventDate] ? ColumnRole.EventDate
            : fault.Column - 1 == Layout[ColumnRole.EndDate] ? ColumnRole.EndDate : null;
        if (fault.Reason == RejectReason.BadDate && role is { } date)
        {
            TryNotations(date, text);
        }

        if (rejects.Count < request.ShownRejects)
        {
            described.Add(Line);
            (string? expected, string found) = fault.Reason switch
            {
                RejectReason.EventInFuture => ($"<= {request.AsOf:yyyy-MM-dd}", ShownDate(row, ColumnRole.EventDate)),
                RejectReason.EndBeforeStart => ($">= {ShownDate(row, ColumnRole.EventDate)}", ShownDate(row, ColumnRole.EndDate)),
                _ => (role is { } r ? File.Descriptor.DatesOf(r).Text : null, Masking.Shape(text)),
            };
            rejects.Add(new CheckedReject(Line, fault.Column, fault.Reason, expected, found));
        }
    }

    string ShownDate(in Row row, ColumnRole role) => Masking.Date(File.Descriptor.DatesOf(role).Read(row.Field(Layout[role])));

    /// <summary>Which notations would fit a date; of one that is read, but lies too late, none would help.</summary>
    void TryNotations(ColumnRole role, ReadOnlySpan<byte> text)
    {
        (long tried, long[] fits) = dates.TryGetValue(role, out (long, long[]) known) ? known : (0, new long[Known.Length]);
        if (tried == MaxTriedDates || File.Descriptor.DatesOf(role).Read(text) > 0)
        {
            return;
        }

        for (int i = 0; i < Known.Length; i++)
        {
            fits[i] += Known[i].Read(text) > 0 ? 1 : 0;
        }

        dates[role] = (tried + 1, fits);
    }

    internal IReadOnlyList<CheckAdvice> Advice()
    {
        var advice = new List<CheckAdvice>();
        foreach ((ColumnRole role, (_, long[] fits)) in dates)
        {
            int best = Array.IndexOf(fits, fits.Max());
            if (fits[best] > 0)
            {
                advice.Add(new CheckAdvice(CheckAdviceKind.DateNotation, role, Known[best].Text, fits[best]));
            }
        }

        if (quoted > 0)
        {
            advice.Add(new CheckAdvice(CheckAdviceKind.Quoting, null, null, quoted));
        }

        if (reasons.GetValueOrDefault(RejectReason.NumberDamagedBySpreadsheet) is > 0 and var damaged)
        {
            advice.Add(new CheckAdvice(CheckAdviceKind.DeliverAgain, ColumnRole.Number, null, damaged));
        }

        return advice;
    }
}
