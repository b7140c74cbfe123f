using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Visits;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Receipts;
using ShownColour = SocialInsurance.Contracts.Overview.RiskColour;
using ShownState = SocialInsurance.Contracts.Cases.CaseState;

namespace SocialInsurance.Service.Visits;

/// <summary>Whom to visit at home, in the order of a short route. Thread-safe.</summary>
internal sealed class VisitDesk(PlatformPorts ports, DivisionPlaces places)
{
    private const string HomeVisitKind = "homeVisit";

    /// <summary>Appointments and offers of a region that are looked through; the oldest come first.</summary>
    private const int MostOfEach = 200;

    /// <param name="division">prefix of the division codes that may be seen; empty: all. Also where the trip begins, where that is a place.</param>
    internal async Task<VisitListDto> ListAsync(string division, CancellationToken cancellationToken)
    {
        var wanted = await WantedAsync(division, cancellationToken);
        var people = await ports.Identities.FindManyAsync([.. wanted.Select(one => one.Beneficiary)], cancellationToken);
        var visits = wanted
            .Where(one => people.TryGetValue(one.Beneficiary, out var person) && person.DivisionCode.StartsWith(division, StringComparison.Ordinal))
            .Select(one => one with { DivisionCode = people[one.Beneficiary].DivisionCode })
            .ToList();
        var plan = VisitPlanner.Plan(division, visits, places);
        return new VisitListDto(PointOf(plan.Office), [.. plan.Visits.Select(visit => DtoOf(visit, people[visit.Visit.Beneficiary]))], plan.Kilometres);
    }

    /// <summary>Everybody once, whether by appointment, by an offer or both; the division is filled in later.</summary>
    private async Task<List<HomeVisit>> WantedAsync(string division, CancellationToken cancellationToken)
    {
        var open = ports.Appointments is null ? [] : await ports.Appointments.ListOpenAsync(division, MostOfEach, cancellationToken);
        var offered = ports.OfferedVisits is null ? [] : await ports.OfferedVisits.ListOfferedAsync(division, MostOfEach, cancellationToken);
        var offers = offered.DistinctBy(offer => offer.Beneficiary).ToDictionary(offer => offer.Beneficiary);
        var wanted = open.Where(one => one.Kind == HomeVisitKind).DistinctBy(one => one.Beneficiary)
            .Select(one => new HomeVisit(one.Beneficiary, "", one.PreferredOn, one.Id, offers.GetValueOrDefault(one.Beneficiary)))
            .ToList();
        var asked = wanted.Select(one => one.Beneficiary).ToHashSet();
        wanted.AddRange(offers.Values.Where(offer => !asked.Contains(offer.Beneficiary)).Select(offer => new HomeVisit(offer.Beneficiary, "", null, null, offer)));
        return wanted;
    }

    private static VisitDto DtoOf(PlannedVisit planned, Beneficiary person)
    {
        var (visit, offer) = (planned.Visit, planned.Visit.Offer);
        return new VisitDto(
            planned.Order,
            visit.Beneficiary.Value,
            HolderMask.Name(person.Name),
            visit.DivisionCode,
            planned.Place is { } place ? new TextDto(place.Name, place.EnglishName) : null,
            PointOf(planned.Place),
            visit.PreferredOn,
            offer?.Case.ToString(),
            visit.AppointmentId,
            offer is null ? null : Named<ShownColour>(offer.Colour.ToString()),
            offer is null ? null : Named<ShownState>(offer.State.ToString()));
    }

    private static GeoPointDto? PointOf(DivisionPlace? place) => place is null ? null : new GeoPointDto(place.Seat.Latitude, place.Seat.Longitude);

    /// <summary>The contract's member of the same name; null for one that the contract does not know.</summary>
    private static T? Named<T>(string name)
        where T : struct, Enum => Enum.TryParse<T>(name, out var member) ? member : null;
}
