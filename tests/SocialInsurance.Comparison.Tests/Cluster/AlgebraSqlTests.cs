using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison.Tests;

/// <summary>The merge as SQL is the merge of the cells: on the oldest version that is spoken and on today's.</summary>
public sealed class AlgebraSqlTests(TwoShards shards) : IClassFixture<TwoShards>
{
    const int Subjects = 600;
    const ulong Register = 9;

    /// <summary>Few dates, places and names, so that everything coincides somewhere; two people of one number in every third.</summary>
    static readonly (Subject[] People, Record[] Records) Sample = Make(new Mulberry(20261122));

    [Fact]
    public void Oldest_version_merges_as_the_cells_do()
    {
        ClusterOptions cluster = shards.Cluster(1);
        using var server = new ClickHouseShard(cluster, 1);
        AssertMerges(server, cluster.Database);
    }

    [Fact]
    public void Todays_version_merges_as_the_cells_do()
    {
        using var server = new ChdbShard(1);
        AssertMerges(server, "test");
    }

    [Fact]
    public void Columns_stand_in_the_order_of_the_bytes_of_a_cell() => Assert.Equal(
        AlgebraSql.CellColumns.Split(", ").OrderBy(c => Marshal.OffsetOf<EvidenceCell>(c)), AlgebraSql.CellColumns.Split(", "));

    static void AssertMerges(IShard server, string database)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        var tables = new ClusterTables(database);
        foreach (string sql in tables.Create.Concat(tables.CreateView("x", Register)))
        {
            server.Execute(sql, token);
        }

        (Subject[] people, Record[] records) = Sample;
        var subjects = new RowBuffer(ClusterTables.SubjectBytes, people.Length);
        foreach ((int i, Subject person) in people.Index())
        {
            var row = new RowFields(subjects.Next());
            row.Add(Register);
            row.Add((ulong)person.Key);
            row.Add(person.NameKey);
            row.Add(i);
        }

        server.Insert(tables.Subjects, subjects.Written, token);
        foreach (IGrouping<int, Record> file in records.GroupBy(r => r.File))
        {
            var rows = new RowBuffer(ClusterTables.EvidenceBytes, records.Length * 2);
            foreach (Record r in file.Concat(file.Where((_, i) => i % 5 == 0))) // some twice
            {
                var row = new RowFields(rows.Next());
                row.Add(LoadOf(r.File));
                row.Add((ulong)r.Key);
                row.Add(r.Name);
                row.Add(r.On);
                row.Add(r.Until);
                row.Add((ulong)r.Line);
            }

            server.Insert(tables.Evidence, rows.Written, token);
        }

        var files = new RowBuffer(ClusterTables.FileBytes, Files);
        for (int file = 1; file < Files; file++) // file 0 is not of this run
        {
            var row = new RowFields(files.Next());
            row.Add(LoadOf(file));
            row.Add((ushort)SourceOf(file));
            row.Add((ushort)file);
            row.Add(KindOf(file) == SourceKind.Interval);
            row.Add(IsNamed(file));
        }

        server.Insert(tables.Files("x"), files.Written, token);
        Dictionary<(int, int), EvidenceCell> expected = Merged(people, records);
        Dictionary<(int, int), EvidenceCell> found = RowReader.All(server, tables.ReadCells("x"), 42, token).ToDictionary(
            row => (BitConverter.ToInt32(row), (int)BitConverter.ToUInt16(row, 4)), row => MemoryMarshal.Read<EvidenceCell>(row.AsSpan(6)));
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        Assert.All(expected, e => Assert.Equal(e.Value, found[e.Key]));
        Assert.Contains(expected.Values, c => c.PreviousOn > 0 && c.DisagreeingOn > 0);
    }

    static Dictionary<(int, int), EvidenceCell> Merged(Subject[] people, Record[] records)
    {
        var cells = new Dictionary<(int, int), EvidenceCell>();
        foreach (Record r in records.Where(r => r.File > 0))
        {
            foreach ((int i, Subject person) in people.Index().Where(p => p.Item.Key == r.Key))
            {
                bool agrees = !IsNamed(r.File) || new NameKey(r.Name).AgreesWith(new NameKey(person.NameKey));
                SourceKind kind = KindOf(r.File);
                RecordPlace place = RecordPlace.At(r.File, r.Line);
                EvidenceCell cell = !agrees ? EvidenceCell.Disagreeing(kind == SourceKind.Interval ? r.Until : r.On, place)
                    : kind == SourceKind.Interval ? EvidenceCell.AgreeingInterval(r.On, r.Until, place)
                    : EvidenceCell.Agreeing(r.On, place);
                cells[(i, SourceOf(r.File))] = cells.TryGetValue((i, SourceOf(r.File)), out EvidenceCell before) ? EvidenceCell.Merge(before, cell, kind) : cell;
            }
        }

        return cells;
    }

    const int Files = 8;

    static ulong LoadOf(int file) => 0xF000_0000_0000_0000UL + (ulong)file;

    static int SourceOf(int file) => file / 2;

    static SourceKind KindOf(int file) => SourceOf(file) switch { 0 => SourceKind.Terminal, 1 => SourceKind.Interval, _ => SourceKind.Activity };

    static bool IsNamed(int file) => SourceOf(file) != 3;

    static (Subject[], Record[]) Make(Mulberry random)
    {
        Subject[] people = [.. Enumerable.Range(0, Subjects).Select(i => new Subject { Key = 1000 + i - (i % 3 == 2 ? 1 : 0), NameKey = (ulong)random.Next(4) })];
        Record[] records =
        [
            .. Enumerable.Range(1, Subjects * 20).Select(line =>
            {
                int file = random.Next(Files);
                int on = 20260100 + random.Next(6);
                return new Record(file, line, 990 + random.Next(Subjects + 20), (ulong)random.Next(4), on, KindOf(file) == SourceKind.Interval ? on + random.Next(3) : 0);
            }),
        ];
        return (people, records);
    }

    readonly record struct Record(int File, long Line, long Key, ulong Name, int On, int Until);

    /// <summary>A small seeded generator.</summary>
    sealed class Mulberry(uint seed)
    {
        uint state = seed;

        internal int Next(int below)
        {
            state += 0x6D2B79F5;
            uint t = (state ^ (state >> 15)) * (state | 1);
            t ^= t + ((t ^ (t >> 7)) * (t | 61));
            return (int)((t ^ (t >> 14)) % (uint)below);
        }
    }
}
