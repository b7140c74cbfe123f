using System.IO.Compression;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class GzipTests
{
    static readonly string[] Header = ["number,name,on"];

    static byte[] Pack(byte[] plain, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    static byte[] Rows(int count) =>
        Encoding.UTF8.GetBytes(string.Join('\n', Header.Concat(Enumerable.Range(0, count).Select(i => $"{Scene.Number(i % 250)},王{(char)('一' + i % 50)},2026-0{1 + i % 9}-1{i % 7}"))));

    static Scene One() => new($"a,{Scene.Number(1)},王{(char)('一' + 1)},2026-12-01");

    static string Evidence(Scene.Run run) => $"{run.Cell("a", "bus")} {run.Result.RecordsRead} {run.Result.RecordsAccepted} {string.Join('|', run.Rejects)}";

    [Theory]
    [InlineData(CompressionLevel.Optimal, 1)]
    [InlineData(CompressionLevel.Fastest, 3)]
    [InlineData(CompressionLevel.NoCompression, 2)]
    [InlineData(CompressionLevel.SmallestSize, 1)]
    public void Compressed_file_comes_to_the_evidence_of_the_plain_one_and_keeps_its_own_digest(CompressionLevel level, int threads)
    {
        byte[] plain = Rows(60_000);
        byte[] packed = Pack(plain, level);
        using Scene expected = One().Feed("bus", plain);
        using Scene scene = One().Feed("bus", packed);
        using Scene.Run before = expected.Compare();
        using Scene.Run run = scene.Compare(threads);
        Assert.Equal(Evidence(before), Evidence(run));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(packed)), run.Counts("bus.csv").Sha256);
    }

    [Fact]
    public void Members_follow_each_other_and_zero_bytes_may_end_the_file()
    {
        byte[] plain = Rows(500);
        using Scene expected = One().Feed("bus", plain);
        using Scene scene = One().Feed("bus", [.. Pack(plain[..5000]), .. Pack([]), .. Pack(plain[5000..7000], CompressionLevel.NoCompression), .. Pack(plain[7000..]), .. new byte[512]]);
        using Scene.Run before = expected.Compare();
        using Scene.Run run = scene.Compare();
        Assert.Equal(Evidence(before), Evidence(run));
    }

    [Fact]
    public void Pattern_of_the_plain_name_also_claims_the_compressed_one()
    {
        using Scene scene = One().Feed("bus", Rows(0));
        File.WriteAllBytes(Path.Combine(scene.Data, "bus.csv.gz"), Pack(Rows(3)));
        using Scene.Run run = scene.Compare();
        Assert.Equal((3L, 0), (run.Counts("bus.csv.gz").Read, run.Result.Unclaimed.Count));
    }

    [Fact]
    public void File_cut_anywhere_is_refused_and_never_silently_short()
    {
        byte[] packed = [.. Pack(Rows(40)), .. Pack(Encoding.UTF8.GetBytes("\n" + string.Join('\n', Encoding.UTF8.GetString(Rows(40)).Split('\n')[1..])))];
        int whole = Pack(Rows(40)).Length;
        using Scene scene = One();
        for (int length = 1; length < packed.Length; length += 1 + length / 40)
        {
            if (length != whole && length > 1)
            {
                InputError error = scene.Feed("bus", packed[..length], Scene.Descriptor("bus")).Refused().Error;
                Assert.Equal((InputErrorCode.FileUnreadable, "bus.csv"), (error.Code, error.File));
                Assert.Contains("byte", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Any_changed_bit_of_the_data_is_refused()
    {
        byte[] packed = Pack(Rows(40));
        using Scene scene = One();
        for (int at = 10; at < packed.Length; at += 1 + at / 30)
        {
            byte[] damaged = [.. packed];
            damaged[at] ^= (byte)(1 << at % 8);
            Assert.Equal(InputErrorCode.FileUnreadable, scene.Feed("bus", damaged).Refused().Error.Code);
        }
    }

    [Fact]
    public void Bytes_behind_the_data_are_refused()
    {
        using Scene scene = One().Feed("bus", [.. Pack(Rows(3)), .. "number"u8]);
        Assert.Equal(InputErrorCode.FileUnreadable, scene.Refused().Error.Code);
    }

    [Fact]
    public void File_that_unpacks_without_end_is_refused()
    {
        using Scene scene = One().Feed("bus", Pack([.. Rows(1), .. Enumerable.Repeat((byte)'\n', 40_000_000)], CompressionLevel.SmallestSize));
        InputError error = scene.Refused().Error;
        Assert.Equal((InputErrorCode.FileUnreadable, $"at most {GzipBytes.MaxRatio} bytes for each byte"), (error.Code, error.Expected));
    }

    [Fact]
    public void Described_compression_is_demanded()
    {
        using Scene scene = One().Feed("bus", Rows(3), Scene.Descriptor("bus", format: "{ delimiter: ',', header: yes, compression: gzip }"));
        Assert.Equal((InputErrorCode.FileUnreadable, "gzip"), scene.Refused().Error switch { var e => (e.Code, e.Expected) });
    }

    [Fact]
    public void Random_bytes_behind_a_gzip_mark_never_crash()
    {
        var random = new Random(5);
        using Scene scene = One();
        for (int i = 0; i < 300; i++)
        {
            byte[] noise = new byte[random.Next(1, 400)];
            random.NextBytes(noise);
            Assert.Equal(InputErrorCode.FileUnreadable, scene.Feed("bus", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. noise]).Refused().Error.Code);
        }
    }
}
