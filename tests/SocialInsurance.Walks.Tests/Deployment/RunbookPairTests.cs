using System.Net;
using System.Net.Sockets;

namespace SocialInsurance.Walks.Tests.Deployment;

/// <summary>
/// The runbook followed by a machine: the commands of its chapters as they stand, from nothing to two instances behind a gateway with TLS, a proven
/// backup, a rolling upgrade, a restoration, a closed year; on loopback, in a folder of its own, with Debian's PostgreSQL, Redis and nginx.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RunbookPairTests : IAsyncLifetime
{
    private readonly Workspace workspace = new();
    private Dictionary<string, string> names = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // the service's account reads below this folder
        File.SetUnixFileMode(workspace.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        var ports = FreePorts(8);
        names = new Dictionary<string, string>
        {
            ["NO_SYSTEMD"] = "1", ["ACCOUNT"] = "daemon", ["GROUP"] = "daemon", ["LISTEN"] = "127.0.0.1:", ["DOTNET"] = Muxer(), ["RELEASE"] = workspace.At("release"),
            ["PROGRAM"] = workspace.At("program"), ["ETC"] = workspace.At("etc"), ["DATA"] = workspace.At("data"), ["BACKUPS"] = workspace.At("backups"), ["ARCHIVE"] = workspace.At("archive"),
            ["UNITS"] = workspace.At("units"), ["GATEWAY"] = workspace.At("gateway"), ["STATE"] = workspace.At("state"),
            ["HTTP1"] = ports[0], ["GRPC1"] = ports[1], ["HTTP2"] = ports[2], ["GRPC2"] = ports[3], ["TLS"] = ports[4], ["TLSGRPC"] = ports[5], ["PGPORT"] = ports[6], ["REDISPORT"] = ports[7],
        };
        // carried over with its models, as the runbook says: the account need not be able to read where it was made
        foreach (var (from, to) in new[] { (AppContext.BaseDirectory, workspace.At("release")), (Path.Combine(DeploymentFolder.RepoRoot, "models"), workspace.At("release", "models")) })
        {
            var (exit, text) = await DeploymentFolder.RunAsync("/bin/cp", ["-a", from, to], "/");
            Assert.True(exit == 0, text);
        }
    }

    [Fact]
    public async Task Runbook_leads_from_nothing_to_a_pair_and_through_backup_upgrade_restoration_and_archive()
    {
        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException("The runbook is for root: it makes accounts, files of root's and servers. Run this test as root.");
        }

        var runbook = DeploymentFolder.Read("runbook.md");
        var said = await FollowAsync(DeploymentFolder.Blocks(runbook, 1));
        Assert.Matches("一次性密码|one-time password", said);
        await AssertServesAsync();

        await FollowAsync(DeploymentFolder.Blocks(runbook, 3));
        var metrics = await GetAsync($"http://127.0.0.1:{names["HTTP1"]}/metrics");
        Assert.Contains("socialinsurance_store_fault 0", metrics, StringComparison.Ordinal);
        Assert.Equal(["Backup.json", "RestoreCheck.json"], Directory.EnumerateFiles(workspace.At("data", "operations")).Select(file => Path.GetFileName(file)!).Intersect(["Backup.json", "RestoreCheck.json"]).Order(StringComparer.Ordinal));

        await FollowAsync(DeploymentFolder.Blocks(runbook, 4));
        await AssertServesAsync();
        var restored = await FollowAsync(DeploymentFolder.Blocks(runbook, 5));
        Assert.Contains("data-restored", restored, StringComparison.Ordinal);
        Assert.Matches("[0-9a-f]{64}", restored);
        var archived = await FollowAsync(DeploymentFolder.Blocks(runbook, 9));
        Assert.Matches("[0-9a-f]{64}", archived);
        Assert.NotEmpty(Directory.EnumerateFiles(workspace.At("archive", "audit"), "entries-*.csv"));
        await FollowAsync(DeploymentFolder.Blocks(runbook, 9)); // again: the year has begun
        await AssertServesAsync();
        AssertNobodyElseReadsASecret();
        // what inference or another library leaves behind would lie here
        Assert.DoesNotContain(Directory.EnumerateFiles(workspace.At("data")), file => file.EndsWith(".ses", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Program_that_the_account_cannot_read_is_refused_before_anything_starts()
    {
        File.SetUnixFileMode(workspace.At("release"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var (exit, said) = await DeploymentFolder.RunAsync("/bin/sh", ["samples/deployment/pair.sh", "program", workspace.At("release")], DeploymentFolder.RepoRoot, names);
        Assert.Equal((1, true), (exit, said.Contains("the account daemon cannot read", StringComparison.Ordinal)));
        Assert.False(Path.Exists(workspace.At("program")));
    }

    /// <summary>Each block as it stands in the runbook, from the repository's folder.</summary>
    private async Task<string> FollowAsync(IReadOnlyList<string> blocks)
    {
        Assert.NotEmpty(blocks);
        var said = string.Empty;
        foreach (var block in blocks)
        {
            // into a file: what the script keeps running must not hold this test's pipes
            var log = workspace.At("said.txt");
            var (exit, _) = await DeploymentFolder.RunAsync("/bin/sh", ["-e", "-c", $"exec >'{log}' 2>&1 </dev/null\n{block}"], DeploymentFolder.RepoRoot, names);
            var text = await File.ReadAllTextAsync(log, Token);
            Assert.True(exit == 0, $"{block}\nended with {exit}:\n{text}\n{Logs()}");
            said += text;
        }

        return said;
    }

    private async Task AssertServesAsync()
    {
        using var insecure = new SocketsHttpHandler
        {
            // the trial's own certificate
            SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, int.Parse(names["TLS"], System.Globalization.CultureInfo.InvariantCulture), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(insecure) { BaseAddress = new Uri($"https://rz.example.gov.cn:{names["TLS"]}") };
        for (var i = 0; i < 4; i++)
        {
            using var page = await client.GetAsync("/", Token);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.True(page.Headers.Contains("Strict-Transport-Security"));
        }

        using var inside = await client.GetAsync("/metrics", Token);
        Assert.Equal(HttpStatusCode.NotFound, inside.StatusCode);
        // both took part: the gateway does not stick
        foreach (var port in (string[])[names["HTTP1"], names["HTTP2"]])
        {
            Assert.Matches("http_server_request_duration_seconds_count\\{[^}]*http_route=\"/\"", await GetAsync($"http://127.0.0.1:{port}/metrics"));
        }
    }

    private void AssertNobodyElseReadsASecret()
    {
        var open = Directory.EnumerateFiles(workspace.At("etc")).Where(file => !file.EndsWith(".env", StringComparison.Ordinal))
            .Append(workspace.At("etc", "tls", "key.pem"))
            .Where(file => (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0);
        Assert.Empty(open);
        // nothing of them on a command line
        var password = File.ReadAllText(workspace.At("etc", "redis")).Trim();
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])), path => CommandOf(path).Contains(password, StringComparison.Ordinal));
    }

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return string.Empty; // it ended meanwhile
        }
    }

    private static async Task<string> GetAsync(string address)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(address), Token);
    }

    private string Logs() => string.Join('\n', Directory.Exists(workspace.At("state"))
        ? Directory.EnumerateFiles(workspace.At("state"), "*.log").Select(file => $"--- {Path.GetFileName(file)}\n{string.Join('\n', File.ReadLines(file).TakeLast(15))}")
        : []);

    private static string Muxer() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet"));

    private static string[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(workspace.At("state")))
        {
            await DeploymentFolder.RunAsync("/bin/sh", ["samples/deployment/pair.sh", "stop"], DeploymentFolder.RepoRoot, names);
        }

        workspace.Dispose();
    }
}
