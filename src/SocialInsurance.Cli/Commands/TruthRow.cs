using SocialInsurance.Cli.Output;
using SocialInsurance.Cli.Province;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Cli.Commands;

/// <summary>What a decision means for the person it is about.</summary>
internal enum TruthGroup : byte
{
    /// <summary>Alive and entitled: silence is their right, a finding is a wrong.</summary>
    Entitled,

    /// <summary>Alive and entitled, but the register has a number that nobody can compare.</summary>
    Unusable,

    /// <summary>Alive, and a planted record says otherwise.</summary>
    ReportedDead,

    /// <summary>Dead, and a record says so, however mistyped.</summary>
    RecordedDead,

    /// <summary>Dead, and no record says so by the day of the run.</summary>
    UnrecordedDead,

    /// <summary>Alive with a planted adverse record that a caseworker must see.</summary>
    Adverse,

    /// <summary>Anything else, such as a second registration.</summary>
    Other,
}

/// <summary>The truth about one row of the register, small enough to hold a whole province in memory.</summary>
/// <param name="Class">Index of the class.</param>
/// <param name="Detail">Index of the detail.</param>
/// <param name="DeathOn">yyyymmdd, 0 = unknown or alive.</param>
internal readonly record struct TruthRow(TruthGroup Group, byte Class, ushort Detail, int DeathOn, bool HasValidEvidence, bool IsPoisoned);

/// <summary>
/// A truth file in memory: 12 bytes and the identifier a row. Whether somebody has valid evidence is decided by the policy of the run
/// over the dates and sources of the truth file; nothing of the run's own evidence or decisions goes in.
/// </summary>
internal sealed class TruthTable
{
    private readonly List<string> _classes = [];
    private readonly Dictionary<string, ushort> _details = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TruthRow> _rows = new(StringComparer.Ordinal);

    private TruthTable()
    {
    }

    /// <summary>True when the file has dates by source.</summary>
    internal bool HasDates { get; private set; }

    /// <summary>People.</summary>
    internal int Count => _rows.Count;

    internal string ClassOf(in TruthRow row) => _classes[row.Class];

    internal bool TryGet(string beneficiary, out TruthRow row) => _rows.TryGetValue(beneficiary, out row);

    /// <exception cref="InputRefused">The file cannot be read, or a row has another number of columns.</exception>
    internal static TruthTable Read(string path, CompiledPolicy policy)
    {
        var table = new TruthTable();
        using var file = ColumnFile.Open(path, ["beneficiaryId", "class"]);
        var detail = file.PositionOf("detail");
        var death = file.PositionOf("deathOn");
        int[] dates = [.. policy.SourceNames.Select(file.PositionOf)];
        table.HasDates = dates.Any(d => d >= 0);
        var evidence = new SourceEvidence[dates.Length];
        while (file.Next() is { } fields)
        {
            var words = detail < 0 ? string.Empty : fields[detail];
            table._rows[fields[file.Wanted[0]]] = new TruthRow(
                GroupOf(fields[file.Wanted[1]]),
                table.ClassIndex(fields[file.Wanted[1]]),
                table.DetailIndex(words),
                death < 0 ? 0 : Date(fields[death], 0),
                IsEnough(policy, fields, dates, evidence),
                words.Contains(TruthDetail.Poisoned, StringComparison.Ordinal));
        }

        return table;
    }

    /// <summary>The words of the detail column that name a kind: of slip, of report.</summary>
    internal string KindOf(in TruthRow row)
    {
        var index = row.Detail;
        var words = _details.First(d => d.Value == index).Key.Split(';');
        return words.FirstOrDefault(w => w.StartsWith("slip:", StringComparison.Ordinal) || w.StartsWith("report:", StringComparison.Ordinal)) ?? ClassOf(row);
    }

