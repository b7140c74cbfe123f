using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SocialInsurance.Benchmarks;

/// <summary>One look at the service from outside and inside.</summary>
/// <param name="CpuSeconds">user and kernel time of the process since its start</param>
/// <param name="StoreBytes">all files of the data folder, write-ahead logs included</param>
internal sealed record SoakReading(
    long RssBytes, long AnonymousBytes, int Threads, int Handles, int Sockets, double CpuSeconds, long StoreBytes, SoakInside Inside);

/// <summary>The child process that <see cref="SoakHost"/> runs in, and its folder; both are gone at the end.</summary>
internal sealed class SoakProcess : IAsyncDisposable
{
    private static readonly double TicksPerSecond = 100; // USER_HZ of Linux
    private readonly string folder;
    private readonly SemaphoreSlim asking = new(1, 1);
    private readonly Process process;

    private SoakProcess(Process process, string folder) => (this.process, this.folder) = (process, folder);

    internal SoakAddress Address { get; private set; } = null!;

    internal static async Task<SoakProcess> StartAsync(int enrolled, int places)
    {
        var folder = Directory.CreateTempSubdirectory("sicert-soak-").FullName;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[SoakHost.Verb, folder, enrolled.ToString(CultureInfo.InvariantCulture), places.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var log = new StreamWriter(Path.Combine(folder, "log")) { AutoFlush = true };
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginErrorReadLine();
        var soak = new SoakProcess(process, folder);
        try
        {
            soak.Address = await soak.ReadAsync<SoakAddress>();
        }
        catch
        {
            await soak.DisposeAsync();
            throw;
        }

        return soak;
    }

    internal async Task<SoakReading> ReadAsync()
    {
        var status = File.ReadLines($"/proc/{process.Id}/status")
            .Select(line => line.Split(':', 2)).ToDictionary(part => part[0], part => part[1].Trim().Split(' ')[0], StringComparer.Ordinal);
        var (handles, sockets) = CountHandles();
        var data = Path.Combine(folder, SoakHost.DataFolder);
        var store = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path) is { Exists: true } file ? file.Length : 0);
        return new SoakReading(
            Kilobytes(status["VmRSS"]), Kilobytes(status["RssAnon"]), int.Parse(status["Threads"], CultureInfo.InvariantCulture), handles, sockets, CpuSeconds(), store, await AskAsync());
    }

    /// <summary>User and kernel time of the service so far.</summary>
    internal double CpuSeconds()
    {
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        asking.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<SoakInside> AskAsync()
    {
        await asking.WaitAsync();
        try
        {
            await process.StandardInput.WriteLineAsync();
            await process.StandardInput.FlushAsync();
            return await ReadAsync<SoakInside>();
        }
        finally
        {
            asking.Release();
        }
    }

    private async Task<T> ReadAsync<T>() => await process.StandardOutput.ReadLineAsync() is { } line
        ? JsonSerializer.Deserialize<T>(line)!
        : throw new InvalidOperationException($"the service ended: {string.Join('\n', File.ReadLines(Path.Combine(folder, "log")).TakeLast(5))}");

    private (int Handles, int Sockets) CountHandles()
    {
        var (handles, sockets) = (0, 0);
        foreach (var link in new DirectoryInfo($"/proc/{process.Id}/fd").EnumerateFileSystemInfos())
        {
            handles++;
            sockets += link.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true ? 1 : 0;
        }

        return (handles, sockets);
    }

    private static long Kilobytes(string text) => long.Parse(text, CultureInfo.InvariantCulture) * 1024;
}
