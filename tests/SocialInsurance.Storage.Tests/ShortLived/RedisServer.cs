using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocialInsurance.Storage.Tests;

/// <summary>Debian's redis-server on a free port of loopback, with a password, without a file that outlives the test.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    public const string Password = "test-only-3f81";
    private const string Executable = "/usr/bin/redis-server";
    private const string Package = "redis-server";

    private readonly string _folder;
    private Process _process;

    private RedisServer(string folder, int port, Process process) => (_folder, Port, _process) = (folder, port, process);

    public int Port { get; }

    public string EndPoint => $"127.0.0.1:{Port}";

    public int ProcessId => _process.Id;

    public static async Task<RedisServer> StartAsync()
    {
        await EnsureInstalledAsync();
        var folder = Directory.CreateTempSubdirectory("sicert-redis-").FullName;
        var port = FreePort();
        var process = Launch(folder, port);
        var server = new RedisServer(folder, port, process);
        await server.WaitAsync();
        return server;
    }

    /// <summary>As a crash: no farewell.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>The same address, empty.</summary>
    public async Task RestartAsync()
    {
        _process.Dispose();
        _process = Launch(_folder, Port);
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Launch(string folder, int port)
    {
        var start = new ProcessStartInfo(Executable)
        {
            ArgumentList = { "--bind", "127.0.0.1", "--port", $"{port}", "--save", string.Empty, "--appendonly", "no", "--dir", folder, "--requirepass", Password },
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private async Task WaitAsync()
    {
        while (true)
        {
            Assert.False(_process.HasExited, "redis-server ended at its start");
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task EnsureInstalledAsync()
    {
        if (File.Exists(Executable))
        {
            return;
        }

        Assert.True(
            Environment.UserName == "root",
            $"These tests need {Package}; run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends {Package}");
        await RunAsync("apt-get", "update", "-qq");
        await RunAsync("apt-get", "install", "--yes", "-qq", "--no-install-recommends", Package);
        Assert.True(File.Exists(Executable), $"package {Package} is installed; expected {Executable}");
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments);
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        // the package's own service is not wanted
        start.Environment["RUNLEVEL"] = "1";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
