using System.Buffers.Text;
using Microsoft.Data.Sqlite;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Tests.Grpc;

namespace SocialInsurance.Service.Tests.Partners;

public sealed class PartnerGateTests
{
    private const string GetStatus = "/socialinsurance.v1.Verification/GetStatus";
    private const string Push = "/socialinsurance.v1.Feeds/Push";

    private static readonly byte[] Question = GrpcCalls.Frame(
        new GetStatusRequest { DocumentNumber = PartnerService.Certified, Purpose = "p", ConsentReference = "c" });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_without_a_key_is_unauthenticated()
    {
        await using var service = await PartnerService.StartAsync();

        foreach (var path in new[] { GetStatus, Push, "/socialinsurance.v1.Feeds/PushAll" })
        {
            var ended = await service.Running.CallAsync(path, Question);
            Assert.Equal((16, "KEY_MISSING"), (ended.Status, ended.Reason));
            Assert.Empty(ended.Body);
        }
    }

    [Fact]
    public async Task Key_that_is_not_the_partners_is_unauthenticated_whatever_is_wrong_with_it()
    {
        await using var service = await PartnerService.StartAsync();
        var (partner, key) = await service.AddAsync();
        var (_, other) = await service.AddAsync(name: "别家银行");
        var zeros = Base64Url.EncodeToString(new byte[32]);
        string[] wrong =
        [
            $"Bearer {partner.Id}.{zeros}", $"Bearer p-0000000000.{zeros}", $"Bearer {partner.Id}.{other.Split('.')[1]}", $"Bearer {key}x", $"Bearer {key[..^1]}",
            $"Bearer {key}, Bearer {key}", "Bearer", "Bearer .", $"Basic {key}", key, "Bearer '; DROP TABLE partner; --.x", $"Bearer {new string('a', 8000)}",
        ];

        foreach (var header in wrong)
        {
            var ended = await service.Running.CallAsync(GetStatus, Question, ("authorization", header));
            Assert.True((16, "KEY_UNKNOWN", "the key is not valid") == (ended.Status, ended.Reason, ended.Message), $"{header}: {ended}");
        }

        Assert.Equal(0, (await service.Running.CallAsync(GetStatus, Question, GrpcCalls.Key(key))).Status);
    }

    [Fact]
    public async Task Key_revoked_counts_no_more_from_the_next_call_on()
    {
        await using var service = await PartnerService.StartAsync();
        var (partner, key) = await service.AddAsync();
        Assert.Equal(0, (await service.Running.CallAsync(GetStatus, Question, GrpcCalls.Key(key))).Status);

        await new RevokePartner(service.Storage.Store, service.Clock).ExecuteAsync(partner.Id, Token);

        Assert.Equal((16, "KEY_UNKNOWN"), await StatusAsync(service, GetStatus, key));
    }

    [Fact]
    public async Task Scope_that_was_not_granted_is_denied()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, verification) = await service.AddAsync();
        var (_, feeds) = await service.AddFeedsAsync();

        Assert.Equal((7, "SCOPE_MISSING"), await StatusAsync(service, Push, verification));
        Assert.Equal((7, "SCOPE_MISSING"), await StatusAsync(service, GetStatus, feeds));
    }

    [Fact]
    public async Task Key_is_nowhere_in_the_database()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync();
        var bytes = Base64Url.DecodeFromChars(key.Split('.')[1]);
        SqliteConnection.ClearAllPools();

        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(service.Database)!, "eligibility.db*"))
        {
            var stored = await ReadSharedAsync(file);
            Assert.Equal(-1, stored.AsSpan().IndexOf(bytes));
            Assert.Equal(-1, stored.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(key.Split('.')[1])));
        }
    }

    [Fact]
    public async Task Ten_thousand_metadata_keys_end_the_call_and_nothing_else()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync();
        using var request = GrpcCalls.Request(GetStatus, Question, [GrpcCalls.Key(key), .. Enumerable.Range(0, 10_000).Select(i => ($"k{i}", "v"))]);

        var refused = await Record.ExceptionAsync(async () =>
        {
            using var response = await service.Running.Grpc.SendAsync(request, Token);
            Assert.NotEqual(0, GrpcCalls.StatusOf(response));
        });

        Assert.True(refused is null or HttpRequestException, $"{refused}");
        Assert.Equal(0, (await service.Running.CallAsync(GetStatus, Question, GrpcCalls.Key(key))).Status);
    }

    private static async Task<(int, string?)> StatusAsync(PartnerService service, string path, string key)
    {
        var ended = await service.Running.CallAsync(path, Question, GrpcCalls.Key(key));
        return (ended.Status, ended.Reason);
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }
}
