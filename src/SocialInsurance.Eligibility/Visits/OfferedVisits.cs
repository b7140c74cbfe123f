using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Visits;

/// <summary>Which cases wait for a visit. Pure.</summary>
public static class OfferedVisits
{
    /// <summary>The visit that was offered last, while nobody has gone, declined or closed the case since; null otherwise.</summary>
    public static OfferedVisit? Of(ReviewCase state) =>
        state.State != CaseState.Closed
        && state.Events.OfType<PersonContacted>().LastOrDefault(contact => contact.Channel == ContactChannel.Visit) is { Result: ContactResult.Offered } offer
            ? new OfferedVisit(state.Id, state.Beneficiary, state.Colour, state.State, offer.On)
            : null;
}
