using System.Buffers.Text;
using System.Net;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Service.Limits;

namespace SocialInsurance.Service.Tests.Person;

/// <summary>Whoever knows a number may ask for codes; nobody may use up the person's own.</summary>
public sealed class ClaimOriginTests
{
    private const string Phone = "13900000001";
    private const string Home = "203.0.113.7";
    private static readonly string Number = PersonPlatform.CitizenNumber(71);

    [Fact]
    public async Task Stranger_who_uses_up_the_codes_at_one_address_leaves_the_person_at_another_theirs()
    {
        await using var platform = await WithPersonAsync();
        using var stranger = platform.NewPage().From("198.51.100.1");
        for (var number = 1; number <= 3; number++)
        {
            await stranger.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
            platform.Clock.Now += TimeSpan.FromSeconds(61);
        }

        await AssertWaitsAsync(stranger);
        await platform.Phones.CodeAsync(Phone, 3);
        Assert.Equal("张*", (await platform.NewPage().From(Home).SignInAsync(Number, "张小明", Phone)).MaskedName);
    }

    [Fact]
    public async Task Strangers_at_many_addresses_meet_a_limit_and_hold_up_no_browser_in_which_the_person_was_let_in()
    {
        await using var platform = await WithPersonAsync();
        await platform.RegisterAsync("B2", PersonPlatform.CitizenNumber(72), "李四", "13900000002");
        var own = platform.NewPage().From(Home);
        await own.SignInAsync(Number, "张小明", Phone);
        var neighbour = platform.NewPage().From("198.51.100.250");
        await neighbour.SignInAsync(PersonPlatform.CitizenNumber(72), "李四", "13900000002");
        neighbour.Cookies.Add(platform.Service.Addresses.Http, new Cookie("sicert-known", "99999999999-0123456789abcdef0123456789abcdef", "/"));

        var sent = 1;
        for (var address = 1; address <= 12; address++)
        {
            platform.Clock.Now += TimeSpan.FromSeconds(61);
            using var asked = await platform.NewPage().From($"198.51.100.{address}").OpenAsync(new OpenClaimRequest(Number, "张小明"));
            if (asked.StatusCode == HttpStatusCode.Accepted)
            {
                await platform.Phones.CodeAsync(Phone, ++sent);
            }
        }

        Assert.Equal(9, sent);
        await AssertWaitsAsync(platform.NewPage().From("203.0.113.99"));
        await AssertWaitsAsync(neighbour);
        Assert.Equal("张*", (await own.SignInAsync(Number, "张小明", Phone)).MaskedName);
        own.From("203.0.113.100");
        platform.Clock.Now += TimeSpan.FromSeconds(61);
        Assert.Equal("张*", (await own.SignInAsync(Number, "张小明", Phone)).MaskedName);
    }

    [Fact]
    public async Task Codes_that_strangers_ask_for_have_a_limit_of_a_day_too()
    {
        await using var platform = await WithPersonAsync();
        var sent = 0;
        for (var address = 1; address <= 40; address++)
        {
            platform.Clock.Now += TimeSpan.FromMinutes(12);
            using var asked = await platform.NewPage().From($"198.51.100.{address}").OpenAsync(new OpenClaimRequest(Number, "张小明"));
            if (asked.StatusCode == HttpStatusCode.Accepted)
            {
                // sent before the clock is moved beyond the claim's life
                await platform.Phones.CodeAsync(Phone, ++sent);
            }
        }

        Assert.Equal(20, sent);
        platform.Clock.Now += TimeSpan.FromDays(1);
        await platform.NewPage().From(Home).SignInAsync(Number, "张小明", Phone);
    }

    [Fact]
    public async Task Openings_of_a_stranger_leave_the_registered_device_its_own()
    {
        await using var platform = await WithPersonAsync();
        var byDevice = new OpenClaimRequest(Number, "张小明", DeviceId: Guid.Empty.ToString());
        var stranger = platform.NewPage().From("198.51.100.1");
        for (var number = 1; number <= 20; number++)
        {
            await stranger.OpenedAsync(byDevice);
        }

        using var refused = await stranger.OpenAsync(byDevice);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(32, Base64Url.DecodeFromChars((await platform.NewPage().From(Home).OpenedAsync(byDevice)).DeviceNonce).Length);
        Assert.Empty(platform.Phones.Messages);
    }

    [Fact]
    public async Task One_address_opens_claims_about_so_many_people_and_no_more()
    {
        await using var platform = await WithPersonAsync(claimsPerAddress: 2);
        var script = platform.NewPage().From("198.51.100.1");
        await script.OpenedAsync(new OpenClaimRequest(PersonPlatform.CitizenNumber(1), "王五"));
        await script.OpenedAsync(new OpenClaimRequest(PersonPlatform.CitizenNumber(2), "王五"));

        using var third = await script.OpenAsync(new OpenClaimRequest(PersonPlatform.CitizenNumber(3), "王五"));

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        await platform.NewPage().From(Home).SignInAsync(Number, "张小明", Phone);
    }

    private static async Task AssertWaitsAsync(PersonPage page)
    {
        using var asked = await page.OpenAsync(new OpenClaimRequest(Number, "张小明"));
        Assert.Equal(HttpStatusCode.TooManyRequests, asked.StatusCode);
        Assert.NotNull(asked.Headers.RetryAfter);
    }

    private static async Task<PersonPlatform> WithPersonAsync(int claimsPerAddress = 600)
    {
        var platform = await PersonPlatform.StartAsync(
            change: options => options with { Velocity = new VelocityOptions { AddressHeader = PersonPage.AddressHeader, ClaimsPerAddress = claimsPerAddress } });
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        return platform;
    }
}
