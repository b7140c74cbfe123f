using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Receipts;

namespace SocialInsurance.Service.Tests.Platform;

public sealed class ReceiptHttpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_sees_the_receipt_and_the_public_page_confirms_it()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var link = await IssueAsync(platform, 3);

        var shown = await RunningPlatform.ReadAsync(await platform.AsPersonAsync($"/api/v1/me/receipts/{link}", 3), ContractsJson.Default.ReceiptDto);
        var verdict = await VerifyAsync(platform, shown.Token);

        Assert.Equal(("试***", "silent", "试验市社会保险事业中心", false), (shown.MaskedName, shown.Method, shown.Authority, shown.Revoked));
        Assert.DoesNotContain("00000003", shown.MaskedDocument, StringComparison.Ordinal);
        Assert.Equal((RunningPlatform.AsOf, RunningPlatform.AsOf.AddMonths(12)), (shown.CertifiedOn, shown.ValidUntil));
        Assert.Equal(("genuine", link, shown.ValidUntil), (verdict.State, verdict.ReceiptId, verdict.ValidUntil));
        Assert.True(verdict.LogSize > 0 && verdict.RootHash!.Length == 64);
        Assert.Contains("有效", verdict.Text.Zh, StringComparison.Ordinal);
        Assert.Contains("genuine", verdict.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Desk_issues_once_and_nothing_for_whom_is_not_certified()
    {
        await using var platform = await RunningPlatform.StartAsync();
        Assert.Equal(await IssueAsync(platform, 3), await IssueAsync(platform, 3));
        Assert.Null(await platform.App.Services.GetRequiredService<IReceiptDesk>().FindOrIssueAsync(RunningPlatform.Id(1), Token));
    }

    [Fact]
    public async Task Receipt_is_its_owners_alone_and_another_learns_nothing()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var link = await IssueAsync(platform, 3);
        foreach (var path in new[] { $"/api/v1/me/receipts/{link}", $"/api/v1/me/receipts/{link}/file" })
        {
            Assert.Equal("unauthorized", await RunningPlatform.ProblemAsync(await platform.Http.GetAsync(path, Token), HttpStatusCode.Unauthorized));
            Assert.Equal("not-found", await RunningPlatform.ProblemAsync(await platform.AsPersonAsync(path, 6), HttpStatusCode.NotFound));
        }

        Assert.Equal("not-found", await RunningPlatform.ProblemAsync(await platform.AsPersonAsync("/api/v1/me/receipts/nothing", 3), HttpStatusCode.NotFound));
        Assert.Equal("not-found", await RunningPlatform.ProblemAsync(await platform.AsPersonAsync($"/api/v1/me/receipts/{Guid.Empty}", 3), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task File_verifies_offline_with_the_published_key_and_proves_its_holder_only_to_the_holder()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var link = await IssueAsync(platform, 3);
        var keys = await RunningPlatform.ReadAsync(await platform.Http.GetAsync("/api/v1/receipts/keys", Token), ContractsJson.Default.ReceiptKeysDto);
        var check = new ReceiptCheck(new ReceiptKeySet(ReceiptPublicKey.TryReadPem(Assert.Single(keys.Keys).PublicKey)!));

        var plain = await FileAsync(platform, $"/api/v1/me/receipts/{link}/file", 3);
        var own = await FileAsync(platform, $"/api/v1/me/receipts/{link}/file?holder=1", 3);
        var helpers = await FileAsync(platform, $"/api/v1/me/receipts/{link}/file?holder=1", 3, "helper-1");

        Assert.All(new[] { plain, own, helpers }, file => Assert.True(check.Check(file, RunningPlatform.AsOf.AddDays(1), _ => false) is { Ok: true, ProofChecked: true }));
        Assert.Null(plain.HolderSalt);
        Assert.Null(helpers.HolderSalt);
        var person = RunningPlatform.Person(3);
        Assert.Equal(own.Receipt.Body.Holder, HolderCommitment.Of(own.HolderSalt!.Value, person.Document.LookupForm, person.Name.Reveal()));
        Assert.Equal("genuine", (await VerifyAsync(platform, Encoding.UTF8.GetString(ReceiptFile.Write(plain)))).State);
    }

    [Fact]
    public async Task Altered_receipts_and_nonsense_are_not_genuine_and_repeat_no_words()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var link = await IssueAsync(platform, 3);
        var token = (await RunningPlatform.ReadAsync(await platform.AsPersonAsync($"/api/v1/me/receipts/{link}", 3), ContractsJson.Default.ReceiptDto)).Token;
        foreach (var text in new[] { token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), token + "A", token[1..], "hello", string.Empty, "{}", new string('[', 5000), "'; DROP TABLE receipt; --" })
        {
            var verdict = await VerifyAsync(platform, text);
            Assert.Equal(("notGenuine", null, null), (verdict.State, verdict.ReceiptId, verdict.Authority));
        }
    }

    [Fact]
    public async Task Malformed_requests_are_problems_of_their_own()
    {
        await using var platform = await RunningPlatform.StartAsync();
        async Task<string> Post(string body, string type, HttpStatusCode status) => await RunningPlatform.ProblemAsync(
            await platform.Http.PostAsync("/api/v1/receipts/verify", new StringContent(body, Encoding.UTF8, type), Token), status);
        Assert.Equal("bad-request", await Post("{", "application/json", HttpStatusCode.BadRequest));
        Assert.Equal("bad-request", await Post("null", "application/json", HttpStatusCode.BadRequest));
        Assert.Equal("bad-request", await Post(new string('[', 2000), "application/json", HttpStatusCode.BadRequest));
        Assert.Equal("unsupported-media-type", await Post("{\"token\":\"x\"}", "text/plain", HttpStatusCode.UnsupportedMediaType));
        Assert.Equal("too-large", await Post($"{{\"token\":\"{new string('x', 70_000)}\"}}", "application/json", HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task Crowd_from_one_address_is_asked_to_wait()
    {
        await using var platform = await RunningPlatform.StartAsync();
        for (var times = 0; times < 60; times++)
        {
            await VerifyAsync(platform, "x");
        }

        using var refused = await platform.Http.PostAsync("/api/v1/receipts/verify", new StringContent("{\"token\":\"x\"}", Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("60", Assert.Single(refused.Headers.GetValues("Retry-After")));
        platform.Clock.Now = platform.Clock.Now.AddSeconds(61);
        Assert.Equal("notGenuine", (await VerifyAsync(platform, "x")).State);
    }

    [Fact]
    public async Task Revoked_receipt_shows_everywhere_and_its_list_is_signed()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var link = await IssueAsync(platform, 3);
        var shown = await RunningPlatform.ReadAsync(await platform.AsPersonAsync($"/api/v1/me/receipts/{link}", 3), ContractsJson.Default.ReceiptDto);
        var before = await ListAsync(platform);
        using var approver = await platform.SignInAsync("approver-1", StaffRoles.Approver);
        var path = $"/api/v1/staff/receipts/{link}/revocation";
        var body = new RevokeReceiptRequest("decisionUndone");
        Assert.Equal(HttpStatusCode.NoContent, (await RunningPlatform.SendAsync(approver, HttpMethod.Post, path, body, ContractsJson.Default.RevokeReceiptRequest)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await RunningPlatform.SendAsync(approver, HttpMethod.Post, path, body, ContractsJson.Default.RevokeReceiptRequest)).StatusCode);
        Assert.Equal("conflict", await RunningPlatform.ProblemAsync(
            await RunningPlatform.SendAsync(approver, HttpMethod.Post, path, new RevokeReceiptRequest("issuedInError"), ContractsJson.Default.RevokeReceiptRequest), HttpStatusCode.Conflict));
        Assert.Equal("bad-request", await RunningPlatform.ProblemAsync(
            await RunningPlatform.SendAsync(approver, HttpMethod.Post, path, new RevokeReceiptRequest("because"), ContractsJson.Default.RevokeReceiptRequest), HttpStatusCode.BadRequest));

        platform.Clock.Now = platform.Clock.Now.AddSeconds(11);
        var after = await ListAsync(platform);
        Assert.Equal("revoked", (await VerifyAsync(platform, shown.Token)).State);
        Assert.True((await RunningPlatform.ReadAsync(await platform.AsPersonAsync($"/api/v1/me/receipts/{link}", 3), ContractsJson.Default.ReceiptDto)).Revoked);
        Assert.Null(await platform.App.Services.GetRequiredService<IReceiptDesk>().FindOrIssueAsync(RunningPlatform.Id(3), Token));
        Assert.Empty(before.Ids);
        Assert.Equal([link], after.Ids.Select(id => id.ToString()));
        Assert.True(after.IsSignedBy(new ReceiptKeySet(platform.Storage.ReceiptSigner.Published)));
    }

    [Fact]
    public async Task Code_on_the_certificate_is_two_shapes_of_a_size_that_paper_takes()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var link = await IssueAsync(platform, 3);
        var svg = (await RunningPlatform.ReadAsync(await platform.AsPersonAsync($"/api/v1/me/receipts/{link}", 3), ContractsJson.Default.ReceiptDto)).QrSvg;
        Assert.Matches("^<svg [^<>]*><rect [^<>]*/><path [^<>]*/></svg>$", svg);
        Assert.DoesNotMatch("style|script|href|on[a-z]+=", svg);
        var size = int.Parse(Regex.Match(svg, "viewBox=\"0 0 ([0-9]+) ").Groups[1].Value, null);
        var version = (size - 8 - 17) / 4;
        Assert.True(version <= 13, $"version {version}, {size} modules with the quiet zone");
    }

    private static async Task<string> IssueAsync(RunningPlatform platform, int number)
    {
        var link = await platform.App.Services.GetRequiredService<IReceiptDesk>().FindOrIssueAsync(RunningPlatform.Id(number), Token);
        Assert.Equal($"/receipt/?id={link!.ReceiptId}", link.Url);
        return link.ReceiptId;
    }

    private static async Task<ReceiptDocument> FileAsync(RunningPlatform platform, string path, int number, string? helper = null)
    {
        using var response = await platform.AsPersonAsync(path, number, helper);
        Assert.Contains(".receipt.json", response.Content.Headers.ContentDisposition!.FileName, StringComparison.Ordinal);
        return ReceiptFile.TryRead(await response.Content.ReadAsByteArrayAsync(Token))!;
    }

    private static async Task<RevocationList> ListAsync(RunningPlatform platform) =>
        RevocationList.TryRead(await platform.Http.GetByteArrayAsync("/api/v1/receipts/revocations", Token))!;

    private static async Task<ReceiptVerdictDto> VerifyAsync(RunningPlatform platform, string token) => await RunningPlatform.ReadAsync(
        await RunningPlatform.SendAsync(platform.Http, HttpMethod.Post, "/api/v1/receipts/verify", new VerifyReceiptRequest(token), ContractsJson.Default.VerifyReceiptRequest),
        ContractsJson.Default.ReceiptVerdictDto);
}
