using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Service.Tests.Person;

public sealed class AppointmentTests
{
    private const string Phone = "13900000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(41);
    private static readonly BeneficiaryId Person = new("B1");
    private static readonly DateOnly Tomorrow = new(2026, 11, 2);

    [Fact]
    public async Task Appointment_asked_for_stands_and_asking_again_answers_it()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = await SignedInAsync(platform);

        using var made = await page.RequestAppointmentAsync("homeVisit", Tomorrow, "key-00000001");
        using var again = await page.RequestAppointmentAsync("window", null, "key-00000002");

        var first = await PersonPage.ReadAsync(made, HttpStatusCode.Created, ContractsJson.Default.AppointmentDto);
        var second = await PersonPage.ReadAsync(again, HttpStatusCode.OK, ContractsJson.Default.AppointmentDto);
        Assert.Equal(("homeVisit", Tomorrow), (first.Kind, first.PreferredOn));
        Assert.Equal(first, second);
        Assert.Equal(first, (await page.StatusAsync()).Appointment);
    }

    [Fact]
    public async Task Same_key_and_body_get_the_first_answer_and_another_body_is_a_conflict()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = await SignedInAsync(platform);
        using var made = await page.RequestAppointmentAsync("homeVisit", Tomorrow, "key-00000001");
        var first = await PersonPage.ReadAsync(made, HttpStatusCode.Created, ContractsJson.Default.AppointmentDto);
        await new EndAppointment(platform.Storage.Store, platform.Clock).ExecuteAsync(Person, AppointmentChange.Kept, new CaseworkerId("cw-1"), PersonPlatform.Token);

        using var replayed = await page.RequestAppointmentAsync("homeVisit", Tomorrow, "key-00000001");
        Assert.Equal(first, await PersonPage.ReadAsync(replayed, HttpStatusCode.Created, ContractsJson.Default.AppointmentDto));
        Assert.Null((await page.StatusAsync()).Appointment);
        await PersonPage.AssertProblemAsync(await page.RequestAppointmentAsync("video", Tomorrow, "key-00000001"), HttpStatusCode.Conflict, "conflict");

        platform.Clock.Now += TimeSpan.FromHours(24);
        await page.SignInAsync(Number, "张小明", Phone);
        using var nextDay = await page.RequestAppointmentAsync("homeVisit", null, "key-00000001");
        Assert.NotEqual(first.AppointmentId, (await PersonPage.ReadAsync(nextDay, HttpStatusCode.Created, ContractsJson.Default.AppointmentDto)).AppointmentId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("key with blanks")]
    [InlineData("键键键键键键键键")]
    public async Task Write_without_a_proper_key_is_refused(string? key)
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = await SignedInAsync(platform);
        if (key?.Any(character => character > '~') == true)
        {
            key = Uri.EscapeDataString(key);
        }

        await PersonPage.AssertProblemAsync(await page.RequestAppointmentAsync("window", null, key), HttpStatusCode.BadRequest, "bad-request");
        Assert.Null((await page.StatusAsync()).Appointment);
    }

    [Theory]
    [InlineData("2026-11-01", HttpStatusCode.BadRequest)]
    [InlineData("2026-11-02", HttpStatusCode.Created)]
    [InlineData("2026-12-31", HttpStatusCode.Created)]
    [InlineData("2027-01-01", HttpStatusCode.BadRequest)]
    public async Task Day_lies_from_tomorrow_to_sixty_days_ahead(string day, HttpStatusCode expected)
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = await SignedInAsync(platform);

        using var made = await page.RequestAppointmentAsync("window", DateOnly.ParseExact(day, "yyyy-MM-dd"), "key-00000001");

        Assert.Equal(expected, made.StatusCode);
    }

    [Fact]
    public async Task Refused_write_may_be_tried_again_under_its_key()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = await SignedInAsync(platform);
        await PersonPage.AssertProblemAsync(await page.RequestAppointmentAsync("palace", null, "key-00000001"), HttpStatusCode.BadRequest, "bad-request");

        using var made = await page.RequestAppointmentAsync("window", null, "key-00000001");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    [Fact]
    public async Task Referral_makes_an_appointment_without_anybody_asking_and_only_one()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = await SignedInAsync(platform);
        var refer = new ReferToPerson(platform.Storage.Store, platform.Clock);

        var made = await refer.ExecuteAsync(Person, PersonPlatform.Token);
        var again = await refer.ExecuteAsync(Person, PersonPlatform.Token);

        Assert.True(made.IsNew);
        Assert.False(again.IsNew);
        Assert.Equal(made.Appointment!.Id.ToString(), (await page.StatusAsync()).Appointment!.AppointmentId);
        Assert.IsType<AppointmentOfNobody>((await refer.ExecuteAsync(new BeneficiaryId("nobody"), PersonPlatform.Token)).Refusal);
    }

    private static async Task<PersonPage> SignedInAsync(PersonPlatform platform)
    {
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);
        return page;
    }
}
