namespace SocialInsurance.Walks.Tests;

/// <summary>Instances that would not see each other's sessions do not start.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ServeOptionsTests : IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public async Task Several_instances_without_a_shared_store_are_refused_with_what_to_add()
    {
        var refused = (await workspace.RunAsync("serve", "--data", workspace.At("data"), "--instances", "2", "--lang", "en")).AssertExit(2);

        Assert.Contains("--redis HOST:PORT", refused.Error + refused.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.At("data")));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:port")]
    [InlineData(":6379")]
    public async Task Shared_store_without_host_and_port_is_refused(string endPoint)
    {
        var refused = (await workspace.RunAsync("serve", "--data", workspace.At("data"), "--redis", endPoint)).AssertExit(2);

        Assert.Contains("HOST:PORT", refused.Error + refused.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("601")]
    [InlineData("soon")]
    public async Task Drain_out_of_range_is_a_usage_error(string seconds)
    {
        (await workspace.RunAsync("serve", "--data", workspace.At("data"), "--drain", seconds)).AssertExit(2);
        Assert.False(Directory.Exists(workspace.At("data")));
    }

    [Theory]
    [InlineData("--second-factor", "king")]
    [InlineData("--grpc-certificate", "server.pem")]
    public async Task Option_about_trust_that_makes_no_sense_is_refused_before_a_folder_is_made(string option, string value)
    {
        (await workspace.RunAsync("serve", "--data", workspace.At("data"), option, value)).AssertExit(2);
        Assert.False(Directory.Exists(workspace.At("data")));
    }

    [Fact]
    public async Task Secret_that_others_may_read_is_refused_with_what_to_do_and_repeated_nowhere()
    {
        workspace.Write("redis.password", "hidden-word");
        File.SetUnixFileMode(workspace.At("redis.password"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var refused = await workspace.RunAsync(
            "serve", "--data", workspace.At("data"), "--redis", "127.0.0.1:1", "--redis-password-file", workspace.At("redis.password"), "--json", "--urls", "http://127.0.0.1:0", "http://127.0.0.1:0");
        Assert.Contains("chmod 600", refused.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-word", refused.Out + refused.Error, StringComparison.Ordinal);
        refused.AssertExit(3);
    }

    [Fact]
    public async Task Password_file_that_is_missing_is_refused_before_anything_is_served()
    {
        var refused = await workspace.RunAsync(
            "serve", "--data", workspace.At("data"), "--redis", "127.0.0.1:1", "--redis-password-file", workspace.At("missing"), "--json", "--urls", "http://127.0.0.1:0", "http://127.0.0.1:0");

        refused.AssertExit(3);
    }

    public void Dispose() => workspace.Dispose();
}
