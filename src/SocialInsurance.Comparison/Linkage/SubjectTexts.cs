using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Names and numbers of candidate subjects, read once more from the register files: the state keeps neither, and few are needed.
/// The same pass finds the subjects whose names sound like those of records with their date of birth.
/// Memory: the texts of the candidates, about 80 bytes each. Immutable after <see cref="Read"/>, thread-safe.
/// </summary>
sealed class SubjectTexts
{
    const int Closely = 64; // steps that are made one by one

    readonly List<int> subjects = []; // ascending
    readonly List<(TextWorker Worker, FoundText Text)> texts = []; // of each

    /// <summary>Where the texts of a subject stand, for the members below; negative when they were not read.</summary>
    /// <param name="subject">A subject of some candidate pair.</param>
    /// <param name="before">Where those of a subject stand that was asked for before it; 0 = unknown.</param>
    internal int IndexOf(int subject, int before)
    {
        for (int i = before; i < Math.Min(before + Closely, subjects.Count) && subjects[i] <= subject; i++)
        {
            if (subjects[i] == subject)
            {
                return i;
            }
        }

        return subjects.BinarySearch(subject);
    }

    /// <summary>UTF-8 as in the register, cut to <see cref="UnlinkedLog.MaxNameBytes"/>.</summary>
    internal ReadOnlySpan<byte> NameAt(int index)
    {
        (TextWorker worker, FoundText text) = texts[index];
        return worker.Text(text.At, text.NameLength);
    }

    /// <summary>Writes the number, in the 18-character form where there is one; returns its length.</summary>
    internal int WriteNumber(int index, long key, Span<byte> to)
    {
        if (key != 0)
        {
            return NumberText.Write(key, to);
        }

        (TextWorker worker, FoundText text) = texts[index];
        worker.Text(text.At + text.NameLength, text.NumberLength).CopyTo(to);
        return text.NumberLength;
    }

    /// <summary>Pairs that only <see cref="BlockingRule.SoundAndBirth"/> may have brought together, in no order; the names are not equal.</summary>
    internal IReadOnlyList<CandidatePair> Heard { get; private set; } = [];

    /// <summary>Pairs of misdirected records with those who bear nearly the name, in no order; the names are not equal.</summary>
    internal IReadOnlyList<CandidatePair> Near { get; private set; } = [];

