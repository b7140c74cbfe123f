using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// Writes <c>rejects.csv</c> in the order of files and lines, whatever order the workers finish in. Thread-safe.
/// At most one pending list a worker is held.
/// </summary>
sealed class RejectSink : IDisposable
{
    internal const string FileName = "rejects.csv";

    readonly Lock gate = new();
    readonly StreamWriter writer;
    readonly IReadOnlyList<string> files;
    readonly SortedDictionary<long, IReadOnlyList<RejectedRow>> pending = [];
    readonly Dictionary<int, RejectedRow> firstOfFile;
    readonly string?[] texts = new string?[Enum.GetValues<RejectReason>().Length]; // of the reasons that are always described alike
    long nextSequence;

    internal RejectSink(Stream stream, IReadOnlyList<string> files)
        : this(stream, files, []) => writer.WriteLine("file,line,column,reason");

    RejectSink(Stream stream, IReadOnlyList<string> files, Dictionary<int, RejectedRow> firstOfFile)
    {
        this.files = files;
        this.firstOfFile = firstOfFile;
        writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
    }

    /// <summary>Takes lines of this sink in another order of files: they go to a stream of their own, to be appended here later.</summary>
    internal RejectSink Apart(Stream stream) => new(stream, files, firstOfFile);

    /// <summary>Bytes written to the stream so far.</summary>
    internal long FlushedBytes()
    {
        writer.Flush();
        return writer.BaseStream.Position;
    }

    /// <summary>First rejected row of a file, if any.</summary>
    internal RejectedRow? FirstOf(int file) => firstOfFile.TryGetValue(file, out RejectedRow row) ? row : null;

    /// <summary>Blocks of the next file count from 0 again.</summary>
    internal void BeginFile() => nextSequence = 0;

    /// <summary>The rejects of one block, in line order.</summary>
    internal void Submit(long sequence, IReadOnlyList<RejectedRow> rows)
    {
        lock (gate)
        {
            pending.Add(sequence, rows);
            while (pending.Remove(nextSequence, out IReadOnlyList<RejectedRow>? ready))
            {
                nextSequence++;
                Write(ready);
            }
        }
    }

    internal void Write(IEnumerable<RejectedRow> rows)
    {
        foreach (RejectedRow row in rows)
        {
            firstOfFile.TryAdd(row.File, row);
            writer.Write(CsvText(files[row.File]));
            writer.Write(',');
            writer.Write(row.Line);
            writer.Write(',');
            writer.Write(row.Column);
            writer.Write(',');
            writer.WriteLine(TextOf(row));
        }
    }

    /// <summary>Lets another write whole lines at this place.</summary>
    internal void Append(Action<Stream> write)
    {
        writer.Flush();
        write(writer.BaseStream);
    }

    string TextOf(RejectedRow row)
    {
        if (row.Reason == RejectReason.WrongColumnCount)
        {
            return row.Describe();
        }

        return texts[(int)row.Reason] ??= row.Describe();
    }

    public void Dispose() => writer.Dispose();

    internal static string CsvText(string text) => text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
