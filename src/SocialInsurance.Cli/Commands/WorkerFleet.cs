using System.Diagnostics;
using System.Globalization;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Commands;

/// <summary>
/// The worker processes of this machine. Each ends when its standard input does, and so with this process, however that ends. One that
/// ends before is started again, a few times.
/// </summary>
internal sealed class WorkerFleet(string outDirectory, int count, int threads) : IAsyncDisposable
{
    private const int RestartsPerWorker = 5;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly List<Process> _workers = [];
    private string _lastWords = string.Empty;
    private int _restarts;

    internal void Start()
    {
        for (var i = 0; i < count; i++)
        {
            _workers.Add(StartOne());
        }
    }

    /// <exception cref="InputRefused">Workers keep ending.</exception>
    internal void Watch()
    {
        for (var i = 0; i < _workers.Count; i++)
        {
            if (_workers[i].HasExited)
            {
                if (++_restarts > RestartsPerWorker * count)
                {
                    throw new InputRefused(new CliError("workersGone", Strings.Get("WorkWorkersGone"), Found: _lastWords));
                }

                _workers[i].Dispose();
                _workers[i] = StartOne();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            worker.StandardInput.Close();
        }

        using var patience = new CancellationTokenSource(Farewell);
        foreach (var worker in _workers)
        {
            try
            {
                await worker.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                worker.Kill(); // stopped, or in the middle of a long read: what it does counts nowhere any more
                await worker.WaitForExitAsync(CancellationToken.None);
            }

            worker.Dispose();
        }
    }

    private Process StartOne()
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no path");
        var own = typeof(WorkerFleet).Assembly.Location;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [own] : [];
        var start = new ProcessStartInfo(
            program, [.. host, "compare", "work", "--run", outDirectory, "--threads", threads.ToString(CultureInfo.InvariantCulture), CompareWorkCommand.Tethered.Name, "--json"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var worker = Process.Start(start) ?? throw new InvalidOperationException("a worker did not start");
        worker.OutputDataReceived += Hear;
        worker.ErrorDataReceived += Hear;
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
        return worker;
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data?.Contains("\"message\"", StringComparison.Ordinal) == true)
        {
            _lastWords = line.Data.Trim();
        }
    }
}
