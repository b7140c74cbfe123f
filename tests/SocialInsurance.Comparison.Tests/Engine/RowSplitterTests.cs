using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public unsafe class RowSplitterTests
{
    readonly struct Collector(List<string[]> rows, List<string> broken) : IRowHandler
    {
        public void Accept(in Row row)
        {
            var cells = new string[row.ColumnCount];
            for (int i = 0; i < cells.Length; i++)
            {
                cells[i] = i < ColumnLayout.MaxColumns ? Encoding.UTF8.GetString(row.Field(i)) : "";
            }

            rows.Add(cells);
        }

        public void Refuse(RejectReason reason, in Row whole) => throw new NotSupportedException();

        public void Refuse(RejectReason reason, int physicalLines) => broken.Add($"{reason}/{physicalLines}");
    }

    static List<string[]> Split(string text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + Block.Padding];
        int length = Encoding.UTF8.GetBytes(text, bytes);
        var rows = new List<string[]>();
        var collector = new Collector(rows, []);
        int* bounds = stackalloc int[RowSplitter.BoundCount];
        fixed (byte* p = bytes)
        {
            RowSplitter.Split(p, length, (byte)',', bounds, ref collector);
        }

        return rows;
    }

    [Fact]
    public void Kernel_agrees_with_a_naive_split() => Prop.ForAll(
        Gen.Elements("a", "bc", ",", ",", "\n", "\r\n", "王", "0123456789012345678901234567890123456789").ArrayOf().ToArbitrary(), parts =>
    {
        string text = string.Concat(parts) + "\n";
        string[][] expected = [.. text[..^1].Split('\n').Select(line => (line.EndsWith('\r') ? line[..^1] : line).Split(','))];
        List<string[]> actual = Split(text);
        return actual.Count == expected.Length && actual.Zip(expected).All(p => p.First.SequenceEqual(p.Second));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Row_with_more_columns_than_can_be_read_is_counted_in_full() =>
        Assert.Equal([301, 1], Split(new string(',', 300) + "\nx\n").Select(r => r.Length));
}
