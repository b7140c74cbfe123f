using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Tests.Grpc;

namespace SocialInsurance.Service.Tests.Partners;

/// <summary>Keys that overlap, and client certificates over real handshakes with certificates made here.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PartnerAccessTests : IDisposable
{
    private const string GetStatus = "/socialinsurance.v1.Verification/GetStatus";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sicert-tls-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] Question => GrpcCalls.Frame(new GetStatusRequest { DocumentNumber = PartnerService.Certified, Purpose = "p", ConsentReference = "c" });

    [Fact]
    public async Task Former_key_counts_beside_the_new_one_until_its_time_is_over()
    {
        await using var service = await PartnerService.StartAsync();
        var (partner, former) = await service.AddAsync();
        var key = (await new RotatePartnerKey(service.Storage.Store, service.Clock).ExecuteAsync(partner.Id, TimeSpan.FromDays(1), Token)).Key!;
        Assert.Equal((0, 0), (await StatusAsync(service, former), await StatusAsync(service, key)));
        service.Clock.Now = service.Clock.Now.AddDays(1);
        Assert.Equal((16, 0), (await StatusAsync(service, former), await StatusAsync(service, key)));
    }

    [Fact]
    public async Task Partner_bound_to_a_certificate_is_known_by_key_and_certificate_together()
    {
        await using var service = await StartAsync(required: false);
        var (bound, boundKey) = await service.AddAsync();
        var (_, freeKey) = await service.AddAsync(name: "别家银行");
        using var own = Certificate("own", days: 30);
        using var other = Certificate("other", days: 30);
        await BindAsync(service, bound.Id, own);
        using var bare = Client(service, null);
        using var right = Client(service, own);
        using var wrong = Client(service, other);

        Assert.Equal((0, null), await CallAsync(right, boundKey));
        Assert.Equal((16, "CERTIFICATE_MISSING"), await CallAsync(bare, boundKey));
        Assert.Equal((16, "CERTIFICATE_MISSING"), await CallAsync(wrong, boundKey));
        Assert.Equal((16, "KEY_UNKNOWN"), await CallAsync(right, $"{bound.Id}.{new string('A', 43)}"));
        Assert.Equal((0, null), await CallAsync(bare, freeKey));
        Assert.Equal((0, null), await CallAsync(wrong, freeKey));

        await new BindPartnerCertificate(service.Storage.Store, service.Clock).ExecuteAsync(bound.Id, null, Token);
        Assert.Equal((0, null), await CallAsync(bare, boundKey));
    }

    [Fact]
    public async Task Certificate_that_is_over_counts_no_more()
    {
        await using var service = await StartAsync(required: false);
        var (partner, key) = await service.AddAsync();
        using var brief = Certificate("brief", days: 2);
        await BindAsync(service, partner.Id, brief);
        using var client = Client(service, brief);
        Assert.Equal((0, null), await CallAsync(client, key));
        service.Clock.Now = service.Clock.Now.AddDays(3);
        Assert.Equal((16, "CERTIFICATE_MISSING"), await CallAsync(client, key));
    }

    [Fact]
    public async Task Listener_that_requires_certificates_shakes_no_hand_without_one()
    {
        await using var service = await StartAsync(required: true);
        var (_, key) = await service.AddAsync();
        using var bare = Client(service, null);
        using var any = Client(service, Certificate("any", days: 30));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync(bare, key));
        Assert.Equal((0, null), await CallAsync(any, key));
    }

    [Fact]
    public void Key_that_others_may_read_and_files_that_are_missing_are_refused()
    {
        var tls = Tls(required: false);
        Assert.Equal(2, new ServiceOptions { GrpcTls = tls with { CertificateFile = "none", KeyFile = "none" } }.Validate().Count);
        File.SetUnixFileMode(tls.KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var refused = Assert.Throws<Storage.StorageRefusedException>(() => SocialInsurance.Storage.Keys.SecretFiles.Check(tls.KeyFile));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private Task<PartnerService> StartAsync(bool required) => PartnerService.StartAsync(options => options with { GrpcTls = Tls(required) });

    private GrpcTlsOptions Tls(bool required)
    {
        using var server = Certificate("localhost", days: 30);
        var (certificate, key) = (Path.Combine(folder.FullName, "server.pem"), Path.Combine(folder.FullName, "server.key"));
        File.WriteAllText(certificate, server.ExportCertificatePem());
        File.WriteAllText(key, server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new GrpcTlsOptions { CertificateFile = certificate, KeyFile = key, RequireClientCertificate = required };
    }

    /// <summary>Valid around the day of the test's clock; handshakes look at no date.</summary>
    private static X509Certificate2 Certificate(string name, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = new StandingClock().Now;
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(from.AddDays(-1), from.AddDays(days));
    }

    private static Task BindAsync(PartnerService service, PartnerId partner, X509Certificate2 certificate) =>
        new BindPartnerCertificate(service.Storage.Store, service.Clock).ExecuteAsync(partner, Sha256Digest.Of(certificate.RawData), Token);

    private static HttpClient Client(PartnerService service, X509Certificate2? certificate)
    {
        Assert.Equal("https", service.Running.Addresses.Grpc.Scheme);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            },
        };
        return new HttpClient(handler)
        {
            BaseAddress = service.Running.Addresses.Grpc,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    private static async Task<(int Status, string? Reason)> CallAsync(HttpClient client, string key)
    {
        using var request = GrpcCalls.Request(GetStatus, Question, GrpcCalls.Key(key));
        using var response = await client.SendAsync(request, Token);
        await response.Content.ReadAsByteArrayAsync(Token);
        return (GrpcCalls.StatusOf(response), new Ended(0, string.Empty, []) { Details = GrpcCalls.DetailsOf(response) }.Reason);
    }

    private static async Task<int> StatusAsync(PartnerService service, string key) =>
        (await service.Running.CallAsync(GetStatus, Question, GrpcCalls.Key(key))).Status;
}
