using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// What a detector of virtual cameras could go by, measured on living clips and on what cameras of software make of them: temporal noise
/// of the background (the upper left corner of the picture, 160 x 120 pixels, not scaled: that would take the noise away), blocks of it that do not change at all, frames that do not. A measure is of use
/// only where the two do not overlap.
/// </summary>
internal static class NoiseStatistics
{
    private const int Width = 160, Height = 120, Block = 8;

    internal static void Append(StringBuilder text, InjectionSubject[] subjects)
    {
        text.Append("\n## Measures of the picture that were considered\n\nGray, the upper left 160 x 120 pixels as they are, from frame to frame. A head that moves into them counts as change.\n\n");
        text.Append("| clip | mean change of the background | blocks of it unchanged | frames unchanged |\n|---|---:|---:|---:|\n");
        foreach (var subject in subjects)
        {
            Row(text, subject.Name, subject.Clip);
            Row(text, $"{subject.Name}, H.264", ClipFilter.Apply(subject.Clip, "", 4, "-c:v libx264 -preset ultrafast -crf 26"));
            Row(text, $"{subject.Name}, denoised", ClipFilter.Apply(subject.Clip, "hqdn3d=12", 4));
            Row(text, $"{subject.Name}, JPEG twice", ClipFilter.Apply(subject.Clip, "", 8));
        }
    }

    private static void Row(StringBuilder text, string name, IReadOnlyList<byte[]> clip)
    {
        var frames = Gray(clip);
        double change = 0, still = 0, frozen = 0;
        var blocks = 0;
        for (var i = 1; i < frames.Count; i++)
        {
            var (sum, unchanged, all) = Compare(frames[i - 1], frames[i]);
            change += sum;
            still += unchanged;
            blocks += all;
            frozen += unchanged == all ? 1 : 0;
        }

        text.Append(CultureInfo.InvariantCulture, $"| {name} | {change / blocks:F2} | {100 * still / blocks:F1} % | {100 * frozen / (frames.Count - 1):F1} % |\n");
    }

    /// <summary>Sum of the mean changes of the blocks, how many did not change, how many there are.</summary>
    private static (double Change, int Unchanged, int Blocks) Compare(byte[] before, byte[] after)
    {
        var (change, unchanged, blocks) = (0.0, 0, 0);
        for (var top = 0; top + Block <= Height; top += Block)
        {
            for (var left = 0; left + Block <= Width; left += Block)
            {
                var sum = 0;
                for (var at = 0; at < Block * Block; at++)
                {
                    var pixel = ((top + (at / Block)) * Width) + left + (at % Block);
                    sum += Math.Abs(before[pixel] - after[pixel]);
                }

                (change, unchanged, blocks) = (change + ((double)sum / (Block * Block)), unchanged + (sum == 0 ? 1 : 0), blocks + 1);
            }
        }

        return (change, unchanged, blocks);
    }

    private static List<byte[]> Gray(IReadOnlyList<byte[]> clip)
    {
        var start = new ProcessStartInfo("ffmpeg", $"-hide_banner -loglevel error -threads 1 -f mjpeg -r 10 -i pipe:0 -vf crop={Width}:{Height}:0:0 -pix_fmt gray -f rawvideo pipe:1")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg does not start");
        var writing = Task.Run(() =>
        {
            foreach (var frame in clip)
            {
                process.StandardInput.BaseStream.Write(frame);
            }

            process.StandardInput.Close();
        });
        using var pixels = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(pixels);
        writing.GetAwaiter().GetResult();
        process.WaitForExit();
        var bytes = pixels.ToArray();
        return [.. bytes.Chunk(Width * Height).Where(chunk => chunk.Length == Width * Height)];
    }
}
