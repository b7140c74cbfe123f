using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Interop;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// The face pipeline against what a team would otherwise assemble, on the same files: the six models by onnxruntime-node
/// and sharp, by python3-opencv, and @vladmandic/human with its own. A process each, all alive, asked in turn.
/// </summary>
internal static class FaceRivalRace
{
    private const int WarmUpRounds = 3;

    private sealed record Rival(string Name, string Program, string[] Arguments, string? Models);

    /// <summary>From an encoded picture to a template, then the next one on request: the protocol of rivals/face/serve.cjs.</summary>
    internal static void Serve(string[] files)
    {
        var pictures = files.Select(File.ReadAllBytes).ToArray();
        using var models = new ModelSet(ModelCatalog.Open());
        using var pipeline = new FacePipeline(models, VerificationProfile.Standard);
        var analysis = new FrameAnalysis();
        var process = Process.GetCurrentProcess();
        Console.Out.WriteLine("READY");
        while (Console.In.ReadLine() is { } line)
        {
            process.Refresh();
            var (cpu, start) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
            pipeline.Analyse(pictures[int.Parse(line, CultureInfo.InvariantCulture)], FaceStages.Live, analysis);
            pipeline.Embed(analysis);
            var wall = Stopwatch.GetElapsedTime(start);
            process.Refresh();
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wall.TotalMilliseconds} {(process.TotalProcessorTime - cpu).TotalMilliseconds} {analysis.FacesFound}"));
        }
    }

    internal static void Run(string repoRoot, int rounds)
    {
        var scripts = Path.Combine(repoRoot, "benchmarks", "rivals", "face");
        var work = Directory.CreateTempSubdirectory("sicert-face-rivals-").FullName;
        try
        {
            Restore(scripts);
            var pictures = Pictures(repoRoot, work);
            Rival[] rivals = Rivals(scripts, work, pictures);
            var load = ComparisonRace.LoadAverage();
            using var children = new Children(rivals);
            var cost = Measure(children, rivals.Length, pictures.Length, rounds);
            Write(repoRoot, rivals, pictures, cost, children, rounds, $"{load} at the start, {ComparisonRace.LoadAverage()} at the end");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>One portrait as a webcam frame and as a photograph of 12 megapixels.</summary>
    private static string[] Pictures(string repoRoot, string work)
    {
        var portrait = Path.Combine(repoRoot, "samples", "faces", "grace_hopper.jpg");
        (string Name, string Filter)[] sizes =
        [
            ("1280x720.jpg", "scale=-1:720,pad=1280:720:(ow-iw)/2:0:color=0x405060"),
            ("4000x3000.jpg", "scale=-1:3000,pad=4000:3000:(ow-iw)/2:0:color=0x405060"),
        ];
        return [.. sizes.Select(size =>
        {
            var target = Path.Combine(work, size.Name);
            Output(work, "ffmpeg", ["-v", "error", "-y", "-i", portrait, "-vf", size.Filter, "-q:v", "3", target]);
            return target;
        })];
    }

    /// <summary>The portrait as a frame of 1280 x 720, JPEG.</summary>
    internal static byte[] WebcamFrame(string repoRoot)
    {
        var work = Directory.CreateTempSubdirectory("sicert-webcam-").FullName;
        try
        {
            return File.ReadAllBytes(Pictures(repoRoot, work)[0]);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static Rival[] Rivals(string scripts, string work, string[] pictures)
    {
        var catalog = ModelCatalog.Open();
        var shipped = Folder(Path.Combine(work, "shipped"), catalog, catalog.ReadPublished);
        var prepared = Folder(Path.Combine(work, "prepared"), catalog, catalog.ReadPrepared);
        string[] Node(string pipeline) => [Path.Combine(scripts, "serve.cjs"), Path.Combine(scripts, pipeline), .. pictures];
        string[] python = [Path.Combine(scripts, "opencv.py"), .. pictures];
        return
        [
            new("our pipeline from JPEG bytes", Environment.ProcessPath!, ["face-serve", .. pictures], null),
            new("onnxruntime-node + sharp, models as shipped", "node", Node("node-sharp.cjs"), shipped),
            new("onnxruntime-node + sharp, our prepared models", "node", Node("node-sharp.cjs"), prepared),
            new("python3-opencv (cv2.dnn), models as shipped", "/usr/bin/python3", python, shipped),
            new("python3-opencv (cv2.dnn), our prepared models", "/usr/bin/python3", python, prepared),
            new("@vladmandic/human (WASM), its own models", "node", Node("human.cjs"), null),
        ];
    }

    private static string Folder(string folder, ModelCatalog catalog, Func<ModelEntry, byte[]> read)
    {
        Directory.CreateDirectory(folder);
        foreach (var entry in catalog.Manifest.Models)
        {
            File.WriteAllBytes(Path.Combine(folder, entry.Name + ".onnx"), read(entry));
        }

        return folder;
    }

    /// <summary>Milliseconds of CPU and wall by rival, picture and round.</summary>
    private static (double Cpu, double Wall)[,][] Measure(Children children, int rivals, int pictures, int rounds)
    {
        var cost = new (double, double)[rivals, pictures][];
        for (var rival = 0; rival < rivals; rival++)
        {
            for (var picture = 0; picture < pictures; picture++)
            {
                cost[rival, picture] = new (double, double)[rounds];
            }
        }

        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            for (var picture = 0; picture < pictures; picture++)
            {
                for (var rival = 0; rival < rivals; rival++)
                {
                    var answer = children.Ask(rival, picture);
                    if (round >= 0)
                    {
                        cost[rival, picture][round] = answer;
                    }
                }
            }
        }

        return cost;
    }

    private static void Write(string repoRoot, Rival[] rivals, string[] pictures, (double Cpu, double Wall)[,][] cost, Children children, int rounds, string load)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # The face pipeline against what a team would otherwise assemble

            Six models on one picture (detection, landmarks, PAD, eyes, pose, template), one thread each, a process each, {rounds} rounds interleaved, medians.
            CPU is user and kernel time of the whole process. Ratios are to our pipeline in the same round. Kernels {NativeKernels.Active}. {Report.Machine()}
            Load average (1, 5, 15 min): {load}. @vladmandic/human runs other, smaller models for like tasks.

            """);
        for (var picture = 0; picture < pictures.Length; picture++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Path.GetFileNameWithoutExtension(pictures[picture])}\n\n| contestant | CPU ms | wall ms | CPU ratio | wall ratio | peak RSS MB |\n|---|---:|---:|---:|---:|---:|\n");
            for (var rival = 0; rival < rivals.Length; rival++)
            {
                var (mine, ours) = (cost[rival, picture], cost[0, picture]);
                var cpuRatio = ComparisonRace.Median(mine.Zip(ours, (m, o) => m.Cpu / o.Cpu));
                var wallRatio = ComparisonRace.Median(mine.Zip(ours, (m, o) => m.Wall / o.Wall));
                text.Append(CultureInfo.InvariantCulture, $"| {rivals[rival].Name} | {ComparisonRace.Median(mine.Select(c => c.Cpu)):F1} | {ComparisonRace.Median(mine.Select(c => c.Wall)):F1} | {cpuRatio:F2} | {wallRatio:F2} | {children.PeakRssBytes(rival) / 1e6:F0} |\n");
            }
        }

        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", "face-rivals.md"), text.ToString());
    }

    private static void Restore(string scripts)
    {
        if (!Directory.Exists(Path.Combine(scripts, "node_modules")))
        {
            // not "ci": that asks for the packages of every other platform, which a registry may not carry; versions and digests are the lock's
            Output(scripts, "npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
        }
    }

    private static void Output(string folder, string program, IEnumerable<string> arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        child.WaitForExit();
        if (child.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {arguments.First()} ended with exit code {child.ExitCode}");
        }
    }

    /// <summary>All rivals alive at once; asking one leaves the others asleep.</summary>
    private sealed class Children : IDisposable
    {
        private readonly Process[] processes;

        internal Children(Rival[] rivals)
        {
            processes = [.. rivals.Select(Start)];
            foreach (var (process, rival) in processes.Zip(rivals))
            {
                while (process.StandardOutput.ReadLine() != "READY")
                {
                    if (process.HasExited)
                    {
                        throw new InvalidOperationException($"{rival.Name} did not start (exit code {process.ExitCode}); needs Node.js, ffmpeg and python3-opencv");
                    }
                }
            }
        }

        internal (double Cpu, double Wall) Ask(int rival, int picture)
        {
            processes[rival].StandardInput.WriteLine(picture);
            var answer = (processes[rival].StandardOutput.ReadLine() ?? throw new InvalidOperationException("a rival died")).Split(' ');
            return answer[2] == "0"
                ? throw new InvalidOperationException("expected a face, found none")
                : (double.Parse(answer[1], CultureInfo.InvariantCulture), double.Parse(answer[0], CultureInfo.InvariantCulture));
        }

        internal long PeakRssBytes(int rival) => 1024 * long.Parse(
            File.ReadLines($"/proc/{processes[rival].Id}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);

        public void Dispose()
        {
            foreach (var process in processes)
            {
                process.StandardInput.Close();
                process.WaitForExit(5000);
                process.Kill(entireProcessTree: true);
                process.Dispose();
            }
        }

        private static Process Start(Rival rival)
        {
            var start = new ProcessStartInfo(rival.Program, rival.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
            if (rival.Models is { } models)
            {
                start.Environment["MODELS"] = models;
            }

            return Process.Start(start)!;
        }
    }
}
