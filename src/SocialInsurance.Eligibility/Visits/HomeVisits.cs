using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Visits;

/// <summary>An open case in which a home visit was offered to the person and not yet made.</summary>
/// <param name="OfferedOn">local day</param>
public sealed record OfferedVisit(CaseId Case, BeneficiaryId Beneficiary, RiskColour Colour, CaseState State, DateOnly OfferedOn);

/// <summary>Open cases whose contacts hold an offered visit, oldest offer first. Safe on any thread.</summary>
public interface IOfferedVisitReader
{
    /// <param name="division">prefix of the cases' division codes; empty: all</param>
    /// <param name="limit">1..1000</param>
    Task<IReadOnlyList<OfferedVisit>> ListOfferedAsync(string division, int limit, CancellationToken cancellationToken);
}

/// <summary>Somebody to be visited at home, for one reason or two.</summary>
/// <param name="AppointmentId">null: only a case offers the visit</param>
/// <param name="Offer">null: only the appointment asks for it</param>
public sealed record HomeVisit(BeneficiaryId Beneficiary, string DivisionCode, DateOnly? PreferredOn, string? AppointmentId, OfferedVisit? Offer);

/// <param name="Order">from 1; null when the place of the division is not known</param>
public sealed record PlannedVisit(int? Order, HomeVisit Visit, DivisionPlace? Place);

/// <param name="Kilometres">null when no place is known</param>
public sealed record VisitPlan(DivisionPlace? Office, IReadOnlyList<PlannedVisit> Visits, double? Kilometres);

/// <summary>Puts visits in the order of a short route; nobody is left out. Pure.</summary>
public static class VisitPlanner
{
    /// <param name="office">division in which the trip begins; empty: at the first visit</param>
    /// <param name="visits">in the order in which they would be made without a route</param>
    public static VisitPlan Plan(string office, IReadOnlyList<HomeVisit> visits, DivisionPlaces places)
    {
        var start = places.Find(office);
        List<(HomeVisit Visit, DivisionPlace Place)> known = [];
        List<PlannedVisit> unknown = [];
        foreach (var visit in visits)
        {
            if (places.Find(visit.DivisionCode) is { } place)
            {
                known.Add((visit, place));
            }
            else
            {
                unknown.Add(new PlannedVisit(null, visit, null));
            }
        }

        var route = VisitRoute.Plan(start?.Seat, [.. known.Select(one => one.Place.Seat)]);
        var ordered = route.Order.Select((index, at) => new PlannedVisit(at + 1, known[index].Visit, known[index].Place));
        return new VisitPlan(start, [.. ordered, .. unknown], known.Count == 0 ? null : route.Kilometres);
    }
}