    /// <param name="wanted">Subjects whose texts are needed for sure, ascending.</param>
    internal static SubjectTexts Read(
        IReadOnlyList<DataFile> registers, SubjectSet subjects, (UnlinkedSet Records, BlockIndex Index, NearNames? Near) unlinked, ReadOnlySpan<int> wanted,
        int threads, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var result = new SubjectTexts();
        var rows = new RowMarks(subjects, wanted);
        RowsOfInterest? few = unlinked.Near is not null ? null : RowsOfInterest.Of(subjects, rows, unlinked.Index);
        var all = new List<TextWorker>();
        foreach (DataFile file in registers.Where(f => f.SameContentAs is null && unlinked.Records.Records.Length > 0))
        {
            long[]? lines = few?.LinesOf(file);
            TextWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, threads)).Select(_ => new TextWorker(file, rows, unlinked, lines))];
            all.AddRange(workers);
            try
            {
                FileScan.Run(file, workers, progress, static _ => { }, cancellationToken);
            }
            finally
            {
                Array.ForEach(workers, w => w.Dispose());
            }
        }

        result.Resolve(all, subjects, unlinked.Records, unlinked.Near);
        int textAt = 0;
        foreach (int subject in wanted)
        {
            textAt = result.IndexOf(subject, Math.Max(0, textAt));
            if (textAt < 0)
            {
                throw new InputRefusedException(new InputError(
                    InputErrorCode.FileChanged, "the register changed while it was read", registers[0].Name, Expected: $"{wanted.Length} rows read before", Found: $"{result.texts.Count}"));
            }
        }

        return result;
    }

    /// <summary>From rows to subjects: one pass, because subjects stand in the order of their identifiers.</summary>
    void Resolve(List<TextWorker> workers, SubjectSet rows, UnlinkedSet unlinked, NearNames? nearNames)
    {
        var byPlace = new Dictionary<ulong, (TextWorker Worker, int Index)>(workers.Sum(w => w.Found.Count));
        foreach (TextWorker worker in workers)
        {
            for (int i = 0; i < worker.Found.Count; i++)
            {
                byPlace.Add(worker.Found[i].Place, (worker, i));
            }
        }

        subjects.EnsureCapacity(byPlace.Count);
        texts.EnsureCapacity(byPlace.Count);
        var heard = new List<CandidatePair>();
        var near = new List<CandidatePair>();
        for (int subject = 0; subject < rows.Count && byPlace.Count > 0; subject++)
        {
            ref readonly Subject row = ref rows.Subjects[subject];
            if (!byPlace.TryGetValue(row.RowPlace, out (TextWorker Worker, int Index) found))
            {
                continue;
            }

            FoundText text = found.Worker.Found[found.Index];
            subjects.Add(subject);
            texts.Add((found.Worker, text));
            foreach (int record in text.Heard)
            {
                ref readonly UnlinkedRecord other = ref unlinked.Records[record];
                if (other.NameKey != row.NameKey && (other.Key == 0 || other.Key != row.Key))
                {
                    heard.Add(new CandidatePair(subject, record));
                }
            }

            near.AddRange(text.Near.Where(record => nearNames!.IsTelling(record)).Select(record => new CandidatePair(subject, record)));
        }

        (Heard, Near) = (heard, near);
    }

    /// <summary>Texts of one register row, and the records that it sounds like or nearly bears the name of.</summary>
    readonly record struct FoundText(ulong Place, int At, byte NameLength, byte NumberLength, int[] Heard, int[] Near);

    /// <param name="wanted">Rows whose texts are needed for sure.</param>
    /// <param name="lines">The only physical lines worth a look, ascending; null = all rows.</param>
    sealed unsafe class TextWorker(DataFile file, RowMarks wanted, (UnlinkedSet Records, BlockIndex Index, NearNames? Near) unlinked, long[]? lines) : RowWorker(file)
    {
        readonly List<byte> text = [];
        readonly List<int> heard = [];
        readonly List<int> near = [];

        internal List<FoundText> Found { get; } = [];

        internal ReadOnlySpan<byte> Text(int at, int length) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(text).Slice(at, length);

        protected override bool RefusesDamage => false;

        private protected override void Split(int* rowBounds)
        {
            if (lines is null || Block.HasReplaced)
            {
                base.Split(rowBounds);
                return;
            }

            ReadOnlySpan<byte> bytes = Block.Utf8;
            int next = Array.BinarySearch(lines, Line);
            next = next < 0 ? ~next : next;
            for (int start = 0; start < bytes.Length;)
            {
                int length = bytes[start..].IndexOf((byte)'\n') + 1;
                if (next < lines.Length && lines[next] == Line)
                {
                    next++;
                    SplitOne(start, length, rowBounds);
                }
                else
                {
                    Line++;
                    Accepted++; // whatever it is: only the sum has to be right
                }

                start += length;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        protected override bool TryTake(in Row row)
        {
            RecordPlace place = RecordPlace.At(File.Index, Line);
            ReadOnlySpan<byte> name = NameText.Cut(FieldText.Trim(row.Field(Layout[ColumnRole.Name])), UnlinkedLog.MaxNameBytes);
            DocumentNumber.Read(row.Field(Layout[ColumnRole.Number]), out long key);
            Listen(row, key, name);
            near.Clear();
            unlinked.Near?.Look(name, key, unlinked.Records, near);
            if (heard.Count > 0 || near.Count > 0 || wanted.Holds(place))
            {
                Span<byte> number = stackalloc byte[NumberText.MaxBytes];
                number = number[..NumberText.Normalise(row.Field(Layout[ColumnRole.Number]), number)];
                Found.Add(new FoundText(place.Value, text.Count, (byte)name.Length, (byte)number.Length, [.. heard], [.. near]));
                text.AddRange(name);
                text.AddRange(number);
            }

            return true;
        }

        /// <summary>Fills <see cref="heard"/> with the records of this sound and date of birth, by the number or by the register.</summary>
        void Listen(in Row row, long key, ReadOnlySpan<byte> name)
        {
            heard.Clear();
            int byNumber = NumberParts.Of(key).BirthOn;
            int byRegister = Layout[ColumnRole.BirthDate] < 0 ? 0 : File.Descriptor.DatesOf(ColumnRole.BirthDate).Read(FieldText.Trim(row.Field(Layout[ColumnRole.BirthDate])));
            bool isByNumber = unlinked.Index.HasBirth(byNumber);
            bool isByRegister = byRegister != byNumber && unlinked.Index.HasBirth(byRegister);
            ulong sound = isByNumber || isByRegister ? SoundKey.Of(name) : 0;
            if (sound != 0 && isByNumber)
            {
                Take(sound, byNumber);
            }

            if (sound != 0 && isByRegister)
            {
                Take(sound, byRegister);
            }
        }

        void Take(ulong sound, int birthOn)
        {
            ulong key = BlockIndex.KeyOf(BlockingRule.SoundAndBirth, sound, (ulong)birthOn);
            ReadOnlySpan<int> block = unlinked.Index.Block(key);
            if (!unlinked.Index.IsLarge(key, block.Length))
            {
                heard.AddRange(block);
            }
        }
    }
}
