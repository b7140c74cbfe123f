using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service;
using SocialInsurance.Service.Tests.Platform;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>The second factor by hand in a real browser before the real service with real storage.</summary>
public sealed class FactorJourneyTests(BrowserFixture browser)
{
    private const string Password = "a long pass phrase";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_caseworker_changes_the_password_sets_the_factor_up_keeps_the_codes_and_comes_back_with_a_code()
    {
        await using var platform = await RunningPlatform.StartAsync(options => options with { SecondFactorFor = new ServiceOptions().SecondFactorFor });
        var oneTime = (await platform.Accounts.CreateAsync(new CaseworkerId("cw-1"), StaffRoles.Caseworker, new CaseworkerId("test"), Token)).OneTimePassword!;
        await using var context = await browser.OpenAsync(1024, 768, ColorScheme.Light);
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(platform.Address, "/console/").ToString());

        await SignInAsync(page, oneTime);
        await page.Locator("#current").FillAsync(oneTime);
        await page.Locator("#next").FillAsync(Password);
        await page.Locator("#again").FillAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        var secret = FromBase32(Regex.Replace(await page.GetByTestId("factor-secret").InnerTextAsync(), @"\s", string.Empty));
        await page.Locator("#first-code").FillAsync(Code(platform, secret));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".recovery-codes li")).ToHaveCountAsync(10);
        var codes = await page.Locator(".recovery-codes li").AllInnerTextsAsync();
        Assert.Equal(10, codes.Distinct().Count());
        await page.GetByTestId("codes-kept").ClickAsync();
        await Expect(page.GetByTestId("who")).ToContainTextAsync("cw-1");

        // back with a code of the app, then with a recovery code
        platform.Clock.Now += TimeSpan.FromSeconds(31);
        await page.GetByTestId("sign-out").ClickAsync();
        await SignInAsync(page, Password);
        await page.Locator("#code").FillAsync(Code(platform, secret));
        await page.GetByTestId("show-code").ClickAsync();
        await Expect(page.GetByTestId("who")).ToContainTextAsync("cw-1");
        await page.GetByTestId("sign-out").ClickAsync();
        await SignInAsync(page, Password);
        await page.Locator("#code").FillAsync(codes[4]);
        await page.GetByTestId("show-code").ClickAsync();
        await page.Locator(".bar-account").ClickAsync();
        await Expect(page.GetByTestId("security")).ToContainTextAsync("9");
    }

    private static async Task SignInAsync(IPage page, string password)
    {
        await page.Locator("#account").FillAsync("cw-1");
        await page.Locator("#password").FillAsync(password);
        await page.GetByTestId("enter").ClickAsync();
    }

    private static string Code(RunningPlatform platform, byte[] secret) => Totp.CodeAt(secret, Totp.StepAt(platform.Clock.Now));

    private static byte[] FromBase32(string text)
    {
        List<byte> bytes = [];
        var (buffer, bits) = (0, 0);
        foreach (var letter in text)
        {
            (buffer, bits) = (((buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal)) & 0xFFFF, bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        return [.. bytes];
    }
}
