using System.Text.RegularExpressions;
using SocialInsurance.Cli.Configuration;

namespace SocialInsurance.Walks.Tests.Deployment;

/// <summary>The systemd units: systemd itself reads them, and what they run is a command line of ours.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class UnitFilesTests : IDisposable
{
    private readonly Workspace workspace = new();

    public static TheoryData<string> Services => [.. Directory.EnumerateFiles(DeploymentFolder.At("systemd"), "*.service").Select(file => Path.GetFileName(file)!)];

    [Fact]
    public async Task Units_are_in_order_for_systemd()
    {
        await DeploymentFolder.NeedAsync("/usr/bin/systemd-analyze", "systemd");

        var (exit, text) = await VerifyAsync(static unit => unit);
        Assert.True(exit == 0 && string.IsNullOrWhiteSpace(text), text);
    }

    [Fact]
    public async Task Unit_with_a_setting_that_systemd_does_not_know_is_seen()
    {
        await DeploymentFolder.NeedAsync("/usr/bin/systemd-analyze", "systemd");

        var (_, text) = await VerifyAsync(static unit => unit.Replace("NoNewPrivileges", "NoNewPriviledges", StringComparison.Ordinal));
        Assert.Contains("NoNewPriviledges", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Unit_runs_what_the_program_knows_unprivileged_and_with_its_secrets_from_files(string file)
    {
        var unit = DeploymentFolder.Read("systemd", file);
        var settings = Setting().Matches(unit).Select(match => (Name: match.Groups[1].Value, Value: match.Groups[2].Value)).ToLookup(one => one.Name, one => one.Value);

        Assert.Equal(["sicert"], settings["User"]);
        Assert.Equal(["yes"], settings["NoNewPrivileges"]);
        Assert.Equal(["strict"], settings["ProtectSystem"]);
        Assert.Equal([string.Empty], settings["CapabilityBoundingSet"]);
        var variables = settings["Environment"].SelectMany(line => line.Split(' ')).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        Assert.Equal([], variables.Keys.Where(name => name.StartsWith("SICERT_", StringComparison.Ordinal)).Except(EnvironmentSettings.Names));
        // every secret of the environment is a credential that the unit loads
        var credentials = settings["LoadCredential"].Select(one => one.Split(':')[0]).ToList();
        Assert.All(variables.Where(one => one.Key.EndsWith("_FILE", StringComparison.Ordinal)), one => Assert.Contains(one.Value.Replace("%d/", string.Empty, StringComparison.Ordinal), credentials));
        if (CommandLineOf(settings["ExecStart"].Single()) is { } arguments)
        {
            Assert.Empty(Cli.CommandLine.CreateRoot().Parse(arguments).Errors);
        }
    }

    [Fact]
    public void Service_waits_longer_for_the_end_than_the_program_drains()
    {
        var unit = DeploymentFolder.Read("systemd", "sicert@.service");
        var seconds = int.Parse(Setting().Matches(unit).Single(match => match.Groups[1].Value == "TimeoutStopSec").Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(seconds >= 50, $"{seconds} s; the command line takes up to 40 s");
        Assert.Contains("SuccessExitStatus=130", unit, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_timer_has_its_service()
    {
        var timers = Directory.EnumerateFiles(DeploymentFolder.At("systemd"), "*.timer").Select(file => Path.GetFileNameWithoutExtension(file)!).ToList();
        Assert.NotEmpty(timers);
        Assert.All(timers, timer => Assert.True(File.Exists(DeploymentFolder.At("systemd", timer + ".service")), timer));
    }

    /// <summary>The variables of the instance's own file filled in; null: a script runs.</summary>
    private static string[]? CommandLineOf(string start)
    {
        var words = start.Replace("${HTTP_URL}", "http://127.0.0.1:9001", StringComparison.Ordinal).Replace("${GRPC_URL}", "http://127.0.0.1:9002", StringComparison.Ordinal)
            .Replace("${REDIS_ENDPOINT}", "127.0.0.1:6379", StringComparison.Ordinal).Replace("${INSTANCES}", "2", StringComparison.Ordinal).Split(' ');
        return words is ["/usr/bin/dotnet", "/opt/sicert/sicert.dll", .. var rest] ? rest : null;
    }

    /// <summary>Copies whose account and programs exist here: everything else is read as it stands.</summary>
    private async Task<(int Exit, string Text)> VerifyAsync(Func<string, string> change)
    {
        List<string> units = [];
        foreach (var file in Directory.EnumerateFiles(DeploymentFolder.At("systemd")))
        {
            var text = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
                .Replace("User=sicert", "User=daemon", StringComparison.Ordinal).Replace("Group=sicert", "Group=daemon", StringComparison.Ordinal)
                .Replace("/usr/bin/dotnet", "/bin/true", StringComparison.Ordinal);
            units.Add(workspace.Write(Path.GetFileName(file), change(text)));
        }

        return await DeploymentFolder.RunAsync("/usr/bin/systemd-analyze", ["verify", "--man=no", .. units], workspace.Root);
    }

    public void Dispose() => workspace.Dispose();

    [GeneratedRegex(@"^(\w+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
