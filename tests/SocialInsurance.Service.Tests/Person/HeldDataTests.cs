using System.Net;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Service.Tests.Person;

public sealed class HeldDataTests
{
    private const string Phone = "13900000001";
    private const string OtherPhone = "13900000002";
    private static readonly string Number = PersonPlatform.CitizenNumber(31);
    private static readonly string OtherNumber = PersonPlatform.CitizenNumber(32);

    [Fact]
    public async Task Person_sees_what_is_held_with_basis_and_term()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = await SignedInAsync(platform);
        using var response = await page.GetAsync("/api/v1/me/held");
        var held = await PersonPage.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.HeldListDto);
        Assert.Equal("retention-2026.1", held.TableVersion);
        Assert.Equal(["consents", "contacts", "identity"], held.Kinds.Select(kind => kind.Kind).Order(StringComparer.Ordinal));
        var contacts = held.Kinds.First(kind => kind.Kind == "contacts");
        Assert.Equal(("6 个月", true), (contacts.Term.Zh, contacts.Erasable));
        Assert.All(held.Kinds, kind => Assert.All([kind.Text.Zh, kind.Basis.Zh, kind.Term.Zh, kind.Text.En, kind.Basis.En, kind.Term.En], words => Assert.NotEmpty(words)));
        Assert.False(held.Kinds.First(kind => kind.Kind == "identity").Erasable);
    }

    [Fact]
    public async Task Copy_is_a_file_of_the_person_only_and_is_recorded()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B2", OtherNumber, "王大力", OtherPhone);
        var page = await SignedInAsync(platform);
        var size = (await platform.Storage.AuditLog.ReadHeadAsync(PersonPlatform.Token)).Size;
        using var response = await page.SendRawAsync(HttpMethod.Post, "/api/v1/me/copy", "{}", "application/json");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("attachment; filename=\"my-data.json\"", response.Content.Headers.ContentDisposition!.ToString());
        var text = await response.Content.ReadAsStringAsync(PersonPlatform.Token);
        using var copy = JsonDocument.Parse(text);
        Assert.Equal(Number, copy.RootElement.GetProperty("identity")[0].GetProperty("documentNumber").GetString());
        Assert.Equal(Phone, copy.RootElement.GetProperty("contacts")[0].GetProperty("phone").GetString());
        Assert.Equal(3, copy.RootElement.GetProperty("notIncluded").GetArrayLength());
        Assert.DoesNotContain(OtherNumber, text, StringComparison.Ordinal);
        Assert.DoesNotContain("王大力", text, StringComparison.Ordinal);
        Assert.Equal(size + 1, (await platform.Storage.AuditLog.ReadHeadAsync(PersonPlatform.Token)).Size);
    }

    [Fact]
    public async Task Erasure_needs_the_word_takes_what_law_allows_says_what_stays_and_touches_nobody_else()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B2", OtherNumber, "王大力", OtherPhone);
        var page = await SignedInAsync(platform);
        await PersonPage.AssertProblemAsync(await page.SendRawAsync(HttpMethod.Post, "/api/v1/me/erasure", "{\"confirm\":false}", "application/json"), HttpStatusCode.BadRequest, "bad-request");
        Assert.NotNull(await platform.Storage.People.FindPhoneAsync(new("B1"), PersonPlatform.Token));

        using var response = await page.SendRawAsync(HttpMethod.Post, "/api/v1/me/erasure", "{\"confirm\":true}", "application/json");
        var erased = await PersonPage.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.ErasedPersonDataDto);
        Assert.Equal((true, 1), (erased.FaceEnded, erased.Contacts));
        Assert.Equal(["consents", "identity"], erased.Kept.Select(kind => kind.Kind).Order(StringComparer.Ordinal));
        Assert.Null(await platform.Storage.People.FindPhoneAsync(new("B1"), PersonPlatform.Token));
        Assert.NotNull(await platform.Storage.People.FindPhoneAsync(new("B2"), PersonPlatform.Token));
        Assert.Null((await page.StatusAsync()).FaceConsent);
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(PersonPlatform.Token)).Ok);
    }

    [Theory]
    [InlineData("GET", "/api/v1/me/held")]
    [InlineData("POST", "/api/v1/me/copy")]
    [InlineData("POST", "/api/v1/me/erasure")]
    public async Task Helper_gets_nothing_of_it(string method, string path)
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        var page = platform.NewPage();
        await page.SignInAsHelperAsync(PersonPlatform.CitizenNumber(33), "李小红", OtherPhone);
        using var added = await page.AddRepresentedAsync(Number, "张小明");
        var link = (await PersonPage.ReadAsync(added, HttpStatusCode.Created, ContractsJson.Default.RepresentedListDto)).People[0].LinkId;
        (await page.SelectAsync(link)).Dispose();
        await PersonPage.AssertProblemAsync(
            await page.SendRawAsync(new HttpMethod(method), path, method == "GET" ? string.Empty : "{\"confirm\":true}", "application/json"), HttpStatusCode.Forbidden, "forbidden");
    }

    private static async Task<PersonPage> SignedInAsync(PersonPlatform platform)
    {
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);
        (await page.GiveConsentAsync(FaceConsentText.CurrentVersion)).Dispose();
        return page;
    }
}
