using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Service.Tests;

public sealed partial class MetricsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_asked_hold_only_lines_of_the_exposition_format()
    {
        await using var service = await RunningService.StartAsync();
        await service.Http.GetStringAsync("/api/v1/overview", Token);

        using var response = await service.Http.GetAsync("/metrics", Token);
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches(Line(), line));
        Assert.Contains("# TYPE socialinsurance_overview_reads_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("socialinsurance_overview_reads_total{result=\"ok\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_of_requests_count_each_route_in_a_histogram()
    {
        await using var service = await RunningService.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await service.Http.GetStringAsync("/healthz", Token);
        }

        var text = await service.Http.GetStringAsync("/metrics", Token);

        var samples = Samples(text, "http_server_request_duration_seconds_count").Where(sample => sample.Labels.Contains("http_route=\"/healthz\"", StringComparison.Ordinal));
        Assert.Equal(3, Assert.Single(samples).Value);
        Assert.Contains("http_server_request_duration_seconds_bucket{", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE http_server_active_requests gauge\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_name_each_family_once()
    {
        await using var service = await RunningService.StartAsync();

        var types = (await service.Http.GetStringAsync("/metrics", Token)).Split('\n').Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(types);
        Assert.Equal(types.Count, types.Distinct().Count());
    }

    [Fact]
    public async Task Label_with_quotes_backslashes_and_line_ends_is_escaped()
    {
        await using var service = await RunningService.StartAsync();
        using var meter = new Meter("SocialInsurance.Tests.Labels");
        meter.CreateCounter<int>("test.labels", null, "a \\ and\nmore").Add(2, new KeyValuePair<string, object?>("a.b", "q\"b\\n\nend"));

        var text = await service.Http.GetStringAsync("/metrics", Token);

        Assert.Contains("# HELP test_labels_total a \\\\ and\\nmore\n", text, StringComparison.Ordinal);
        Assert.Contains("test_labels_total{a_b=\"q\\\"b\\\\n\\nend\"} 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_sets_beyond_the_limit_are_dropped()
    {
        await using var service = await RunningService.StartAsync();
        using var meter = new Meter("SocialInsurance.Tests.Limit");
        var counter = meter.CreateCounter<long>("test.limit");
        for (var i = 0; i < 2_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("number", i));
        }

        Assert.Equal(500, Samples(await service.Http.GetStringAsync("/metrics", Token), "test_limit_total").Count);
    }

    [Fact]
    public async Task Meter_of_another_host_is_not_shown()
    {
        await using var one = await RunningService.StartAsync();
        await using var other = await RunningService.StartAsync();
        await other.Http.GetStringAsync("/api/v1/overview", Token);

        Assert.Empty(Samples(await one.Http.GetStringAsync("/metrics", Token), "socialinsurance_overview_reads_total"));
    }

    [Fact]
    public async Task Observed_value_and_set_value_replace_the_last_one()
    {
        await using var service = await RunningService.StartAsync();
        using var meter = new Meter("SocialInsurance.Tests.Replace");
        meter.CreateObservableCounter("test.observed", () => 7L);
        var gauge = meter.CreateGauge<double>("test.set");
        gauge.Record(5);
        gauge.Record(3.5);

        await service.Http.GetStringAsync("/metrics", Token);
        var text = await service.Http.GetStringAsync("/metrics", Token);

        Assert.Equal(7, Assert.Single(Samples(text, "test_observed_total")).Value);
        Assert.Equal(3.5, Assert.Single(Samples(text, "test_set")).Value);
    }

    [Fact]
    public async Task Histogram_of_any_measurements_is_cumulative_and_complete()
    {
        await using var service = await RunningService.StartAsync();
        using var meter = new Meter("SocialInsurance.Tests.Histogram");
        var histogram = meter.CreateHistogram("test.spread", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 5] });
        var measured = Gen.Sample(Gen.Choose(0, 700).Select(value => value / 100.0), 400).ToList();
        measured.ForEach(value => histogram.Record(value));

        var text = await service.Http.GetStringAsync("/metrics", Token);

        double[] bounds = [1, 2, 5, double.PositiveInfinity];
        Assert.Equal(
            bounds.Select(bound => (double)measured.Count(value => value <= bound)),
            Samples(text, "test_spread_seconds_bucket").Select(sample => sample.Value));
        Assert.Equal(measured.Sum(), Assert.Single(Samples(text, "test_spread_seconds_sum")).Value, 6);
        Assert.Equal(measured.Count, Assert.Single(Samples(text, "test_spread_seconds_count")).Value);
    }

    private static List<(string Labels, double Value)> Samples(string text, string name) =>
        [.. text.Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
            .Select(line => (line[name.Length..line.LastIndexOf(' ')], double.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture)))];

    [GeneratedRegex("""^(# HELP [a-zA-Z_][a-zA-Z0-9_]* .*|# TYPE [a-zA-Z_][a-zA-Z0-9_]* (counter|gauge|histogram)|[a-zA-Z_][a-zA-Z0-9_]*(\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*")*\})? (-?[0-9.]+(E[+-]?[0-9]+)?|[+-]Inf|NaN))$""")]
    private static partial Regex Line();
}
