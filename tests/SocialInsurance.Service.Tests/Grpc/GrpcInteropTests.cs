using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace SocialInsurance.Service.Tests.Grpc;

public sealed class GrpcInteropTests
{
    [Fact]
    public async Task Official_JavaScript_client_understands_every_answer()
    {
        await using var service = await RunningService.StartAsync();

        using var answer = JsonDocument.Parse(await RunNodeAsync(service.Addresses.Grpc.Authority));

        var root = answer.RootElement;
        Assert.Equal("SERVING", root.GetProperty("server").GetProperty("status").GetString());
        Assert.Equal(5, root.GetProperty("unknownService").GetProperty("code").GetInt32());
        Assert.Equal("unknown service", root.GetProperty("unknownService").GetProperty("details").GetString());
        Assert.Equal(12, root.GetProperty("unserved").GetProperty("code").GetInt32());
        Assert.Equal(8, root.GetProperty("oversize").GetProperty("code").GetInt32());
        Assert.Equal(300, root.GetProperty("many").GetInt32());
        Assert.Equal("SERVING", root.GetProperty("watch").GetProperty("first").GetString());
        Assert.Equal(1, root.GetProperty("watch").GetProperty("code").GetInt32());
        Assert.Equal(4, root.GetProperty("deadline").GetProperty("code").GetInt32());
    }

    private static async Task<string> RunNodeAsync(string address)
    {
        var folder = Metadata("InteropFolder");
        var start = new ProcessStartInfo("node", [Path.Combine(folder, "health.mjs"), address, Metadata("ProtoFolder")])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, $"node ended with {node.ExitCode}: {await errors}");
        return await output;
    }

    private static string Metadata(string key) =>
        typeof(GrpcInteropTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == key).Value!;
}
