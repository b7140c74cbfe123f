using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Staff;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Service.Tests.Person;

/// <summary>Somebody of staff at a window, signed in to the same host as the person's page.</summary>
internal sealed class CounterDesk(PersonPlatform platform, PersonPage page)
{
    public static async Task<CounterDesk> OpenAsync(PersonPlatform platform, string name, StaffRoles roles, string division = "9901")
    {
        var accounts = new StaffAccounts(platform.Storage.Store, platform.Storage.Staff, new StaffPasswords(), platform.Clock);
        Assert.True(StaffPlace.TryCreate(division, string.Empty, string.Empty, out var place));
        var oneTime = (await accounts.CreateAsync(new CaseworkerId(name), roles, new CaseworkerId("test"), place, PersonPlatform.Token)).OneTimePassword!;
        var password = RunningPlatform.PasswordOf(name);
        Assert.NotNull((await accounts.ChangePasswordAsync(new CaseworkerId(name), oneTime, password, PersonPlatform.Token)).Account);
        var page = platform.NewPage();
        using var signedIn = await page.SendAsync(HttpMethod.Post, "/api/v1/staff/sign-in", new SignInRequest(name, password), ContractsJson.Default.SignInRequest);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        return new CounterDesk(platform, page);
    }

    public PersonPlatform Platform => platform;

    public PersonPage Page => page;

    public Task<HttpResponseMessage> AskAsync(string beneficiary) => page.SendAsync(
        HttpMethod.Post, "/api/v1/staff/people/counter-code", new CounterCodeRequest(beneficiary), ContractsJson.Default.CounterCodeRequest);

    public async Task<CounterCodeDto> GiveAsync(string beneficiary)
    {
        using var response = await AskAsync(beneficiary);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        return await PersonPage.ReadAsync(response, HttpStatusCode.Created, ContractsJson.Default.CounterCodeDto);
    }
}
