using System.Net;
using System.Text.Json.Serialization.Metadata;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Staff;
using SocialInsurance.Service.Tests.Person;

namespace SocialInsurance.Service.Tests.Supervision;

/// <summary>Browsers of staff over the platform of people.</summary>
internal static class FiguresPage
{
    private const string Password = "correct horse battery staple";

    /// <summary>Four people of one division; the first certified silently, the second asked.</summary>
    internal static async Task<PersonPlatform> StartAsync()
    {
        var platform = await PersonPlatform.StartAsync();
        for (var number = 0; number < 4; number++)
        {
            await platform.RegisterAsync($"P{number}", PersonPlatform.CitizenNumber(number), "试验者", $"1380000000{number}");
        }

        await platform.DecideAsync(new("P0"), DecisionOutcome.Certified, "run-1");
        await platform.DecideAsync(new("P1"), DecisionOutcome.FaceRequired, "run-2");
        return platform;
    }

    internal static async Task<PersonPage> SignInAsync(this PersonPlatform platform, string name, StaffRoles roles, string division = "")
    {
        var accounts = new StaffAccounts(platform.Storage.Store, platform.Storage.Staff, new StaffPasswords(), platform.Clock);
        Assert.True(StaffPlace.TryCreate(division, string.Empty, string.Empty, out var place));
        var oneTime = (await accounts.CreateAsync(new CaseworkerId(name), roles, new CaseworkerId("test"), place, PersonPlatform.Token)).OneTimePassword!;
        Assert.NotNull((await accounts.ChangePasswordAsync(new CaseworkerId(name), oneTime, Password, PersonPlatform.Token)).Account);
        var page = platform.NewPage();
        using var signedIn = await page.SendAsync(HttpMethod.Post, "/api/v1/staff/sign-in", new SignInRequest(name, Password), ContractsJson.Default.SignInRequest);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        return page;
    }

    internal static async Task<T> ReadAsync<T>(this PersonPage page, string path, JsonTypeInfo<T> type)
    {
        using var response = await page.GetAsync(path);
        return await PersonPage.ReadAsync(response, HttpStatusCode.OK, type);
    }

    internal static async Task<HttpStatusCode> StatusAsync(this PersonPage page, string path)
    {
        using var response = await page.GetAsync(path);
        return response.StatusCode;
    }
}
