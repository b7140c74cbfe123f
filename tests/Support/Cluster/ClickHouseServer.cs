using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SocialInsurance.Tests.Support;

/// <summary>
/// Debian's clickhouse-server on a free loopback port with a folder and a password of its own. Its keeper (a shell) waits for the end of
/// its input: when this process ends in whatever way, it kills the server and deletes the folder.
/// </summary>
public sealed class ClickHouseServer : IAsyncDisposable
{
    private const string Executable = "/usr/sbin/clickhouse-server";

    // $1 folder; reads "start", "kill", "pause", "resume"
    private const string Keeper =
        """
        cd /
        start() { /usr/sbin/clickhouse-server --config-file="$1/config.xml" >>"$1/log" 2>&1 </dev/null & pid=$!; }
        start "$@"; echo "$pid"
        while read -r command; do
          case "$command" in
            start) start "$@" ;;
            kill) kill -KILL "$pid"; wait "$pid" ;;
            pause) kill -STOP "$pid" ;;
            resume) kill -CONT "$pid" ;;
          esac
          echo "$pid"
        done
        kill -KILL "$pid" 2>/dev/null; wait "$pid" 2>/dev/null
        rm -rf "$1"
        """;

    private const string Install =
        """
        set -e
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends clickhouse-server
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("sicert-clickhouse-").FullName;
    private readonly int port = FreePort();
    private readonly Process keeper;
    private readonly HttpClient client = new();

    private ClickHouseServer(long mostQueryMemory)
    {
        File.WriteAllText($"{folder}/config.xml", string.Create(CultureInfo.InvariantCulture, $"""
            <yandex>
              <logger><level>warning</level><log>{folder}/server.log</log><errorlog>{folder}/error.log</errorlog></logger>
              <http_port>{port}</http_port><listen_host>127.0.0.1</listen_host>
              <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path><users_config>{folder}/users.xml</users_config>
              <mark_cache_size>67108864</mark_cache_size><uncompressed_cache_size>0</uncompressed_cache_size>
              <default_profile>default</default_profile><default_database>default</default_database>
            </yandex>
            """));
        File.WriteAllText($"{folder}/users.xml", string.Create(CultureInfo.InvariantCulture, $"""
            <yandex>
              <profiles><default><max_memory_usage>{mostQueryMemory}</max_memory_usage></default></profiles>
              <users><default><password>{Password}</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
              <quotas><default></default></quotas>
            </yandex>
            """));
        Directory.CreateDirectory($"{folder}/data");
        keeper = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Keeper, "keeper", folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        client.DefaultRequestHeaders.Add("X-ClickHouse-User", "default");
        client.DefaultRequestHeaders.Add("X-ClickHouse-Key", Password);
    }

    /// <summary>One for all servers of this process: a cluster has one.</summary>
    public static string Password { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>Process id of the server.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Installs the package when it is missing and this is root, else says what to run.</summary>
    public static async Task<ClickHouseServer> StartAsync(long mostQueryMemory = 4_000_000_000)
    {
        await EnsureInstalledAsync();
        var server = new ClickHouseServer(mostQueryMemory);
        await server.AnswerAsync();
        await server.WaitAsync();
        return server;
    }

    /// <summary>"kill" (SIGKILL), "start", "pause" (SIGSTOP) or "resume".</summary>
    public async Task CommandAsync(string command)
    {
        await keeper.StandardInput.WriteLineAsync(command);
        await keeper.StandardInput.FlushAsync();
        await AnswerAsync();
        if (command == "start")
        {
            await WaitAsync();
        }
    }

    /// <summary>The answer of a query as text.</summary>
    public async Task<string> QueryAsync(string sql)
    {
        using var content = new StringContent(sql);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var response = await client.PostAsync(Address, content);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text.TrimEnd() : throw new InvalidOperationException(text);
    }

    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
        client.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task AnswerAsync() =>
        ProcessId = int.Parse(await keeper.StandardOutput.ReadLineAsync() ?? "-1", NumberStyles.None, CultureInfo.InvariantCulture);

    private async Task WaitAsync()
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                await QueryAsync("SELECT 1");
                return;
            }
            catch (HttpRequestException fault)
            {
                if (clock.Elapsed > TimeSpan.FromSeconds(60))
                {
                    throw new InvalidOperationException($"the server did not start within 60 s: {Log()}", fault);
                }

                await Task.Delay(50);
            }
        }
    }

    private string Log() => File.Exists($"{folder}/log") ? string.Join('\n', File.ReadLines($"{folder}/log").TakeLast(20)) : "no log";

    private static async Task EnsureInstalledAsync()
    {
        if (File.Exists(Executable))
        {
            return;
        }

        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException("The cluster tests need ClickHouse; run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends clickhouse-server");
        }

        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Install]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || !File.Exists(Executable))
        {
            throw new InvalidOperationException($"installing clickhouse-server ended with {process.ExitCode}; expected 0 and {Executable}: {await output} {await errors}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
