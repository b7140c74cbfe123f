using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Service.Tests.Person;

public sealed class ConsentTests
{
    private const string Phone = "13900000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(31);
    private static readonly BeneficiaryId Person = new("B1");

    [Fact]
    public async Task Text_names_the_equal_other_ways_before_anybody_signed_in()
    {
        await using var platform = await PersonPlatform.StartAsync();

        using var response = await platform.NewPage().GetAsync("/api/v1/consent-texts/face");

        var text = await PersonPage.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.ConsentTextDto);
        Assert.Equal(FaceConsentText.CurrentVersion, text.Version);
        Assert.Equal(["window", "homeVisit", "video"], text.OtherWays.Select(way => way.Kind));
        Assert.All(text.OtherWays, way => Assert.All([way.Title.Zh, way.Title.En, way.Description.Zh, way.Description.En], words => Assert.NotEmpty(words)));
        Assert.Contains(text.Paragraphs, paragraph => paragraph.Zh.Contains("撤回", StringComparison.Ordinal));
    }

    [Fact]
    public void Words_of_the_consent_do_not_change_under_one_version()
    {
        var words = JsonSerializer.SerializeToUtf8Bytes(Service.Person.ConsentDesk.Text, ContractsJson.Default.ConsentTextDto);

        // a change of words is a new version: raise FaceConsentText.CurrentVersion and put both here
        Assert.Equal(
            ("face-2026.1", "4dec582559629c08"),
            (FaceConsentText.CurrentVersion, Convert.ToHexStringLower(SHA256.HashData(words).AsSpan(0, 8))));
    }

    [Fact]
    public async Task Consent_given_stands_until_it_is_taken_back_and_can_be_given_again()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        var page = platform.NewPage();
        Assert.Null((await page.SignInAsync(Number, "张小明", Phone)).FaceConsent);
        var require = new RequireFaceConsent(platform.Storage.People);
        Assert.IsType<ConsentMissing>((await require.ExecuteAsync(Person, PersonPlatform.Token)).Refusal);

        using var given = await page.GiveConsentAsync(FaceConsentText.CurrentVersion);
        var status = await PersonPage.ReadAsync(given, HttpStatusCode.OK, ContractsJson.Default.PersonStatusDto);
        Assert.Equal(FaceConsentText.CurrentVersion, status.FaceConsent!.TextVersion);
        Assert.NotNull((await require.ExecuteAsync(Person, PersonPlatform.Token)).Consent);

        using var withdrawn = await page.DeleteAsync("/api/v1/me/consents/face");
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.Null((await page.StatusAsync()).FaceConsent);
        Assert.IsType<ConsentMissing>((await require.ExecuteAsync(Person, PersonPlatform.Token)).Refusal);

        (await page.GiveConsentAsync(FaceConsentText.CurrentVersion)).Dispose();
        Assert.NotNull((await page.StatusAsync()).FaceConsent);
    }

    [Fact]
    public async Task Consent_given_twice_is_recorded_once_and_nothing_to_withdraw_is_no_error()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);
        (await page.GiveConsentAsync(FaceConsentText.CurrentVersion)).Dispose();
        var size = (await platform.Storage.AuditLog.ReadHeadAsync(PersonPlatform.Token)).Size;

        (await page.GiveConsentAsync(FaceConsentText.CurrentVersion)).Dispose();
        Assert.Equal(size, (await platform.Storage.AuditLog.ReadHeadAsync(PersonPlatform.Token)).Size);

        (await page.DeleteAsync("/api/v1/me/consents/face")).Dispose();
        using var again = await page.DeleteAsync("/api/v1/me/consents/face");
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task Consent_to_another_text_than_the_one_in_force_is_a_conflict()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);

        await PersonPage.AssertProblemAsync(await page.GiveConsentAsync("face-2019.1"), HttpStatusCode.Conflict, "conflict");
        Assert.Null((await page.StatusAsync()).FaceConsent);
    }
}
