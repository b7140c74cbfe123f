using System.Diagnostics;
using SocialInsurance.Cli.Province;
namespace SocialInsurance.Comparison.Tests;
public class Smoke
{
    [Fact]
    public void Measure()
    {
        string dir = "/tmp/prov"; 
        if (Environment.GetEnvironmentVariable("MEASURE") is not { } m) return;
        var sw = Stopwatch.StartNew();
        if (!Directory.Exists(dir)) { var s = ProvinceGenerator.Generate(new ProvinceOptions { Beneficiaries = 100_000, Records = 3_000_000, Seed = 1, OutDir = dir }, null, default);
        Console.WriteLine($"gen {sw.ElapsedMilliseconds} ms " + string.Join(" ", s.Records) + string.Join(" ", s.Classes)); }
        foreach (int t in new[] { 1, 2, 1, 2, 4 })
        {
            sw.Restart(); var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            if (Directory.Exists("/tmp/run")) Directory.Delete("/tmp/run", true);
            using var folder = RunFolder.Create("/tmp/run");
            using var r = ComparisonEngine.Run(new ComparisonRequest { Registers = [dir + "/register.csv"], FeedsDirectory = dir, AsOf = new DateOnly(2026, 10, 31), Folder = folder, Threads = t }, null, default);
            folder.Publish();
            Console.WriteLine($"threads {t}: {sw.ElapsedMilliseconds} ms cpu {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds} ms read {r.RecordsRead} rej {r.RecordsRejected} unm {r.UnmatchedTerminal} rss {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB {r.StateDigest}");
        }
    }
}
