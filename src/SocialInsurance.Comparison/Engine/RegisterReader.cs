using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>One accepted register row as text. Holds personal data: never log it. Dates yyyymmdd, 0 = none.</summary>
/// <param name="Place">Where it stands, as in <see cref="Subject.RowPlace"/>.</param>
public sealed record RegisterRow(
    RecordPlace Place, string Id, string Number, string Name, int BirthOn, string DivisionCode, int DueOn, int LastCertifiedOn)
{
    /// <summary>Without personal data.</summary>
    public override string ToString() => $"RegisterRow {Place.File}:{Place.Line}";
}

/// <summary>
/// Reads the text of the rows that a run took in, for whoever keeps the register; the state keeps keys only.
/// Streams: memory is bounded by a block.
/// </summary>
sealed class RegisterReader(IReadOnlyList<DataFile> registers, ComparisonState state)
{
    /// <summary>The rows in the order of files and lines; of two rows with one identifier the one that the run took.</summary>
    internal IEnumerable<RegisterRow> Read(CancellationToken cancellationToken)
    {
        foreach (DataFile file in registers.Where(f => f.SameContentAs is null))
        {
            using var source = new BlockSource(file, static _ => { });
            using var worker = new TextWorker(file, state.AsOf);
            while (source.TryNext(worker.Block, cancellationToken))
            {
                worker.Rows.Clear();
                worker.Work();
                foreach (RegisterRow row in worker.Rows.Where(IsTaken))
                {
                    yield return row;
                }
            }
        }
    }

    bool IsTaken(RegisterRow row)
    {
        int subject = state.FindById(Encoding.UTF8.GetBytes(row.Id));
        return subject >= 0 && state.SubjectAt(subject).RowPlace == row.Place.Value;
    }

    sealed class TextWorker : RowWorker
    {
        readonly DocumentTypeColumn types;
        readonly RegisterDates dates;

        internal TextWorker(DataFile file, int asOf)
            : base(file)
        {
            types = new DocumentTypeColumn(file.Descriptor, Layout);
            dates = new RegisterDates(file.Descriptor, Layout, asOf);
        }

        internal List<RegisterRow> Rows { get; } = [];

        protected override bool RefusesDamage => false;

        protected override bool TryTake(in Row row)
        {
            Rows.Add(new RegisterRow(
                RecordPlace.At(File.Index, Line),
                Text(row, ColumnRole.Id),
                NumberText(row),
                Text(row, ColumnRole.Name),
                dates.Read(row, ColumnRole.BirthDate, out _),
                Text(row, ColumnRole.DivisionCode),
                dates.Read(row, ColumnRole.DueDate, out _),
                dates.Read(row, ColumnRole.LastCertifiedDate, out _)));
            return true;
        }

        /// <summary>As written; where a column states the kind of document, in the form that needs no such column.</summary>
        string NumberText(in Row row) =>
            types.Column >= 0 && types.ReadNumber(row, Layout[ColumnRole.Number], out long key) == DocumentNumberFault.None
                ? new DocumentKey(key).Reveal() : Text(row, ColumnRole.Number);

        string Text(in Row row, ColumnRole role) => Layout[role] < 0 ? string.Empty : Encoding.UTF8.GetString(FieldText.Trim(row.Field(Layout[role])));
    }
}
