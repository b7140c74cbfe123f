using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>
/// Unquoted activity files take the bulk way, files that may hold quotes the scalar way: the same text has to come to the same
/// evidence, counts and rejects on both.
/// </summary>
public class BulkReadingTests
{
    const int People = 300;

    static readonly string[] Headers = ["number,name,on,remark", "serial,number,name,remark,on", "on,number,name"];

    static Scene Register() => new([.. Enumerable.Range(0, People).Select(i => $"p{i:D5},{Scene.Number(i * 7 % 250)},王{(char)('一' + i * 7 % 250 % 50)},2026-12-01")]);

    /// <summary>Rows as departments send them; every third kind has something wrong with it.</summary>
    static byte[] Csv(string header, int rows)
    {
        var csv = new MemoryStream();
        csv.Write(Encoding.UTF8.GetBytes(header + "\n"));
        uint state = 12345;
        for (int i = 0; i < rows; i++)
        {
            state = state * 1664525 + 1013904223;
            WriteRow(csv, header, i, (int)(state >> 8));
        }

        return csv.ToArray();
    }

    static void WriteRow(MemoryStream csv, string header, int i, int dice)
    {
        int person = dice % 400;
        string number = (dice / 400 % 40) switch
        {
            0 => "bad",
            1 => Scene.Number(person)[..6] + Scene.Number(person)[8..17], // the old form of 15 digits
            2 => " " + Scene.Number(person).ToLowerInvariant(),
            3 => Scene.Number(person)[..17] + (Scene.Number(person)[17] == 'X' ? '1' : 'X'),
            4 => "H12345678",
            5 => "",
            _ => Scene.Number(person),
        };
        string name = (dice / 16000 % 30) switch { 0 => "", 1 => "王\0", 2 => "·王" + (char)('一' + person % 50), 3 => new string('王', 40), _ => "王" + (char)('一' + person % 50) };
        string on = (dice / 480000 % 25) switch { 0 => "2026-02-30", 1 => "2027-01-01", 2 => " 2026-03-04", 3 => "", _ => $"2026-0{1 + dice % 9}-1{dice % 7}" };
        string row = string.Join(',', header.Split(',').Select(c => c switch { "number" => number, "name" => name, "on" => on, "remark" => i % 17 == 3 ? "x" : "", _ => $"{i}" }));
        csv.Write(Encoding.UTF8.GetBytes((i % 101) switch { 7 => "", 13 => row + ",more", 19 => new string(',', 300), 23 => number, 29 => new string('x', 9000) + row, _ => row }));
        csv.Write((i % 211) switch { 5 => [0xC3, (byte)'\n'], 11 => "\r\n"u8, _ => "\n"u8 });
    }

    static string Describe(Scene.Run run)
    {
        var text = new StringBuilder();
        for (int s = 0; s < run.Result.State.SubjectCount; s++)
        {
            text.AppendLine(string.Join(' ', run.Result.State.CellsOf(s).ToArray()));
        }

        return text.Append(run.Result.Files[1] with { Sha256 = "", DescriptorDigest = "" }).AppendLine().AppendJoin('\n', run.Rejects).ToString();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Bulk_rows_come_to_the_same_evidence_counts_and_rejects_as_rows_read_one_by_one(int header)
    {
        byte[] csv = Csv(Headers[header], 40_000);
        using Scene bulk = Register().Feed("bus", csv, Scene.Descriptor("bus"));
        using Scene scalar = Register().Feed("bus", csv, Scene.Descriptor("bus", format: "{ delimiter: ',', header: yes, quoting: double }"));
        using Scene.Run expected = scalar.Compare();
        Assert.True(expected.Result.RecordsRejected > 1000);
        foreach (int threads in (int[])[1, 3])
        {
            using Scene.Run run = bulk.Compare(threads);
            Assert.Equal(Describe(expected), Describe(run));
        }
    }

    [Fact]
    public void Row_longer_than_many_windows_and_last_row_without_all_columns_are_seen()
    {
        using Scene scene = Register().Feed("bus", $"number,name,on\n{new string(',', 700_000)}\n{Scene.Number(1)},王{(char)('一' + 1)},2026-10-01\n{Scene.Number(1)}");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,2,0,WrongColumnCount expected 3 found 700001", "bus.csv,4,0,WrongColumnCount expected 3 found 1"], run.Rejects);
        Assert.Equal(1, run.Counts("bus.csv").Matched);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Digest_of_every_file_is_that_of_all_its_bytes(int threads)
    {
        byte[] csv = [.. Encoding.UTF8.Preamble, .. Csv(Headers[0], 60_000)[..^1]]; // mark, header, several blocks, no final newline
        using Scene scene = Register().Feed("bus", csv).Feed("med", "number,name,on\n").Feed("tax", [.. Encoding.UTF8.GetBytes("number,name,on\n"), .. new byte[2_500_000].Select(_ => (byte)'x')]);
        using Scene.Run run = scene.Compare(threads);
        Assert.Equal(
            run.Result.Files.Select(f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(scene.Data, f.File))))),
            run.Result.Files.Select(f => f.Sha256));
    }

    [Fact]
    public unsafe void Subject_has_no_byte_outside_its_fields() => Assert.Equal(
        typeof(Subject).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Sum(f => Marshal.SizeOf(f.FieldType.IsEnum ? Enum.GetUnderlyingType(f.FieldType) : f.FieldType)),
        sizeof(Subject));
}
