using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Cases;

/// <summary>Lists of a county in a province that has more than a list holds.</summary>
public abstract class RegionListTests(DataFolder folder) : IDisposable
{
    private const int People = 60;
    private static readonly CaseworkerId Clerk = new("clerk");

    [Fact]
    public async Task Appointments_of_a_county_are_listed_whatever_waits_elsewhere()
    {
        await using var storage = await FilledAsync();
        for (var number = 0; number < People; number++)
        {
            var made = await new RequestAppointment(storage.Store, folder.Time).ExecuteAsync(
                new AppointmentRequest(DataFolder.Id(number), AppointmentKind.HomeVisit, null, null), DataFolder.AsOf, DataFolder.Cancel);
            Assert.NotNull(made.Appointment);
        }

        await new EndAppointment(storage.Store, folder.Time).ExecuteAsync(DataFolder.Id(57), AppointmentChange.Kept, Clerk, DataFolder.Cancel);
        async Task<IEnumerable<BeneficiaryId>> ListAsync(string division, int limit) =>
            (await storage.OpenAppointments.ListOpenAsync(division, limit, DataFolder.Cancel)).Select(one => one.Beneficiary);
        Assert.Equal([DataFolder.Id(58), DataFolder.Id(59)], await ListAsync("990202", 10));
        Assert.Equal([DataFolder.Id(58)], await ListAsync("9902", 1));
        Assert.Equal([DataFolder.Id(0), DataFolder.Id(1)], await ListAsync(string.Empty, 2));
        Assert.Empty(await ListAsync("9903", 10));
    }

    [Fact]
    public async Task Offered_visits_of_a_county_are_listed_however_many_others_were_contacted_since()
    {
        await using var storage = await FilledAsync();
        await folder.RecordAsync(storage, People);
        await OfferAsync(storage, 59);
        foreach (var number in Enumerable.Range(0, 55).Where(number => number % 4 == 3))
        {
            await OfferAsync(storage, number);
        }

        async Task<IEnumerable<BeneficiaryId>> ListAsync(string division, int limit) =>
            (await storage.OfferedVisits.ListOfferedAsync(division, limit, DataFolder.Cancel)).Select(one => one.Beneficiary);
        Assert.Equal([DataFolder.Id(59)], await ListAsync("990202", 10));
        Assert.Equal(13, (await ListAsync("9901", 100)).Count());
        Assert.Equal(14, (await ListAsync(string.Empty, 100)).Count());
        Assert.Equal(3, (await ListAsync(string.Empty, 3)).Count());
        Assert.Empty(await ListAsync("9903", 10));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The last three live in another county than the rest.</summary>
    private async Task<PlatformStorage> FilledAsync()
    {
        var storage = await folder.OpenAsync();
        await new RegisterBeneficiaries(storage.Store, folder.Time).ExecuteAsync(
            Sha256Digest.Of("counties"u8),
            "register",
            Enumerable.Range(0, People).Select(number => DataFolder.Person(number) with { DivisionCode = number < 57 ? "990101" : "990202" }),
            DataFolder.Cancel);
        return storage;
    }

    private async Task OfferAsync(PlatformStorage storage, int number)
    {
        var open = (await storage.Cases.ListOfAsync(DataFolder.Id(number), DataFolder.Cancel)).Single();
        folder.Time.Now += TimeSpan.FromMinutes(1);
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Cases.AddAsync(
            [new PersonContacted(open.Id, open.Beneficiary, 2, Clerk, ContactChannel.Visit, ContactResult.Offered, DataFolder.AsOf, "offered", folder.Time.Now)], DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }
}

public sealed class RegionListOnSqliteTests() : RegionListTests(new DataFolder());

public sealed class RegionListOnPostgresTests(PostgresServer server) : RegionListTests(new DataFolder(server));
