using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Feedback;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Service.Tests.Person;
using SocialInsurance.Service.Transparency;

namespace SocialInsurance.Service.Tests.Supervision;

/// <summary>The public's page, and what people say of a certification.</summary>
public sealed class PublicFiguresHttpTests
{
    private const string Page = "/api/v1/transparency";

    [Fact]
    public async Task Anybody_reads_complete_months_without_small_counts_for_an_hour()
    {
        await using var platform = await FiguresPage.StartAsync();
        var reader = platform.NewPage();
        Assert.Empty((await reader.ReadAsync(Page, ContractsJson.Default.TransparencyDto)).Months);
        platform.Clock.Now = new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.Zero);
        using var first = await reader.GetAsync(Page);
        var page = await PersonPage.ReadAsync(first, HttpStatusCode.OK, ContractsJson.Default.TransparencyDto);
        var month = Assert.Single(page.Months);
        Assert.Equal((new DateOnly(2026, 11, 1), null, null, 0L, null), (month.Month, month.Certified.Value, month.Silent.Value, month.Face.Value, month.SilentShare));
        Assert.Equal((10, 10), (page.MinimumCount, page.Errors.Count));
        Assert.Equal("public, max-age=3600", first.Headers.CacheControl!.ToString());
        Assert.False(first.Headers.Contains("Set-Cookie"));
        var again = new HttpRequestMessage(HttpMethod.Get, Page);
        again.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());
        using var unchanged = await reader.Http.SendAsync(again, PersonPlatform.Token);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        platform.Clock.Now += TransparencyBooth.Lifetime - TimeSpan.FromSeconds(1);
        Assert.Equal(page.MadeAt, (await reader.ReadAsync(Page, ContractsJson.Default.TransparencyDto)).MadeAt);
        platform.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(platform.Clock.Now, (await reader.ReadAsync(Page, ContractsJson.Default.TransparencyDto)).MadeAt);
    }

    [Fact]
    public async Task Certified_person_rates_once_and_a_complaint_is_settled_in_the_region()
    {
        await using var platform = await FiguresPage.StartAsync();
        var person = platform.NewPage();
        await person.SignInAsync(PersonPlatform.CitizenNumber(0), "试验者", "13800000000");
        Assert.Equal(HttpStatusCode.BadRequest, await RateAsync(person, 6));
        Assert.Equal(HttpStatusCode.NoContent, await RateAsync(person, 2, complaint: true));
        Assert.Equal(HttpStatusCode.NoContent, await RateAsync(person, 2, complaint: true));
        Assert.Equal(HttpStatusCode.Conflict, await RateAsync(person, 5));
        var stranger = platform.NewPage();
        Assert.Equal(HttpStatusCode.Unauthorized, await RateAsync(stranger, 5));
        await stranger.SignInAsync(PersonPlatform.CitizenNumber(1), "试验者", "13800000001");
        Assert.Equal(HttpStatusCode.Conflict, await RateAsync(stranger, 5));

        Assert.Empty((await (await platform.SignInAsync("other", StaffRoles.Supervisor, "98")).ReadAsync("/api/v1/staff/feedback", ContractsJson.Default.ComplaintListDto)).Complaints);
        var chief = await platform.SignInAsync("chief", StaffRoles.Supervisor, "9901");
        var complaint = Assert.Single((await chief.ReadAsync("/api/v1/staff/feedback", ContractsJson.Default.ComplaintListDto)).Complaints);
        Assert.Equal(("P0", 2), (complaint.BeneficiaryId, complaint.Rating));
        var resolution = $"/api/v1/staff/feedback/{complaint.FeedbackId}/resolution";
        Assert.Equal(HttpStatusCode.NotFound, await SettleAsync(chief, $"/api/v1/staff/feedback/{Guid.Empty}/resolution"));
        Assert.Equal(HttpStatusCode.NoContent, await SettleAsync(chief, resolution));
        Assert.Equal(HttpStatusCode.NoContent, await SettleAsync(chief, resolution));
        var figures = await chief.ReadAsync("/api/v1/staff/supervision", ContractsJson.Default.SupervisionDto);
        Assert.Equal([25.0, 100.0], figures.Composite.Parts.Where(part => part.Name is "satisfaction" or "feedbackResolved").Select(part => part.Value!.Value));
    }

    [Fact]
    public async Task Minute_of_service_is_marked_once_the_store_takes_it()
    {
        var (clock, uptime) = (new MovableClock(), new FailingOnce());
        using var beat = new UptimeBeat(uptime, clock, new SocialInsurance.Service.Health.StoreWatch(clock), Microsoft.Extensions.Logging.Abstractions.NullLogger<UptimeBeat>.Instance);
        await beat.MarkAsync(PersonPlatform.Token);
        Assert.Empty(uptime.Marked);
        clock.Now += TimeSpan.FromMinutes(1);
        await beat.MarkAsync(PersonPlatform.Token);
        await beat.MarkAsync(PersonPlatform.Token);
        var first = new DateTimeOffset(2026, 11, 1, 1, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;
        Assert.Equal([first, first + 1], uptime.Marked.Order());
    }

    private static async Task<HttpStatusCode> RateAsync(PersonPage page, int rating, bool complaint = false)
    {
        using var response = await page.SendAsync(HttpMethod.Post, "/api/v1/me/feedback", new FeedbackRequest(rating, complaint), ContractsJson.Default.FeedbackRequest);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> SettleAsync(PersonPage page, string path)
    {
        using var response = await page.SendAsync<string>(HttpMethod.Post, path, null, null);
        return response.StatusCode;
    }

    private sealed class FailingOnce : IUptimeRecords
    {
        private bool failed;

        public HashSet<long> Marked { get; } = [];

        public Task MarkAsync(IReadOnlyCollection<long> minutes, CancellationToken cancellationToken)
        {
            if (!failed)
            {
                failed = true;
                throw new IOException("planted");
            }

            Marked.UnionWith(minutes);
            return Task.CompletedTask;
        }
    }
}
