using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Service.Tests.Partners;

/// <summary>The official clients against the partners' services: every kind of call, every way to end.</summary>
public sealed class PartnerInteropTests
{
    /// <summary>Debian's own Python has Debian's package; another one may come first in the path.</summary>
    private static readonly string[] Pythons = ["/usr/bin/python3", "python3"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Official_JavaScript_client_understands_every_answer()
    {
        await using var service = await PartnerService.StartAsync(new ScriptedSessions());
        var key = await AddAsync(service);

        var (code, output, errors) = await RunAsync("node", Script("partner.mjs"), service.Running.Addresses.Grpc.Authority, Metadata("ProtoFolder"), key);

        Assert.True(code == 0, $"node ended with {code}: {errors}");
        using var answer = JsonDocument.Parse(output);
        var root = answer.RootElement;
        AssertAnswers(root);
        Assert.Contains("socialinsurance.v1.Feeds", root.GetProperty("services").GetProperty("answers")[0].GetRawText(), StringComparison.Ordinal);
        Assert.Equal("SERVING", root.GetProperty("watch").GetProperty("answers")[0].GetProperty("status").GetString());
        Assert.Equal(1, root.GetProperty("watch").GetProperty("code").GetInt32());
        Assert.Equal(602, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
    }

    [Fact]
    public async Task Official_Python_client_understands_every_answer_from_reflection_alone()
    {
        await using var service = await PartnerService.StartAsync(new ScriptedSessions());
        var key = await AddAsync(service);

        var (code, output, errors) = await RunAsync(await FindPythonAsync(), Script("partner.py"), service.Running.Addresses.Grpc.Authority, key);

        Assert.True(code == 0, $"python ended with {code}: {errors}");
        using var answer = JsonDocument.Parse(output);
        var root = answer.RootElement;
        AssertAnswers(root);
        Assert.Contains("socialinsurance.v1.Feeds", root.GetProperty("services").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("SERVING", root.GetProperty("watch").GetString());
    }

    private static void AssertAnswers(JsonElement root)
    {
        Assert.Equal("CERTIFIED", root.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal("CERTIFIED", root.GetProperty("compressed").GetProperty("state").GetString());
        Assert.Equal((16, "KEY_MISSING"), StatusOf(root, "unauthenticated"));
        Assert.Equal((3, "PURPOSE_INVALID"), StatusOf(root, "invalid"));
        Assert.Equal("purpose: expected 1 to 200 characters without control characters", root.GetProperty("invalid").GetProperty("details").GetString());
        Assert.Equal((8, "MESSAGE_TOO_LARGE"), StatusOf(root, "tooLarge"));
        Assert.Equal((502, 500, 1, 1), Counts(root.GetProperty("report").GetProperty("summary")));
        Assert.Equal("DATE_INVALID", root.GetProperty("report").GetProperty("rejected")[0].GetProperty("reason").GetString());
        var pushed = root.GetProperty("pushed").GetProperty("answers");
        Assert.Equal(201, pushed.GetArrayLength());
        Assert.Equal("DUPLICATE", pushed[0].GetProperty("answer").GetProperty("verdict").GetString());
        Assert.Equal("ACCEPTED", pushed[199].GetProperty("answer").GetProperty("verdict").GetString());
        Assert.Equal((200, 100, 100, 0), Counts(pushed[200].GetProperty("summary")));
        Assert.Equal(4, root.GetProperty("deadline").GetProperty("code").GetInt32());
        Assert.Equal(1, root.GetProperty("cancelled").GetProperty("code").GetInt32());
        Assert.Equal("ACCEPTED", root.GetProperty("cancelled").GetProperty("answers")[0].GetProperty("answer").GetProperty("verdict").GetString());
        var frames = root.GetProperty("frames").GetProperty("answers");
        Assert.Equal(22, frames.GetArrayLength());
        Assert.True(frames[0].GetProperty("welcome").GetProperty("restarted").GetBoolean());
        Assert.Equal(Enumerable.Range(1, 20), frames.EnumerateArray().Skip(1).Take(20).Select(one => one.GetProperty("guidance").GetProperty("sequence").GetInt32()));
        Assert.Equal("Certified", frames[21].GetProperty("done").GetProperty("decision").GetString());
        Assert.Equal("2027-11-02", root.GetProperty("result").GetProperty("valid_until").GetString());
    }

    /// <summary>Python writes 64-bit numbers as text, as JSON of protobuf does.</summary>
    private static (int, int, int, int) Counts(JsonElement summary)
    {
        return (Of("read"), Of("accepted"), Of("duplicates"), Of("rejected"));

        int Of(string name) => int.Parse(summary.GetProperty(name).ToString(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static (int, string?) StatusOf(JsonElement root, string name) =>
        (root.GetProperty(name).GetProperty("code").GetInt32(), root.GetProperty(name).GetProperty("reason").GetString());

    private static async Task<string> AddAsync(PartnerService service) => (await service.AddAsync(
        PartnerScope.Verification | PartnerScope.Feeds | PartnerScope.Certification, 100_000, "互通", "cremation:death")).Key;

    private static async Task<string> FindPythonAsync()
    {
        foreach (var attempt in new[] { false, true })
        {
            if (attempt)
            {
                await RunAsync("apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-grpcio");
            }

            foreach (var python in Pythons)
            {
                if ((await RunAsync(python, "-c", "import grpc, google.protobuf")).Code == 0)
                {
                    return python;
                }
            }
        }

        throw new InvalidOperationException("No Python with grpc: install Debian's python3-grpcio");
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Metadata("InteropFolder"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var errors = process.StandardError.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, "", missing.Message);
        }
    }

    private static string Script(string name) => Path.Combine(Metadata("InteropFolder"), name);

    private static string Metadata(string key) =>
        typeof(PartnerInteropTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == key).Value!;
}
