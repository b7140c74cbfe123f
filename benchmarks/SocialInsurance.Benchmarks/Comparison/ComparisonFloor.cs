using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SocialInsurance.Comparison;

namespace SocialInsurance.Benchmarks;

/// <summary>One CSV file of the province as the floor sees it: the second column is the number, the fourth a date.</summary>
internal sealed record FloorFile(string Path, long DataOffset, byte Delimiter, DateFormat Dates)
{
    /// <summary>Finds and probes the files of a province with the engine's own reader of descriptors.</summary>
    internal static (FloorFile Register, FloorFile[] Feeds) Of(string province)
    {
        var errors = new List<InputError>();
        var finder = new FeedFinder(errors);
        var registers = finder.FindRegisters([System.IO.Path.Combine(province, ComparisonInput.RegisterFile)]);
        var feeds = finder.FindFeeds(province, registers, out _);
        DataFile[] all = [.. registers, .. feeds];
        foreach (var file in all)
        {
            HeaderProbe.Probe(file, errors);
        }

        if (errors.Count > 0)
        {
            throw new InputRefusedException([.. errors]);
        }

        return (Of(registers[0]), [.. feeds.Select(Of)]);
    }

    private static FloorFile Of(DataFile file) =>
        file.Layout![ColumnRole.Number] == 1 && (file.Descriptor.Kind == SourceKind.Subjects || file.Layout[ColumnRole.EventDate] == 3)
            ? new FloorFile(file.Path, file.DataOffset, file.Descriptor.Format.Delimiter, DateFormats.ByText[file.Descriptor.DatesOf(ColumnRole.EventDate).Text])
            : throw new InvalidOperationException($"{file.Name}: the floor expects the number in column 2 and the date in column 4");
}

/// <summary>
/// The floor of a comparison run: reads the same bytes, splits the rows, turns number and date into integers and probes an
/// open-addressing table of the register's keys. One thread. It checks nothing, rejects nothing, knows no quotes, encodings,
/// names, lines or evidence, and digests nothing: what is left is what no engine over these files can do without.
/// </summary>
internal sealed unsafe class ComparisonFloor : IDisposable
{
    private const int BufferBytes = 1 << 20;
    private const int Padding = 256;

    private readonly byte* _buffer = (byte*)NativeMemory.AlignedAlloc(BufferBytes + Padding, 64);
    private long[] _keys = [];
    private int _shift;

    internal long Rows { get; private set; }

    internal long Hits { get; private set; }

    /// <summary>Sum of all dates, so that no work can be left out.</summary>
    internal long DateSum { get; private set; }

    internal static ComparisonFloor Run(FloorFile register, IReadOnlyList<FloorFile> feeds)
    {
        var floor = new ComparisonFloor();
        var bits = BitOperations.Log2((uint)(new FileInfo(register.Path).Length / 80)) + 2;
        floor._keys = new long[1 << bits];
        floor._shift = 64 - bits;
        floor.Scan(register, isRegister: true);
        foreach (var feed in feeds)
        {
            floor.Scan(feed, isRegister: false);
        }

        return floor;
    }

    public void Dispose() => NativeMemory.AlignedFree(_buffer);

