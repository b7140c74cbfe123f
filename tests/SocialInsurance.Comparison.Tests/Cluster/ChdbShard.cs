using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A shard that is chDB: the statements of the cluster engine, as they are, on today's dialect.</summary>
sealed class ChdbShard : IShard
{
    readonly Process process;
    readonly Lock gate = new();
    readonly string folder = Directory.CreateTempSubdirectory("sicert-chdb-").FullName;
    int inserts;

    internal ChdbShard(int number)
    {
        Number = number;
        string library = Path.Combine(
            Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ChdbFolder").Value!,
            "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so");
        process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { [ChdbProcess.Variable] = library },
        })!;
    }

    public int Number { get; }

    internal string Version => Encoding.ASCII.GetString(Ask("SELECT version()"))[1..];

    public void Execute(string sql, CancellationToken cancellationToken) => Ask(sql);

    /// <param name="into">"database.table (columns)"</param>
    public void Insert(string into, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, $"{Interlocked.Increment(ref inserts)}.bin");
        File.WriteAllBytes(path, rows.Span);
        Ask($"INSERT INTO {into} FROM INFILE '{path}' FORMAT RowBinary");
        File.Delete(path);
    }

    public Stream Query(string sql, CancellationToken cancellationToken) => new MemoryStream(Ask(sql));

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    byte[] Ask(string sql)
    {
        lock (gate)
        {
            ChdbProcess.WriteFrame(process.StandardInput.BaseStream, "run", Encoding.UTF8.GetBytes(sql));
            byte[] answer = ChdbProcess.ReadFrame(process.StandardOutput.BaseStream, out string word) ?? throw new InvalidOperationException("chDB ended");
            return word == "ok" ? answer : throw new InvalidOperationException($"{Encoding.UTF8.GetString(answer)}\n{sql}");
        }
    }
}
