using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Visits;
using SocialInsurance.Service.Tests.Platform;
using ShownColour = SocialInsurance.Contracts.Overview.RiskColour;
using ShownState = SocialInsurance.Contracts.Cases.CaseState;

namespace SocialInsurance.Service.Tests.Visits;

/// <summary>Whom a caseworker visits at home, over HTTP.</summary>
public sealed class VisitHttpTests
{
    private static readonly CaseId Case = new(Guid.Parse("0199a1b2-0000-7000-8000-000000000001"));

    [Fact]
    public async Task Visits_by_appointment_and_by_offer_come_in_the_order_of_a_route_each_person_once()
    {
        await using var platform = await RunningPlatform.StartAsync(ports: ports => ports with { Appointments = new Appointments(), OfferedVisits = new Offers() });
        await new RegisterBeneficiaries(platform.Storage.Store, platform.Clock).ExecuteAsync(
            Sha256Digest.Of("more"u8),
            "more",
            [Living(21, "430104"), Living(22, "431202"), Living(23, "430103001002"), Living(24, "430104")],
            RunningPlatform.Token);
        using var caseworker = await platform.SignInAsync("visitor", StaffRoles.Caseworker);

        var list = await RunningPlatform.ReadAsync(await caseworker.GetAsync("/api/v1/staff/visits", RunningPlatform.Token), ContractsJson.Default.VisitListDto);

        // 2 lives where no place is known; 24 comes to the window
        Assert.Equal(["P000002", "P000021", "P000022", "P000023"], list.Visits.Select(visit => visit.BeneficiaryId).Order());
        Assert.Equal([1, 2, 3, null], list.Visits.Select(visit => visit.Order));
        Assert.Equal("P000002", list.Visits[^1].BeneficiaryId);
        Assert.Null(list.Visits[^1].Place);
        Assert.Null(list.Office);
        Assert.InRange(list.Kilometres!.Value, 550, 700);
        Assert.All(list.Visits, visit => Assert.Equal("试***", visit.MaskedName));
        var both = list.Visits.Single(visit => visit.BeneficiaryId == "P000021");
        Assert.Equal(("a21", Case.ToString(), ShownColour.Yellow, ShownState.Assigned, "岳麓区"), (both.AppointmentId, both.CaseId, both.Colour, both.State, both.DivisionText?.Zh));
        Assert.Equal(new DateOnly(2026, 11, 9), both.PreferredOn);
        var offered = list.Visits.Single(visit => visit.BeneficiaryId == "P000023");
        Assert.Equal((null, Case.ToString(), "Tianxin"), (offered.AppointmentId, offered.CaseId, offered.DivisionText?.En));
    }

    [Fact]
    public async Task Visits_are_for_caseworkers_only()
    {
        await using var platform = await RunningPlatform.StartAsync();
        Assert.Equal("unauthorized", await RunningPlatform.ProblemAsync(await platform.Http.GetAsync("/api/v1/staff/visits", RunningPlatform.Token), HttpStatusCode.Unauthorized));
        using var administrator = await platform.SignInAsync("keeper", StaffRoles.Administrator);
        Assert.Equal("forbidden", await RunningPlatform.ProblemAsync(await administrator.GetAsync("/api/v1/staff/visits", RunningPlatform.Token), HttpStatusCode.Forbidden));
        using var caseworker = await platform.SignInAsync("visitor", StaffRoles.Caseworker);
        var list = await RunningPlatform.ReadAsync(await caseworker.GetAsync("/api/v1/staff/visits", RunningPlatform.Token), ContractsJson.Default.VisitListDto);
        Assert.Empty(list.Visits);
        Assert.Null(list.Kilometres);
    }

    private static Beneficiary Living(int number, string division) => RunningPlatform.Person(number) with { DivisionCode = division };

    private sealed class Appointments : IAppointmentReader
    {
        public Task<IReadOnlyList<OpenAppointment>> ListOpenAsync(string division, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<OpenAppointment>>(
            [Of(22, "homeVisit"), Of(21, "homeVisit"), Of(2, "homeVisit"), Of(24, "window"), Of(99, "homeVisit")]);

        private static OpenAppointment Of(int number, string kind) =>
            new($"a{number}", RunningPlatform.Id(number), kind, new DateOnly(2026, 11, 9), new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private sealed class Offers : IOfferedVisitReader
    {
        public Task<IReadOnlyList<OfferedVisit>> ListOfferedAsync(string division, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<OfferedVisit>>([Of(21), Of(23), Of(23)]);

        private static OfferedVisit Of(int number) => new(Case, RunningPlatform.Id(number), RiskColour.Yellow, CaseState.Assigned, new DateOnly(2026, 10, 20));
    }
}
