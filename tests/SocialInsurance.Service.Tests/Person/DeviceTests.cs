using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;

namespace SocialInsurance.Service.Tests.Person;

public sealed class DeviceTests : IDisposable
{
    private const string Phone = "13900000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(51);

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task Registered_device_proves_a_later_claim_without_a_code()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var device = await RegisteredAsync(platform, platform.NewPage());
        var page = platform.NewPage();

        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明", DeviceId: device));
        using var proven = await page.ProveAsync(claim.ClaimId, Proof(device, claim.DeviceNonce, key));

        Assert.Equal("张*", (await PersonPage.ReadAsync(proven, HttpStatusCode.OK, ContractsJson.Default.PersonStatusDto)).MaskedName);
        Assert.Single(platform.Phones.Messages);
    }

    [Fact]
    public async Task Wrong_signature_wrong_nonce_wrong_person_or_unknown_device_are_all_refused_alike()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var device = await RegisteredAsync(platform, platform.NewPage());
        var other = PersonPlatform.CitizenNumber(52);
        await platform.RegisterAsync("B2", other, "赵六", "13900000002");
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var page = platform.NewPage();
        var before = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明", DeviceId: device));
        (string Document, string Name, Func<ClaimOpenedDto, ProveClaimRequest> Prove)[] cases =
        [
            (Number, "张小明", claim => Proof(device, claim.DeviceNonce, stranger)),
            (Number, "张小明", _ => Proof(device, before.DeviceNonce, key)),
            (Number, "张小明", claim => Proof(Guid.CreateVersion7().ToString(), claim.DeviceNonce, key)),
            (other, "赵六", claim => Proof(device, claim.DeviceNonce, key)),
            (PersonPlatform.CitizenNumber(53), "无名", claim => Proof(device, claim.DeviceNonce, key)),
        ];
        foreach (var (document, name, prove) in cases)
        {
            var claim = await page.OpenedAsync(new OpenClaimRequest(document, name, DeviceId: device));
            await PersonPage.AssertProblemAsync(await page.ProveAsync(claim.ClaimId, prove(claim)), HttpStatusCode.Unauthorized, "unauthorized");
        }
    }

    [Fact]
    public async Task Signature_seen_once_does_not_open_the_claim_again()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var device = await RegisteredAsync(platform, platform.NewPage());
        var page = platform.NewPage();
        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明", DeviceId: device));
        var proof = Proof(device, claim.DeviceNonce, key);
        (await page.ProveAsync(claim.ClaimId, proof)).Dispose();

        await PersonPage.AssertProblemAsync(await platform.NewPage().ProveAsync(claim.ClaimId, proof), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Revoked_device_proves_nothing()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = platform.NewPage();
        var device = await RegisteredAsync(platform, page);
        using var revoked = await page.DeleteAsync($"/api/v1/me/devices/{device}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await PersonPage.AssertProblemAsync(await page.DeleteAsync($"/api/v1/me/devices/{device}"), HttpStatusCode.NotFound, "not-found");

        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明", DeviceId: device));
        await PersonPage.AssertProblemAsync(
            await page.ProveAsync(claim.ClaimId, Proof(device, claim.DeviceNonce, key)), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Fourth_device_is_refused_until_one_is_revoked_and_a_known_key_is_no_new_device()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = platform.NewPage();
        var first = await RegisteredAsync(platform, page);
        using var again = await page.RegisterDeviceAsync(PublicKey(key));
        Assert.Equal(first, (await PersonPage.ReadAsync(again, HttpStatusCode.Created, ContractsJson.Default.DeviceRegisteredDto)).DeviceId);
        for (var number = 2; number <= 3; number++)
        {
            using var more = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            (await page.RegisterDeviceAsync(PublicKey(more))).Dispose();
        }

        using var fourth = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await PersonPage.AssertProblemAsync(await page.RegisterDeviceAsync(PublicKey(fourth)), HttpStatusCode.Conflict, "conflict");
        (await page.DeleteAsync($"/api/v1/me/devices/{first}")).Dispose();
        using var accepted = await page.RegisterDeviceAsync(PublicKey(fourth));
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
    }

    [Fact]
    public async Task Key_that_is_none_or_on_another_curve_is_refused()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = platform.NewPage();
        await RegisteredAsync(platform, page);
        using var wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        string[] keys =
        [
            string.Empty, "AAAA", "not base64 at all!", PublicKey(wide), PublicKey(key) + "AA", Base64Url.EncodeToString(rsa.ExportSubjectPublicKeyInfo()),
            Base64Url.EncodeToString(key.ExportPkcs8PrivateKey()),
        ];
        foreach (var wrong in keys)
        {
            await PersonPage.AssertProblemAsync(await page.RegisterDeviceAsync(wrong), HttpStatusCode.BadRequest, "bad-request");
        }
    }

    [Fact]
    public async Task Device_of_another_person_cannot_be_revoked()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var device = await RegisteredAsync(platform, platform.NewPage());
        await platform.RegisterAsync("B2", PersonPlatform.CitizenNumber(54), "赵六", "13900000002");
        var page = platform.NewPage();
        await page.SignInAsync(PersonPlatform.CitizenNumber(54), "赵六", "13900000002");

        await PersonPage.AssertProblemAsync(await page.DeleteAsync($"/api/v1/me/devices/{device}"), HttpStatusCode.NotFound, "not-found");
    }

    public void Dispose() => key.Dispose();

    private static string PublicKey(ECDsa of) => Base64Url.EncodeToString(of.ExportSubjectPublicKeyInfo());

    // as a browser's Web Crypto signs: r and s side by side
    private static ProveClaimRequest Proof(string device, string nonce, ECDsa by) =>
        new(DeviceId: device, Signature: Base64Url.EncodeToString(by.SignData(Base64Url.DecodeFromChars(nonce), HashAlgorithmName.SHA256)));

    private async Task<string> RegisteredAsync(PersonPlatform platform, PersonPage page)
    {
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        await page.SignInAsync(Number, "张小明", Phone);
        using var registered = await page.RegisterDeviceAsync(PublicKey(key));
        return (await PersonPage.ReadAsync(registered, HttpStatusCode.Created, ContractsJson.Default.DeviceRegisteredDto)).DeviceId;
    }
}
