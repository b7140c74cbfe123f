namespace SocialInsurance.Service.Tests;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://0.0.0.0:65535/")]
    public void Url_of_an_address_and_a_port_is_accepted(string url) =>
        Assert.Empty(new ServiceOptions { HttpUrl = url }.Validate());

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData("https://127.0.0.1:8080")]
    [InlineData("http://example.test:8080")]
    [InlineData("http://127.0.0.1:8080/path")]
    [InlineData("http://user@127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:70000")]
    public void Url_of_another_kind_is_refused_with_what_was_found(string url)
    {
        var error = Assert.Single(new ServiceOptions { HttpUrl = url }.Validate());

        Assert.Contains(nameof(ServiceOptions.HttpUrl), error, StringComparison.Ordinal);
        Assert.EndsWith("found " + url, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_with_several_errors_name_all_of_them()
    {
        var options = new ServiceOptions
        {
            HttpUrl = "ftp://a",
            GrpcUrl = "x",
            OverviewLifetime = TimeSpan.FromSeconds(-1),
            GrpcMaxMessageBytes = 1,
        };

        Assert.Equal(4, options.Validate().Count);
        Assert.Throws<ArgumentException>(() => ServiceHost.Build(options, new StubOverview()));
    }

    [Fact]
    public void Both_listeners_on_one_port_are_refused() =>
        Assert.Single(new ServiceOptions { HttpUrl = "http://127.0.0.1:8080", GrpcUrl = "http://localhost:8080" }.Validate());

    [Fact]
    public async Task Addresses_asked_before_the_start_are_refused()
    {
        await using var app = ServiceHost.Build(new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0" }, new StubOverview());

        Assert.Throws<InvalidOperationException>(() => ServiceHost.AddressesOf(app));
    }

    [Fact]
    public async Task Run_serves_until_it_is_cancelled_and_refuses_a_port_in_use()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var started = new TaskCompletionSource<ServiceAddresses>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0" };
        var run = ServiceHost.RunAsync(options, new StubOverview(), ports: null, started.SetResult, stop.Token);
        var addresses = await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        using (var http = new HttpClient())
        {
            Assert.Contains("serving", await http.GetStringAsync(new Uri(addresses.Http, "healthz"), stop.Token), StringComparison.Ordinal);
        }

        await Assert.ThrowsAnyAsync<IOException>(() =>
            ServiceHost.RunAsync(options with { HttpUrl = addresses.Http.ToString() }, new StubOverview(), cancellationToken: stop.Token));
        await stop.CancelAsync();
        await run;
    }
}
