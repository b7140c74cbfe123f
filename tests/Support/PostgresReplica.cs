using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace SocialInsurance.Tests.Support;

/// <summary>
/// A streaming replica of a <see cref="PostgresServer"/> on loopback, made by <c>pg_basebackup</c>. Its keeper stops it and deletes its
/// folder when this process ends in whatever way.
/// </summary>
public sealed class PostgresReplica : IAsyncDisposable
{
    // $1 folder, $2 port, $3 port of the primary; $4 binaries; the password comes as PGPASSWORD
    private const string Keeper =
        """
        cd /
        root() { [ "$(id -u)" = 0 ]; }
        as="" && root && as="setpriv --reuid=postgres --regid=postgres --clear-groups"
        start() { $as "$4/postgres" -D "$1/data" -p "$2" -h 127.0.0.1 -k "$1" -c fsync=off >>"$1/log" 2>&1 </dev/null & pid=$!; }
        root && chown -R postgres "$1"
        if $as "$4/pg_basebackup" -h 127.0.0.1 -p "$3" -U sicert -D "$1/data" -R -X stream --checkpoint=fast --no-sync >"$1/copy.log" 2>&1 </dev/null
        then start "$@"; echo ready; else cat "$1/copy.log"; echo failed; fi
        while read -r command; do
          case "$command" in
            start) start "$@" ;;
            stop) kill -INT "$pid"; wait "$pid" ;;
          esac
          echo done
        done
        kill -QUIT "$pid" 2>/dev/null; wait "$pid" 2>/dev/null
        rm -rf "$1"
        """;

    private readonly string folder;
    private readonly string connection;
    private readonly Process keeper;

    private PostgresReplica(string folder, string connection, Process keeper) => (this.folder, this.connection, this.keeper) = (folder, connection, keeper);

    /// <param name="primary">connection of a role that may replicate</param>
    public static async Task<PostgresReplica> StartAsync(string primary)
    {
        var given = new NpgsqlConnectionStringBuilder(primary);
        var folder = Directory.CreateTempSubdirectory("sicert-replica-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo("/bin/sh", ["-c", Keeper, "keeper", folder, Text(port), Text(given.Port), PostgresSetup.Binaries]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PGPASSWORD"] = given.Password;
        var keeper = Process.Start(start)!;
        var replica = new PostgresReplica(folder, new NpgsqlConnectionStringBuilder(primary) { Port = port }.ConnectionString, keeper);
        var said = new List<string?>();
        do
        {
            said.Add(await keeper.StandardOutput.ReadLineAsync());
        }
        while (said[^1] is not ("ready" or "failed" or null));
        if (said[^1] != "ready")
        {
            await replica.DisposeAsync();
            throw new InvalidOperationException($"pg_basebackup failed: {string.Join('\n', said)}");
        }

        await replica.WaitAsync();
        return replica;
    }

    /// <summary>To the same database on the replica.</summary>
    public string Connection => connection;

    /// <summary>What arrives is kept and not shown until <see cref="ResumeAsync"/>: a replica that runs behind.</summary>
    public Task PauseAsync() => PostgresServer.ExecuteAsync(connection, "SELECT pg_wal_replay_pause()");

    public Task ResumeAsync() => PostgresServer.ExecuteAsync(connection, "SELECT pg_wal_replay_resume()");

    /// <summary>"stop" (fast shutdown) or "start".</summary>
    public async Task CommandAsync(string command)
    {
        await keeper.StandardInput.WriteLineAsync(command);
        await keeper.StandardInput.FlushAsync();
        await keeper.StandardOutput.ReadLineAsync();
        if (command == "start")
        {
            await WaitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task WaitAsync()
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                await PostgresServer.ExecuteAsync(connection, "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (clock.Elapsed < TimeSpan.FromSeconds(60))
            {
                // not yet
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
