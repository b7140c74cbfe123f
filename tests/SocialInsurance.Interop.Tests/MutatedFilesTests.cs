using System.Diagnostics;
using System.Text.Json;

namespace SocialInsurance.Interop.Tests;

/// <summary>2,000 bad pictures in a child process with a fence around its memory.</summary>
public sealed class MutatedFilesTests
{
    /// <summary>Address space of the child: beyond it an allocation fails. The runtime itself reserves most of it.</summary>
    private const long FenceKibibytes = 6L << 20;

    /// <summary>Pixels of the largest picture as RGB, the codec's own memory, the largest file, and 32 MiB of slack.</summary>
    private static readonly long CapBytes =
        (3 * MutationChild.Limits.MaxPixels) + MutationChild.Limits.MaxWorkingBytes + MutationChild.Limits.MaxEncodedBytes + (32 << 20);

    /// <summary>CPU time, which a busy machine does not stretch.</summary>
    private const double HangCpuMs = 2000;

    [Fact]
    public async Task Two_thousand_mutated_files_never_crash_hang_or_burst_and_each_refusal_has_a_reason()
    {
        var path = Path.Combine(Path.GetTempPath(), $"si-mutation-{Environment.ProcessId}.json");
        try
        {
            var (code, error) = await RunChildAsync(path);
            Assert.True(code == 0, $"the child ended with {code}: {error}");
            var report = JsonSerializer.Deserialize<MutationReport>(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{string.Join(", ", report.Answers.Select(a => $"{a.Key} {a.Value}"))}; longest {report.LongestCpuMs:F0} ms CPU (file {report.LongestFile}); memory + {report.GrowthBytes >> 20} MiB");
            Assert.Empty(report.Wrong);
            Assert.Equal(MutatedFiles.Count, report.Answers.Values.Sum());
            Assert.True(report.LongestCpuMs < HangCpuMs, $"file {report.LongestFile} took {report.LongestCpuMs} ms of CPU");
            Assert.True(report.GrowthBytes < CapBytes, $"expected at most {CapBytes} bytes more, found {report.GrowthBytes}");
            Assert.All(
                (ImageStatus[])[ImageStatus.Ok, ImageStatus.UnknownFormat, ImageStatus.Truncated, ImageStatus.TooLarge, ImageStatus.TooManyScans, ImageStatus.Corrupt],
                status => Assert.True(report.Answers.GetValueOrDefault(status) >= 10, $"only {report.Answers.GetValueOrDefault(status)} files ended as {status}"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(640, 16, ImageStatus.Ok)]
    [InlineData(640, 17, ImageStatus.TooManyScans)]
    [InlineData(4000, 882, ImageStatus.TooManyScans)]
    public void Deep_progression_of_tiny_scans_is_read_up_to_the_limit_and_refused_beyond(int side, int scans, ImageStatus expected)
    {
        using var decoder = new ImageDecoder(MutationChild.Limits);
        Assert.Equal(expected, decoder.Decode(MutatedFiles.DeepProgression(side, scans), 0, PixelLayout.Planar, out _));
    }

    [Fact]
    public void Deep_progression_beyond_what_encoders_make_is_refused_by_default()
    {
        using var decoder = new ImageDecoder();
        Assert.Equal(ImageStatus.Ok, decoder.Decode(MutatedFiles.DeepProgression(64, 32), 0, PixelLayout.Planar, out _));
        Assert.Equal(ImageStatus.TooManyScans, decoder.Decode(MutatedFiles.DeepProgression(64, 33), 0, PixelLayout.Planar, out _));
    }

    [Fact]
    public void Mutated_files_are_the_same_every_time()
    {
        for (var number = 0; number < 50; number++)
        {
            Assert.Equal(MutatedFiles.Make(number), MutatedFiles.Make(number));
        }
    }

    private static async Task<(int Code, string Error)> RunChildAsync(string report)
    {
        var assembly = typeof(MutatedFilesTests).Assembly.Location;
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList = { "-c", $"ulimit -v {FenceKibibytes} && exec dotnet \"$0\"", assembly },
            Environment = { [MutationChild.ReportVariable] = report, ["DOTNET_GCHeapHardLimit"] = "0x10000000" },
        };
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        try
        {
            await child.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            throw;
        }

        await output;
        return (child.ExitCode, await error);
    }
}
