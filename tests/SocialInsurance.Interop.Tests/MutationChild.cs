using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SocialInsurance.Interop.Tests;

/// <summary>What the child process saw of all mutated files.</summary>
/// <param name="Answers">files by status</param>
/// <param name="Wrong">files whose answer broke a promise, with the promise</param>
/// <param name="LongestCpuMs">most CPU time that one file took</param>
/// <param name="LongestFile">that file's number</param>
/// <param name="GrowthBytes">peak resident memory above that before the first file</param>
internal sealed record MutationReport(
    Dictionary<ImageStatus, int> Answers, List<string> Wrong, double LongestCpuMs, int LongestFile, long GrowthBytes);

/// <summary>
/// This assembly started again with <see cref="ReportVariable"/> set: decodes every mutated file and writes a report instead of
/// running tests, so that a crash or a lack of memory is the child's and not the test's.
/// </summary>
internal static class MutationChild
{
    internal const string ReportVariable = "SI_MUTATION_REPORT";

    /// <summary>What a live service would set.</summary>
    internal static readonly ImageLimits Limits = new()
    {
        MaxEncodedBytes = 8 << 20, MaxPixels = 16_000_000, MaxWorkingBytes = 96 << 20, MaxSide = 8192, MaxScans = 16,
    };

    [ModuleInitializer]
    internal static void RunWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } path)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(Run()));
            Environment.Exit(0);
        }
    }

    private static MutationReport Run()
    {
        using var decoder = new ImageDecoder(Limits);
        var report = new MutationReport([], [], 0, -1, 0);
        Examine(decoder, Pictures.Read("big420.jpg"), 0, report); // code and memory that every file needs
        report.Answers.Clear();
        var before = PeakResidentBytes();
        using var process = Process.GetCurrentProcess();
        for (var number = 0; number < MutatedFiles.Count; number++)
        {
            var bytes = MutatedFiles.Make(number);
            process.Refresh();
            var start = process.TotalProcessorTime;
            Examine(decoder, bytes, number, report);
            process.Refresh();
            var spent = (process.TotalProcessorTime - start).TotalMilliseconds;
            report = spent > report.LongestCpuMs ? report with { LongestCpuMs = spent, LongestFile = number } : report;
        }

        return report with { GrowthBytes = PeakResidentBytes() - before };
    }

    private static void Examine(ImageDecoder decoder, byte[] bytes, int number, MutationReport report)
    {
        var status = decoder.Decode(bytes, number % 3 * 240, (PixelLayout)(number % 2), out var image);
        report.Answers[status] = report.Answers.GetValueOrDefault(status) + 1;
        if (status == ImageStatus.Ok)
        {
            var tensor = new float[3 * 32 * 32];
            var spec = new WarpSpec(32, 32, ChannelOrder.Rgb, BorderMode.Reflect101, 0, Vector3.One, Vector3.Zero);
            Warp.ToTensor(image, AffineMap.FromRectangle(0, 0, image.OrientedWidth, image.OrientedHeight, 32, 32), spec, tensor);
            Promise(Array.TrueForAll(tensor, v => v is >= 0 and <= 255), "a level outside 0..255");
            return;
        }

        var fault = decoder.DescribeFault(bytes, status);
        Promise(fault.Status == status, "another fault described than answered");
        Promise(fault.OffsetBytes >= 0 && fault.OffsetBytes <= bytes.Length, "a place outside the file");
        Promise(fault.Expected.Length > 0 && fault.Found.Length > 0, "a fault without a reason");

        void Promise(bool kept, string broken)
        {
            if (!kept)
            {
                report.Wrong.Add($"{number} {MutatedFiles.KindOf(number)} {status}: {broken}");
            }
        }
    }

    /// <summary>VmHWM: the most memory that this process ever had resident.</summary>
    private static long PeakResidentBytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
