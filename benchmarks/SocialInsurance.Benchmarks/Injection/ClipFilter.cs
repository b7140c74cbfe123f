using System.Diagnostics;
using System.Globalization;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Benchmarks;

/// <summary>Clips through ffmpeg, as whoever injects them has it: filters, rates, another codec in between, JPEG again.</summary>
internal static class ClipFilter
{
    /// <param name="filter">graph of ffmpeg; empty: none</param>
    /// <param name="quality">2 (best) to 31 of the JPEGs that come out</param>
    /// <param name="codec">arguments of a codec in between; empty: none</param>
    internal static byte[][] Apply(IReadOnlyList<byte[]> frames, string filter, int quality, string codec = "")
    {
        var folder = Directory.CreateTempSubdirectory("sicert-clip-").FullName;
        try
        {
            var (source, middle, result) = (Path.Combine(folder, "in.mjpeg"), Path.Combine(folder, "middle.mkv"), Path.Combine(folder, "out.mjpeg"));
            File.WriteAllBytes(source, [.. frames.SelectMany(frame => frame)]);
            if (codec.Length > 0)
            {
                Run($"-f mjpeg -r 10 -i {source} {codec} {middle}");
            }

            Run(string.Create(
                CultureInfo.InvariantCulture,
                $"{(codec.Length > 0 ? $"-i {middle}" : $"-f mjpeg -r 10 -i {source}")} {(filter.Length > 0 ? $"-filter_complex {filter}" : "-r 10")} -q:v {quality} -frames:v 400 -f mjpeg {result}"));
            return [.. FrameSequence.Read(result).Select(frame => frame.ToArray())];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", $"-hide_banner -loglevel error -threads 1 -y {arguments}") { RedirectStandardError = true })
            ?? throw new InvalidOperationException("ffmpeg does not start");
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ffmpeg ended with {process.ExitCode}: {errors}");
        }
    }
}
