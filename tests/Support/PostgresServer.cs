using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace SocialInsurance.Tests.Support;

/// <summary>
/// A PostgreSQL server of this test process on a free loopback port, started at the first <see cref="CreateDatabaseAsync"/>. Its
/// keeper (a shell) waits for the end of its input: when this process ends in whatever way, it stops the server and deletes its folder.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // $1 folder, $2 port, $3 password; $4 binaries, $5 fsync; reads "start", "stop", "kill", "pause", "resume"
    private const string Keeper =
        """
        cd /
        root() { [ "$(id -u)" = 0 ]; }
        as="" && root && as="setpriv --reuid=postgres --regid=postgres --clear-groups"
        start() { $as "$4/postgres" -D "$1/data" -p "$2" -h 127.0.0.1 -k "$1" -c fsync="$5" >>"$1/log" 2>&1 </dev/null & pid=$!; }
        printf %s "$3" >"$1/password"
        root && chown -R postgres "$1"
        if $as "$4/initdb" -D "$1/data" -U sicert --auth=scram-sha-256 --pwfile="$1/password" --encoding=UTF8 --locale=C --no-sync >"$1/initdb.log" 2>&1 </dev/null
        then start "$@"; echo ready; else cat "$1/initdb.log"; echo failed; fi
        while read -r command; do
          case "$command" in
            start) start "$@" ;;
            stop) kill -INT "$pid"; wait "$pid" ;;
            kill) kill -KILL "$pid" $(pgrep -P "$pid"); wait "$pid" ;;
            pause) kill -STOP "$pid" $(pgrep -P "$pid") ;;
            resume) kill -CONT "$pid" $(pgrep -P "$pid") ;;
          esac
          echo done
        done
        kill -CONT "$pid" $(pgrep -P "$pid") 2>/dev/null
        kill -QUIT "$pid" 2>/dev/null; wait "$pid" 2>/dev/null
        rm -rf "$1"
        """;

    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly string folder = Directory.CreateTempSubdirectory("sicert-postgres-").FullName;
    private readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
    private Process? keeper;
    private int port;
    private int databases;

    /// <summary>Whether commits wait for the disk. Tests stop and kill the server, not the machine: they need not; figures do.</summary>
    public bool Fsync { get; init; }

    /// <summary>Where data, write-ahead log and the server's log lie.</summary>
    public string Folder => folder;

    /// <summary>A new empty database; the connection is the superuser's.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await StartOnceAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await ExecuteAsync(ConnectionTo("postgres"), $"CREATE DATABASE {name}");
        return ConnectionTo(name);
    }

    /// <summary>Drops a database with whoever is connected to it.</summary>
    public Task DropDatabaseAsync(string connectionString) => ExecuteAsync(
        ConnectionTo("postgres"), $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>"stop" (fast shutdown), "kill" (SIGKILL), "start", "pause" (SIGSTOP) or "resume".</summary>
    public async Task CommandAsync(string command)
    {
        await keeper!.StandardInput.WriteLineAsync(command);
        await keeper.StandardInput.FlushAsync();
        var answer = await keeper.StandardOutput.ReadLineAsync();
        if (answer != "done")
        {
            throw new InvalidOperationException($"the keeper of the server answered {answer} to {command}; {Log()}");
        }

        if (command == "start")
        {
            await WaitAsync();
        }
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (keeper is not null)
        {
            keeper.StandardInput.Close();
            await keeper.WaitForExitAsync();
            keeper.Dispose();
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        starting.Dispose();
    }

    private string ConnectionTo(string database) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Database={database};Username=sicert;Password={password};Pooling=false;Timeout=5");

    private async Task StartOnceAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (keeper is null)
            {
                await PostgresSetup.EnsureAsync();
                await StartAsync();
            }
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task StartAsync()
    {
        port = FreePort();
        var started = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", Keeper, "keeper", folder, port.ToString(CultureInfo.InvariantCulture), password, PostgresSetup.Binaries, Fsync ? "on" : "off"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        keeper = started;
        var said = new List<string?>();
        do
        {
            said.Add(await started.StandardOutput.ReadLineAsync());
        }
        while (said[^1] is not ("ready" or "failed" or null));
        if (said[^1] != "ready")
        {
            throw new InvalidOperationException($"initdb failed: {string.Join('\n', said)}");
        }

        await WaitAsync();
    }

    private async Task WaitAsync()
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                await ExecuteAsync(ConnectionTo("postgres"), "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (clock.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(100);
            }
            catch (NpgsqlException fault)
            {
                throw new InvalidOperationException($"the server did not start within 60 s: {Log()}", fault);
            }
        }
    }

    private string Log() => File.Exists($"{folder}/log") ? string.Join('\n', File.ReadLines($"{folder}/log").TakeLast(20)) : "no log";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
