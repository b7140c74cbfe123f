using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Names the rows of one content as one program understood them: equal names, equal rows.</summary>
/// <param name="Load">Partition on the servers.</param>
/// <param name="Proof">More of the same digest: two contents with one <paramref name="Load"/> are told apart.</param>
readonly record struct LoadName(ulong Load, ulong Proof)
{
    internal static LoadName Of(string content) => Of(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    internal static LoadName Of(ReadOnlySpan<byte> digest) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(digest), BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]));
}

/// <summary>A load that every shard holds whole.</summary>
/// <param name="Rows">By shard.</param>
/// <param name="LastOn">Latest event date of its rows, yyyymmdd; 0 = none.</param>
/// <param name="FutureOn">Earliest event date that was not taken because it lay in the future; 0 = none.</param>
sealed record WholeLoad(LoadName Name, IReadOnlyList<long> Rows, int LastOn, int FutureOn)
{
    /// <summary>Whether a run as of this day, yyyymmdd, would load the same rows.</summary>
    internal bool Serves(int asOf) => LastOn <= asOf && (FutureOn == 0 || FutureOn > asOf);
}

/// <summary>
/// What loads the shards hold. Each shard keeps the book of its own part; a load counts when all of them have written it off as done, so one
/// that was cut off anywhere is begun anew. One thread.
/// </summary>
sealed class LoadBook(IReadOnlyList<IShard> shards, ClusterTables tables)
{
    readonly Dictionary<LoadName, Entry[]> entries = [];
    ulong turn;

    internal void Read(CancellationToken cancellationToken)
    {
        for (int i = 0; i < shards.Count; i++)
        {
            foreach (byte[] row in RowReader.All(shards[i], tables.ReadLoads, ClusterTables.LoadBytes, cancellationToken))
            {
                Entry entry = Entry.Of(row, out LoadName name);
                Of(name)[i] = entry;
                turn = Math.Max(turn, entry.Turn);
            }
        }
    }

    internal WholeLoad? Find(LoadName name) =>
        entries.TryGetValue(name, out Entry[]? known) && known.All(e => e.IsDone)
            ? new WholeLoad(name, [.. known.Select(e => e.Rows)], known.Max(e => e.LastOn), known.Max(e => e.FutureOn))
            : null;

    /// <summary>Notes that a load is under way; what there may be of it is dropped first.</summary>
    internal void Begin(LoadName name, CancellationToken cancellationToken)
    {
        bool isKnown = entries.Keys.Any(n => n.Load == name.Load);
        Note(name, _ => new Entry(++turn, false, 0, 0, 0), cancellationToken);
        if (isKnown)
        {
            foreach (IShard shard in shards)
            {
                foreach (string sql in tables.Drop(name.Load))
                {
                    shard.Execute(sql, cancellationToken);
                }
            }
        }
    }

    internal void Complete(WholeLoad load, CancellationToken cancellationToken) =>
        Note(load.Name, i => new Entry(++turn, true, load.Rows[i], load.LastOn, load.FutureOn), cancellationToken);

    void Note(LoadName name, Func<int, Entry> entryOf, CancellationToken cancellationToken)
    {
        for (int i = 0; i < shards.Count; i++)
        {
            Entry entry = entryOf(i);
            shards[i].Insert(tables.Loads, entry.ToRow(name), cancellationToken);
            Of(name)[i] = entry;
        }
    }

    Entry[] Of(LoadName name)
    {
        if (!entries.TryGetValue(name, out Entry[]? known))
        {
            entries[name] = known = new Entry[shards.Count];
        }

        return known;
    }

    readonly record struct Entry(ulong Turn, bool IsDone, long Rows, int LastOn, int FutureOn)
    {
        internal static Entry Of(ReadOnlySpan<byte> row, out LoadName name)
        {
            name = LoadName.Of(row);
            return new Entry(
                BinaryPrimitives.ReadUInt64LittleEndian(row[16..]), row[24] != 0, BinaryPrimitives.ReadInt64LittleEndian(row[25..]),
                BinaryPrimitives.ReadInt32LittleEndian(row[33..]), BinaryPrimitives.ReadInt32LittleEndian(row[37..]));
        }

        internal byte[] ToRow(LoadName name)
        {
            byte[] row = new byte[ClusterTables.LoadBytes];
            var fields = new RowFields(row);
            fields.Add(name.Load);
            fields.Add(name.Proof);
            fields.Add(Turn);
            fields.Add(IsDone);
            fields.Add((ulong)Rows);
            fields.Add(LastOn);
            fields.Add(FutureOn);
            return row;
        }
    }
}
