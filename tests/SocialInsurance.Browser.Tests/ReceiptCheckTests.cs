using System.Net;
using System.Text;
using Microsoft.Playwright;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Platform;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests;

/// <summary>What a receipt is worth away from the authority: its code read by another program, its check on the reader's own device.</summary>
public sealed class ReceiptCheckTests(BrowserFixture browser)
{
    /// <summary>What a telephone makes of a sheet held before it.</summary>
    private const int PrintDotsPerInch = 110;

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(1100, ColorScheme.Dark)]
    public async Task Code_on_the_screen_and_on_the_printed_sheet_is_read_by_another_program_and_verifies(int width, ColorScheme scheme)
    {
        await using var test = await PaperUnderTest.StartAsync(browser, person: 3, width, scheme);
        await test.OpenAsync(await test.IssueAsync(3));
        var token = await test.Page.GetByTestId("token").InnerTextAsync();
        var folder = Directory.CreateTempSubdirectory("sicert-code-");
        var name = $"receipt-sheet-{width}-{scheme.ToString().ToLowerInvariant()}";

        var screen = Path.Combine(folder.FullName, "screen.png");
        await test.Page.ScreenshotAsync(new() { Path = screen, FullPage = true });
        var onScreen = await CodeReader.ReadAsync(screen);
        var pdf = await test.Page.PdfAsync(new() { PreferCSSPageSize = true });
        var sheet = await CodeReader.SheetAsync(pdf, PrintDotsPerInch, folder.FullName, name);
        var onPaper = await CodeReader.ReadAsync(sheet);
        File.Copy(sheet, Path.Combine(BrowserFixture.Setting("ArtifactsFolder"), name + ".png"), overwrite: true);
        folder.Delete(recursive: true);

        Assert.Equal((token, token), (onScreen, onPaper));
        var verdict = new ReceiptCheck(new ReceiptKeySet(test.Platform.Storage.ReceiptSigner.Published))
            .CheckText(onPaper, DateOnly.FromDateTime(test.Platform.Clock.Now.UtcDateTime), static _ => false);
        Assert.Equal(ReceiptState.Genuine, verdict.State);
    }

    [Fact]
    public async Task Receipt_is_checked_on_the_readers_device_when_the_authority_does_not_answer()
    {
        await using var test = await PaperUnderTest.StartAsync(browser, person: 3, 390);
        var (token, file) = await TakeAsync(test);
        await test.OpenAsync("/verify/");
        await test.Page.EvaluateAsync("() => navigator.serviceWorker.ready");
        await Expect(test.Page.GetByTestId("verdict")).ToHaveCountAsync(0);
        await test.Page.WaitForFunctionAsync("() => localStorage.getItem('receipt-keys') !== null");

        await test.Context.SetOfflineAsync(true);
        await test.Page.ReloadAsync();
        var verdict = test.Page.GetByTestId("verdict");
        await OfferAsync(test, token);
        await Expect(verdict).ToContainTextAsync("签名属实由本机构签发，内容未被改动");
        await Expect(verdict).ToContainTextAsync("试验市社会保险事业中心");
        await Expect(test.Page.GetByTestId("revocation-unknown")).ToContainTextAsync("现在连不上签发机构");
        await BrowserFixture.SaveAsync(test.Page, "verify-offline-390");

        await test.Page.GetByLabel("选择凭证文件").SetInputFilesAsync(new FilePayload { Name = "my.receipt.json", MimeType = "application/json", Buffer = file });
        await Expect(verdict).ToContainTextAsync("签名属实");
        foreach (var (changed, words) in Forgeries(token, Encoding.UTF8.GetString(file)))
        {
            await OfferAsync(test, changed);
            await Expect(verdict).ToContainTextAsync(words);
            await Expect(verdict).ToContainTextAsync("不能采信");
            await Expect(verdict).Not.ToContainTextAsync("签发机构：");
            await Expect(test.Page.GetByTestId("revocation-unknown")).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Receipt_is_sent_nowhere_to_be_checked_and_a_revoked_one_says_so_everywhere()
    {
        await using var test = await PaperUnderTest.StartAsync(browser, person: 3, 390, ColorScheme.Dark);
        var (token, _) = await TakeAsync(test);
        await test.OpenAsync("/verify/");
        var verdict = test.Page.GetByTestId("verdict");
        await OfferAsync(test, token);
        await Expect(verdict).ToContainTextAsync("有效");
        Assert.DoesNotContain(test.Requests, request => request.AbsolutePath.EndsWith("/verify", StringComparison.Ordinal));

        await RevokeAsync(test.Platform, token);
        await OfferAsync(test, token);
        await Expect(verdict).ToContainTextAsync("已撤销");
        await BrowserFixture.SaveAsync(test.Page, "verify-revoked-390-dark");
        await test.Context.SetExtraHTTPHeadersAsync([new("Test-Person", RunningPlatform.Id(3).Value)]);
        await test.OpenAsync($"/receipt/?id={IdOf(token)}");
        await Expect(test.Page.GetByTestId("revoked")).ToBeVisibleAsync();
        await BrowserFixture.SaveAsync(test.Page, "receipt-revoked-390-dark");
        Assert.Empty(test.Complaints);
    }

    /// <summary>Receipts that nobody signed, and what is said of each.</summary>
    private static IEnumerable<(string Changed, string Words)> Forgeries(string token, string file)
    {
        var another = token[60] == 'A' ? 'B' : 'A';
        yield return (token[..60] + another + token[61..], "签名不符");
        yield return (token[..12] + (token[12] == 'A' ? 'B' : 'A') + token[13..], "不是由本机构的密钥签发");
        yield return (token[..^7], "没有完整扫描");
        yield return (file.Replace("\"method\": \"Silent\"", "\"method\": \"SelfFace\"", StringComparison.Ordinal), "没有完整扫描");
        var digest = file.IndexOf("\"payloadDigest\": \"", StringComparison.Ordinal) + "\"payloadDigest\": \"".Length;
        yield return (file[..digest] + (file[digest] == '0' ? '1' : '0') + file[(digest + 1)..], "存证路径不成立");
    }

    private static async Task OfferAsync(PaperUnderTest test, string text)
    {
        await test.Page.GetByLabel("凭证文字或凭证文件的内容").FillAsync(text);
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "核验", Exact = true }).ClickAsync();
    }

    private static async Task<(string Token, byte[] File)> TakeAsync(PaperUnderTest test)
    {
        await test.OpenAsync(await test.IssueAsync(3));
        var token = await test.Page.GetByTestId("token").InnerTextAsync();
        var link = await test.Page.GetByRole(AriaRole.Link, new() { Name = "下载凭证文件" }).GetAttributeAsync("href");
        using var file = await test.Platform.AsPersonAsync(link!, 3);
        var content = await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await test.Context.SetExtraHTTPHeadersAsync([]);
        return (token, content);
    }

    private static string IdOf(string token) => ReceiptToken.TryRead(token, out var receipt) ? receipt.Body.Id.ToString() : throw new ArgumentException("no token", nameof(token));

    private static async Task RevokeAsync(RunningPlatform platform, string token)
    {
        using var approver = await platform.SignInAsync("approver-1", StaffRoles.Approver);
        using var revoked = await RunningPlatform.SendAsync(
            approver, HttpMethod.Post, $"/api/v1/staff/receipts/{IdOf(token)}/revocation", new RevokeReceiptRequest("issuedInError"), ContractsJson.Default.RevokeReceiptRequest);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        platform.Clock.Now += TimeSpan.FromSeconds(11); // the list is signed anew every ten
    }
}
