using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// Leases in a folder. What happened to a unit is a row of numbered entries: symbolic links, which come whole and fail when the number is
/// taken, to a file that says what it is. A lease is the next number, so are a take-over and the end, and of two that want the same number
/// one wins. No lock is held, so a process that is stopped anywhere stops nobody. A lease runs out by the time of its file, held against
/// the time that the same file system gives a file written now: the clocks of the machines are not asked.
/// </summary>
public sealed class FileLeases : IUnitLeases
{
    const string Leader = "leader";
    const string Offered = "u.";
    const string Entry = "e.";
    const string Content = "c.";
    const char Taken = 'T';
    const char Done = 'D';
    const int ProgressDigits = 16;

    readonly Lock gate = new();
    readonly string folder;
    readonly string probe;
    readonly Dictionary<string, UnitStatus> done = new(StringComparer.Ordinal); // an end is final

    /// <param name="folder">Made if need be by the leader; a worker finds it.</param>
    /// <param name="duration">Of a lease; the time of files is coarse: at least 100 ms.</param>
    /// <param name="isLeader">Makes the folder.</param>
    public FileLeases(string folder, TimeSpan duration, bool isLeader)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromMilliseconds(100));
        this.folder = folder;
        Duration = duration;
        probe = Path.Combine(folder, $"clock.{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        if (isLeader)
        {
            Directory.CreateDirectory(folder);
            Beat();
        }
    }

    /// <inheritdoc/>
    public TimeSpan Duration { get; }

    /// <inheritdoc/>
    public void Offer(IReadOnlyList<string> units)
    {
        (List<string> known, _) = List();
        HashSet<string> there = [.. known];
        int ordinal = known.Count;
        foreach (string unit in units.Where(u => !there.Contains(u)))
        {
            File.WriteAllBytes(Path.Combine(folder, Invariant($"{Offered}{ordinal++:D8}.{unit}")), []);
        }
    }

    /// <inheritdoc/>
    public UnitLease? TryTake(string worker) => WhileThere<UnitLease?>(() =>
    {
        (List<string> units, Dictionary<string, long> latest) = List();
        if (!File.Exists(LeaderPath))
        {
            return null; // the run is being cleared away, and entries are gone before the units that they are about
        }

        DateTime? now = null;
        foreach (string unit in units)
        {
            long fence = latest.GetValueOrDefault(unit);
            bool isFree = fence == 0 || (IsRunning(unit, fence, out _) && (now ??= Now()) - File.GetLastWriteTimeUtc(ContentOf(unit, fence)) > Duration);
            if (isFree && File.Exists(LeaderPath) && Append(unit, fence + 1, Invariant($"{Taken} {0L:x16}\n{worker}\n")))
            {
                return new UnitLease(unit, fence + 1);
            }
        }

        return null;
    });

    /// <inheritdoc/>
    public bool Renew(in UnitLease lease, long bytesDone)
    {
        (string unit, long fence) = lease;
        return WhileThere(() =>
        {
            if (IsTaken(unit, fence + 1))
            {
                return false;
            }

            // the same size at the same place: a reader sees old or new digits, and the file system sets its time
            using var file = new FileStream(ContentOf(unit, fence), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            file.Write(Encoding.ASCII.GetBytes(Invariant($"{Taken} {bytesDone:x16}")));
            return true;
        });
    }

    /// <inheritdoc/>
    public bool Finish(in UnitLease lease, string digest)
    {
        (string unit, long fence) = lease;
        return WhileThere(() => Append(unit, fence + 1, Invariant($"{Done} {fence:x16}\n{digest}\n")));
    }

    /// <inheritdoc/>
    public IReadOnlyList<UnitStatus> Read() => WhileThere<IReadOnlyList<UnitStatus>>(() =>
    {
        (List<string> units, Dictionary<string, long> latest) = List();
        return [.. units.Select(unit => latest.GetValueOrDefault(unit) is > 0 and long fence ? StatusOf(unit, fence) : new UnitStatus(unit, 0, 0, null))];
    }) ?? [];

    /// <inheritdoc/>
    public void Beat() => File.WriteAllBytes(LeaderPath, [1]);

    /// <inheritdoc/>
    public TimeSpan? LeaderSilence() => WhileThere<TimeSpan?>(() => File.Exists(LeaderPath) ? Now() - File.GetLastWriteTimeUtc(LeaderPath) : null);

    /// <inheritdoc/>
    public void Close()
    {
        if (Directory.Exists(folder))
        {
            File.Delete(LeaderPath); // first: whoever still writes keeps the folder, not the run
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // a worker wrote a file in the meantime: it goes with the folder of the run
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            File.Delete(probe);
        }
    }

    (List<string> Units, Dictionary<string, long> Latest) List()
    {
        var units = new List<(string Ordinal, string Unit)>();
        var latest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            string[] parts = Path.GetFileName(path).Split('.');
            if (parts is ["u", var ordinal, var offered])
            {
                units.Add((ordinal, offered));
            }
            else if (parts is ["e", var unit, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long fence))
            {
                latest[unit] = Math.Max(fence, latest.GetValueOrDefault(unit));
            }
        }

        units.Sort(static (a, b) => string.CompareOrdinal(a.Ordinal, b.Ordinal));
        return ([.. units.Select(u => u.Unit)], latest);
    }

    bool IsRunning(string unit, long fence, out UnitStatus status) => (status = StatusOf(unit, fence)).Digest is null;

    UnitStatus StatusOf(string unit, long fence)
    {
        lock (gate)
        {
            if (done.TryGetValue(unit, out UnitStatus known))
            {
                return known;
            }
        }

        (char kind, long number, string digest) = ReadEntry(ContentOf(unit, fence));
        if (kind != Done)
        {
            return new UnitStatus(unit, fence, number, null);
        }

        lock (gate)
        {
            return done[unit] = new UnitStatus(unit, number, 0, digest);
        }
    }

    /// <summary>An entry whose content is gone or damaged (a clearing that was killed, a power cut) says of nobody that the unit is done: its lease runs out.</summary>
    static (char Kind, long Number, string Digest) ReadEntry(string content)
    {
        string[] lines = File.Exists(content) ? File.ReadAllText(content).Split('\n') : [];
        return lines is [{ Length: >= 2 + ProgressDigits } first, var second, ..]
            && first[0] is Taken or Done
            && long.TryParse(first.AsSpan(2, ProgressDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number)
            && (first[0] == Taken || second.Length > 0)
            ? (first[0], number, second) : (Taken, 0, "");
    }

    /// <summary>Puts the next number in place, whole, if nobody has.</summary>
    bool Append(string unit, long number, string text)
    {
        string content = $"{Content}{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        File.WriteAllText(Path.Combine(folder, content), text);
        try
        {
            File.CreateSymbolicLink(PathOf(unit, number), content);
            return true;
        }
        catch (IOException) when (IsTaken(unit, number))
        {
            File.Delete(Path.Combine(folder, content));
            return false;
        }
    }

    bool IsTaken(string unit, long number) => new FileInfo(PathOf(unit, number)).LinkTarget is not null;

    /// <summary>Where an entry says what it is.</summary>
    string ContentOf(string unit, long number) =>
        new FileInfo(PathOf(unit, number)).LinkTarget is { } content ? Path.Combine(folder, content) : throw new FileNotFoundException("the run is over");

    /// <summary>What the file system takes for now.</summary>
    DateTime Now()
    {
        lock (gate)
        {
            File.WriteAllBytes(probe, [1]);
            return File.GetLastWriteTimeUtc(probe);
        }
    }

    string LeaderPath => Path.Combine(folder, Leader);

    string PathOf(string unit, long number) => Path.Combine(folder, Invariant($"{Entry}{unit}.{number:D8}"));

    /// <summary>The default when the run went away under the operation.</summary>
    T? WhileThere<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            return default;
        }
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
