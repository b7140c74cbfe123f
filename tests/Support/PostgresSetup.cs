using System.Diagnostics;

namespace SocialInsurance.Tests.Support;

/// <summary>Finds Debian's PostgreSQL 15; installs it when running as root, else says what to run.</summary>
internal static class PostgresSetup
{
    internal const string Binaries = "/usr/lib/postgresql/15/bin";

    // makes no system-wide cluster: each test process starts a server of its own
    private const string Install =
        """
        set -e
        mkdir -p /etc/postgresql-common
        [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends -o Dpkg::Options::=--force-confold postgresql-15
        """;

    internal static async Task EnsureAsync()
    {
        if (IsPresent())
        {
            return;
        }

        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException(
                "The PostgreSQL tests need PostgreSQL 15; run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends postgresql-15");
        }

        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Install]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || !IsPresent())
        {
            throw new InvalidOperationException($"installing postgresql-15 ended with {process.ExitCode}; expected 0 and {Binaries}/postgres: {await output} {await errors}");
        }
    }

    private static bool IsPresent() => File.Exists($"{Binaries}/postgres") && File.Exists($"{Binaries}/initdb");
}
