using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Service.Scheduling;
using SocialInsurance.Service.Tests.Platform;
using SocialInsurance.Service.Tests.Sessions;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Operations;

namespace SocialInsurance.Service.Tests.Operations;

/// <summary>What alarms and dashboards of <c>samples/deployment</c> ask is what a running host tells.</summary>
public sealed partial class AlarmMetricsTests(AlarmScrape scrape) : IClassFixture<AlarmScrape>
{
    /// <summary>Words of PromQL and labels that a scrape adds.</summary>
    private static readonly string[] OfPrometheus = ["up"];

    private static string Deployment { get; } = Path.Combine(
        typeof(AlarmMetricsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "SamplesFolder").Value!, "deployment");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Sources => ["prometheus/sicert.rules.yaml", "grafana/sicert-service.json", "grafana/sicert-sessions.json", "grafana/sicert-runs.json", "grafana/sicert-trust.json"];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_metric_that_is_named_is_told_by_a_running_host(string source)
    {
        var told = Family().Matches(scrape.Text).SelectMany(match => match.Groups[2].Value == "histogram"
            ? [$"{match.Groups[1].Value}_bucket", $"{match.Groups[1].Value}_count", $"{match.Groups[1].Value}_sum"]
            : (string[])[match.Groups[1].Value]).ToHashSet();

        var named = Expressions(source).SelectMany(expression => Metric().Matches(Label().Replace(expression, string.Empty)).Select(match => match.Value)).Distinct().Except(OfPrometheus).ToList();

        Assert.NotEmpty(named);
        Assert.Equal([], named.Except(told));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_label_that_is_asked_is_on_a_sample_of_its_metric_where_there_is_one(string source)
    {
        foreach (var match in Expressions(source).SelectMany(expression => Selected().Matches(expression)))
        {
            var samples = scrape.Text.Split('\n').Where(line => line.StartsWith(match.Groups[1].Value + "{", StringComparison.Ordinal)).ToList();
            foreach (Match label in Asked().Matches(match.Groups[2].Value))
            {
                Assert.True(samples.Count == 0 || samples.Exists(line => line.Contains(label.Groups[1].Value + "=\"", StringComparison.Ordinal)), $"{match.Value}: no sample has {label.Groups[1].Value}");
                if (label.Groups[2].Value == "=" && samples.Count > 0 && match.Groups[1].Value.Contains("operation", StringComparison.Ordinal))
                {
                    Assert.Contains(samples, line => line.Contains($"{label.Groups[1].Value}=\"{label.Groups[3].Value}\"", StringComparison.Ordinal));
                }
            }
        }
    }

    [Fact]
    public async Task Every_probe_and_every_closed_address_of_the_deployment_is_an_address_of_the_host()
    {
        await using var service = await RunningService.StartAsync();
        var files = Directory.EnumerateFiles(Path.Combine(Deployment, "kubernetes")).Append(Path.Combine(Deployment, "nginx", "sicert.conf")).Select(File.ReadAllText);
        var paths = files.SelectMany(text => Probe().Matches(text).Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value)).Distinct().ToList();

        Assert.Contains("/healthz", paths);
        foreach (var path in paths)
        {
            using var answer = await service.Http.GetAsync(path, Token);
            Assert.True(answer.StatusCode != HttpStatusCode.NotFound, path);
        }
    }

    [Fact]
    public async Task Notes_of_care_are_told_with_the_last_good_turn_and_a_bad_one_is_seen()
    {
        var folder = Directory.CreateTempSubdirectory("sicert-care-").FullName;
        try
        {
            var book = new OperationBook(folder);
            var (good, bad) = (DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), DateTimeOffset.FromUnixTimeSeconds(1_790_086_400));
            Assert.True(book.Note(CareOperation.AuditVerify, good, ok: true));
            Assert.True(new OperationBook(folder).Note(CareOperation.AuditVerify, bad, ok: false));
            await File.WriteAllTextAsync(Path.Combine(folder, OperationBook.FolderName, "Backup.json"), "{", Token);

            await using var platform = await RunningPlatform.StartAsync(ports: given => given with { Operations = book.Read });
            var text = await UntilAsync(platform.Http, "socialinsurance_operation_ok");

            Assert.Contains("socialinsurance_operation_ok{operation=\"auditVerify\"} 0\n", text, StringComparison.Ordinal);
            Assert.Contains("socialinsurance_operation_last_success_timestamp_seconds{operation=\"auditVerify\"} 1790000000\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("operation=\"backup\"", text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Note_in_a_folder_that_cannot_be_made_is_lost_and_nothing_else()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.False(new OperationBook(file).Note(CareOperation.Backup, DateTimeOffset.UnixEpoch, ok: true));
            Assert.Empty(new OperationBook(file).Read());
        }
        finally
        {
            File.Delete(file);
        }
    }

    internal static async Task<string> UntilAsync(HttpClient client, params string[] wanted)
    {
        while (true)
        {
            var text = await client.GetStringAsync("/metrics", Token);
            if (Array.TrueForAll(wanted, one => text.Contains("\n" + one, StringComparison.Ordinal)))
            {
                return text;
            }

            await Task.Delay(50, Token);
        }
    }

    private static IEnumerable<string> Expressions(string source)
    {
        var text = File.ReadAllText(Path.Combine(Deployment, source));
        return source.EndsWith(".yaml", StringComparison.Ordinal)
            ? Rule().Matches(text).Select(match => JsonSerializer.Deserialize<string>(match.Groups[1].Value)!)
            : JsonDocument.Parse(text).RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!);
    }

    [GeneratedRegex(@"^# TYPE (\w+) (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Family();

    [GeneratedRegex("^ *expr: (\".*\")$", RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\b(up|socialinsurance_\w+|http_\w+|kestrel_\w+|dotnet_\w+)\b")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\{[^}]*\}|\bby \([^)]*\)")]
    private static partial Regex Label();

    [GeneratedRegex(@"(\w+)\{([^}]*)\}")]
    private static partial Regex Selected();

    [GeneratedRegex("(\\w+)(=~|!=|=)\"([^\"]*)\"")]
    private static partial Regex Asked();

    [GeneratedRegex(@"httpGet: \{ path: ([^,]+),|location = (/\S+)")]
    private static partial Regex Probe();
}

/// <summary>What a host with everything tells, after its gauges have read once: faces, jobs, notices, cases, facts, notes of care.</summary>
public sealed class AlarmScrape(LivePlatform live) : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("sicert-alarms-").FullName;

    public string Text { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = Path.Combine(root, "data") }, TimeProvider.System, CancellationToken.None);
        var notes = Enum.GetValues<CareOperation>().Select(operation => new CareNote(operation, DateTimeOffset.UnixEpoch, true, DateTimeOffset.UnixEpoch)).ToList();
        await using var service = await RunningService.StartAsync(ports: LivePlatform.Ports(storage, null, live.Faces) with
        {
            Jobs = new JobPorts { Ledger = storage.Jobs, Due = storage.Due },
            Cases = storage.Cases,
            FactMessages = storage.FactMessages,
            NoticeOutbox = storage.Notices,
            Notices = NoticePolicy.Default(TimeSpan.FromHours(8)),
            Runs = new RunBook(Path.Combine(root, "runs"), Path.Combine(root, "policies"), TimeProvider.System),
            Operations = () => notes,
        });
        using var page = await service.Http.GetAsync("/", CancellationToken.None);
        Text = await AlarmMetricsTests.UntilAsync(service.Http, "socialinsurance_operation_ok{", "socialinsurance_cases_open{");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
