namespace SocialInsurance.Comparison;

/// <summary>
/// Names and numbers of candidate subjects, read once more from the register files: the state keeps neither, and few are needed.
/// Memory: the texts of the candidates, about 50 bytes each. Immutable after <see cref="Read"/>, thread-safe.
/// </summary>
sealed class SubjectTexts
{
    readonly Dictionary<int, (TextWorker Worker, int At, byte NameLength, byte NumberLength)> texts = [];

    /// <summary>UTF-8 as in the register, cut to <see cref="UnlinkedLog.MaxNameBytes"/>.</summary>
    internal ReadOnlySpan<byte> NameOf(int subject)
    {
        (TextWorker worker, int at, byte nameLength, _) = texts[subject];
        return worker.Text(at, nameLength);
    }

    /// <summary>Writes the number, in the 18-character form where there is one; returns its length.</summary>
    internal int WriteNumber(int subject, long key, Span<byte> to)
    {
        if (key != 0)
        {
            return NumberText.Write(key, to);
        }

        (TextWorker worker, int at, byte nameLength, byte numberLength) = texts[subject];
        worker.Text(at + nameLength, numberLength).CopyTo(to);
        return numberLength;
    }

    internal static SubjectTexts Read(
        IReadOnlyList<DataFile> registers, SubjectSet subjects, IReadOnlyCollection<int> wanted, int threads, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var result = new SubjectTexts();
        Dictionary<ulong, int> byPlace = wanted.ToDictionary(s => subjects.Subjects[s].RowPlace);
        ulong[] places = [.. byPlace.Keys.Order()];
        foreach (DataFile file in registers.Where(f => f.SameContentAs is null && wanted.Count > 0))
        {
            TextWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, threads)).Select(_ => new TextWorker(file, byPlace, places))];
            try
            {
                FileScan.Run(file, workers, progress, static _ => { }, cancellationToken);
                Array.ForEach(workers, w => w.Found.ForEach(f => result.texts.Add(f.Subject, (w, f.At, f.NameLength, f.NumberLength))));
            }
            finally
            {
                Array.ForEach(workers, w => w.Dispose());
            }
        }

        return result.texts.Count == wanted.Count ? result : throw new InputRefusedException(new InputError(
            InputErrorCode.FileChanged, "the register changed while it was read", registers[0].Name, Expected: $"{wanted.Count} rows read before", Found: $"{result.texts.Count}"));
    }

    sealed unsafe class TextWorker(DataFile file, Dictionary<ulong, int> byPlace, ulong[] places) : RowWorker(file)
    {
        readonly List<byte> text = [];

        internal List<(int Subject, int At, byte NameLength, byte NumberLength)> Found { get; } = [];

        internal ReadOnlySpan<byte> Text(int at, int length) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(text).Slice(at, length);

        protected override bool RefusesDamage => false;

        /// <summary>Few rows are wanted: the lines between them are passed over where every row is a line.</summary>
        private protected override void Split(int* rowBounds)
        {
            if (File.Descriptor.Format.IsQuoted || Block.HasReplaced)
            {
                base.Split(rowBounds);
                return;
            }

            ReadOnlySpan<byte> text = Block.Utf8;
            int next = Array.BinarySearch(places, RecordPlace.At(File.Index, Line).Value);
            next = next < 0 ? ~next : next;
            for (int start = 0; start < text.Length;)
            {
                int length = text[start..].IndexOf((byte)'\n') + 1;
                if (next < places.Length && places[next] == RecordPlace.At(File.Index, Line).Value)
                {
                    next++;
                    SplitOne(start, length, rowBounds);
                }
                else
                {
                    Line++;
                    Accepted++; // or rejected, as the run counted: here only the sum has to be right
                }

                start += length;
            }
        }

        protected override bool TryTake(in Row row)
        {
            if (byPlace.TryGetValue(RecordPlace.At(File.Index, Line).Value, out int subject))
            {
                ReadOnlySpan<byte> name = NameText.Cut(Blanks.Trim(row.Field(Layout[ColumnRole.Name])), UnlinkedLog.MaxNameBytes);
                Span<byte> number = stackalloc byte[NumberText.MaxBytes];
                number = number[..NumberText.Normalise(row.Field(Layout[ColumnRole.Number]), number)];
                Found.Add((subject, text.Count, (byte)name.Length, (byte)number.Length));
                text.AddRange(name);
                text.AddRange(number);
            }

            return true;
        }
    }
}