    private void Scan(FloorFile file, bool isRegister)
    {
        using var handle = File.OpenHandle(file.Path, options: FileOptions.SequentialScan);
        var offset = file.DataOffset;
        var carried = 0;
        while (true)
        {
            var read = RandomAccess.Read(handle, new Span<byte>(_buffer + carried, BufferBytes - carried), offset);
            offset += read;
            var length = carried + read;
            if (length == 0)
            {
                return;
            }

            if (read == 0)
            {
                _buffer[length++] = (byte)'\n'; // a last row without newline
            }

            var whole = new ReadOnlySpan<byte>(_buffer, length).LastIndexOf((byte)'\n') + 1;
            Rows += isRegister ? Register(whole, file.Delimiter) : Feed(whole, file.Delimiter, file.Dates);
            carried = length - whole;
            Buffer.MemoryCopy(_buffer + whole, _buffer, BufferBytes, carried);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Feed(int length, byte delimiter, DateFormat dates)
    {
        long rows = 0;
        long hits = 0;
        long sum = 0;
        var table = _keys;
        for (var row = _buffer; row < _buffer + length; rows++)
        {
            row = Split(row, delimiter, out var a, out var b, out var c, out var d);
            sum += Date(row + c + 1, d - c - 1, dates);
            var key = Key(row + a + 1, b - a - 1);
            for (var at = (int)((ulong)key * 0x9E3779B97F4A7C15UL >> _shift); table[at] != 0; at = (at + 1) & (table.Length - 1))
            {
                if (table[at] == key)
                {
                    hits++;
                    break;
                }
            }

            row = AfterNewline(row + d);
        }

        Hits += hits;
        DateSum += sum;
        return rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Register(int length, byte delimiter)
    {
        long rows = 0;
        for (var row = _buffer; row < _buffer + length; rows++)
        {
            row = Split(row, delimiter, out var a, out var b, out _, out var d);
            var key = Key(row + a + 1, b - a - 1);
            var at = (int)((ulong)key * 0x9E3779B97F4A7C15UL >> _shift);
            while (_keys[at] != 0 && _keys[at] != key)
            {
                at = (at + 1) & (_keys.Length - 1);
            }

            _keys[at] = key;
            row = AfterNewline(row + d);
        }

        return rows;
    }

    /// <summary>Positions of the first four delimiters of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Split(byte* row, byte delimiter, out int a, out int b, out int c, out int d)
    {
        var marks = Vector512.Equals(Vector512.Load(row), Vector512.Create(delimiter)).ExtractMostSignificantBits();
        a = BitOperations.TrailingZeroCount(marks);
        marks &= marks - 1;
        b = BitOperations.TrailingZeroCount(marks);
        marks &= marks - 1;
        c = BitOperations.TrailingZeroCount(marks);
        marks &= marks - 1;
        d = BitOperations.TrailingZeroCount(marks);
        if (d == 64)
        {
            a = Next(row, -1, delimiter);
            b = Next(row, a, delimiter);
            c = Next(row, b, delimiter);
            d = Next(row, c, delimiter);
        }

        return row;
    }

    private static int Next(byte* row, int after, byte delimiter)
    {
        do
        {
            after++;
        }
        while (row[after] != delimiter && row[after] != '\n');

        return after;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* AfterNewline(byte* from)
    {
        while (true)
        {
            var marks = Vector512.Equals(Vector512.Load(from), Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            if (marks != 0)
            {
                return from + BitOperations.TrailingZeroCount(marks) + 1;
            }

            from += 64;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Key(byte* text, int length)
    {
        if (length == 18)
        {
            var check = text[17] == 'X' ? 10 : text[17] - '0';
            return (long)((Eight(text) * 100_000_000 + Eight(text + 8)) * 10 + text[16] - '0') * 11 + check;
        }

        long key = 1;
        for (var i = 0; i < length; i++)
        {
            key = key * 36 + text[i];
        }

        return key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Date(byte* t, int length, DateFormat format)
    {
        if (length < 8)
        {
            return 0;
        }

        switch (format)
        {
            case DateFormat.Compact or DateFormat.CompactTime:
                return (long)Eight(t);
            case DateFormat.Dashed or DateFormat.DashedTime:
                return Two(t) * 1_000_000 + Two(t + 2) * 10_000 + Two(t + 5) * 100 + Two(t + 8);
            case DateFormat.Dotted:
                return Two(t + 6) * 1_000_000 + Two(t + 8) * 10_000 + Two(t + 3) * 100 + Two(t);
            default:
                var second = t[6] == '/' ? 6 : 7;
                return Two(t) * 1_000_000 + Two(t + 2) * 10_000 + (second == 6 ? t[5] - '0' : Two(t + 5)) * 100
                    + (length - second == 2 ? t[length - 1] - '0' : Two(t + length - 2));
        }
    }

    private static int Two(byte* t) => (t[0] - '0') * 10 + t[1] - '0';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(byte* t)
    {
        var word = Unsafe.ReadUnaligned<ulong>(t) - 0x3030303030303030UL;
        word = word * 10 + (word >> 8);
        return ((word & 0x000000FF000000FFUL) * 0x000F424000000064UL + ((word >> 16) & 0x000000FF000000FFUL) * 0x0000271000000001UL) >> 32;
    }
}