    private static bool IsEnough(CompiledPolicy policy, string[] fields, int[] dates, SourceEvidence[] evidence)
    {
        for (var i = 0; i < dates.Length; i++)
        {
            var text = dates[i] < 0 ? string.Empty : fields[dates[i]];
            evidence[i] = new SourceEvidence { LatestOn = Date(text, 0), PreviousOn = Date(text, 9) };
        }

        return policy.Decide(new PersonFacts { Evidence = evidence, NumberUsable = true, RegisteredTimes = 1 }).Outcome == EligibilityOutcome.Certified;
    }

    private static int Date(string text, int at) =>
        text.Length >= at + 8 && int.TryParse(text.AsSpan(at, 8), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var date) ? date : 0;

    private byte ClassIndex(string name)
    {
        var index = _classes.IndexOf(name);
        if (index < 0)
        {
            index = _classes.Count;
            _classes.Add(name);
        }

        return (byte)index;
    }

    private ushort DetailIndex(string words)
    {
        if (!_details.TryGetValue(words, out var index))
        {
            _details.Add(words, index = (ushort)_details.Count);
        }

        return index;
    }

    private static TruthGroup GroupOf(string text) => Groups.GetValueOrDefault(text, TruthGroup.Other);

    private static readonly Dictionary<string, TruthGroup> Groups = Enum.GetValues<PersonClass>().ToDictionary(PersonClasses.TextOf, c => c switch
    {
        PersonClass.Alive or PersonClass.AliveSilent or PersonClass.AliveAbroad or PersonClass.Twin => TruthGroup.Entitled,
        PersonClass.InvalidNumber => TruthGroup.Unusable,
        PersonClass.AliveReportedDead => TruthGroup.ReportedDead,
        PersonClass.Dead or PersonClass.DeadUnlinkable or PersonClass.DeadMistyped => TruthGroup.RecordedDead,
        PersonClass.DeadReportedLate or PersonClass.DeadUnreported => TruthGroup.UnrecordedDead,
        PersonClass.Custody or PersonClass.DuplicateBenefit => TruthGroup.Adverse,
        _ => TruthGroup.Other,
    });
}

/// <summary>A comma-separated file of ours, without quotes, row by row.</summary>
internal sealed class ColumnFile : IDisposable
{
    private readonly StreamReader _reader;
    private readonly string _path;
    private readonly string[] _header;
    private int _line = 1;

    private ColumnFile(string path, StreamReader reader, string[] wanted)
    {
        (_path, _reader) = (path, reader);
        _header = reader.ReadLine()?.Split(',') ?? [];
        Wanted = [.. wanted.Select(PositionOf)];
        if (Wanted.Contains(-1))
        {
            throw new InputRefused(new CliError("columns", Strings.Get("ColumnsMissing"), path, 1, Expected: string.Join(',', wanted), Found: string.Join(',', _header)));
        }
    }

    /// <summary>Positions of the columns that must be there.</summary>
    internal int[] Wanted { get; }

    /// <summary>Position of a column, or -1.</summary>
    internal int PositionOf(string column) => Array.IndexOf(_header, column);

    /// <exception cref="InputRefused">The file cannot be read or lacks a column.</exception>
    internal static ColumnFile Open(string path, string[] wanted)
    {
        StreamReader reader;
        try
        {
            reader = new StreamReader(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputRefused(new CliError("unreadable", Strings.Get("FileUnreadable"), path, Expected: Strings.Get("ExpectedReadableFile"), Found: fault.GetType().Name));
        }

        try
        {
            return new ColumnFile(path, reader, wanted);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The fields of the next row; null at the end.</summary>
    /// <exception cref="InputRefused">The row has another number of columns than the header.</exception>
    internal string[]? Next()
    {
        if (_reader.ReadLine() is not { } text)
        {
            return null;
        }

        _line++;
        var fields = text.Split(',');
        return fields.Length == _header.Length
            ? fields
            : throw new InputRefused(new CliError("columns", Strings.Get("ColumnsMissing"), _path, _line, Expected: $"{_header.Length}", Found: $"{fields.Length}"));
    }

    public void Dispose() => _reader.Dispose();
}
