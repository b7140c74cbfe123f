using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Cases;

/// <summary>Events of a case as lines for people. Pure.</summary>
internal static class CaseEventTexts
{
    internal static CaseEventDto Of(CaseEvent happened)
    {
        var by = happened.Actor?.Value;
        var (type, text, detail) = WordsOf(happened, by ?? string.Empty);
        return new CaseEventDto(happened.Ordinal, type, by, happened.RecordedAt, text, detail);
    }

    private static (string Type, TextDto Text, string? Detail) WordsOf(CaseEvent happened, string by) => happened switch
    {
        CaseOpened opened => ("opened", OpeningOf(opened), null),
        CaseAssigned { By: { } giver } given => ("assigned", CaseTexts.Fill("CaseEventAssigned", giver.Value, given.To.Value), null),
        CaseAssigned taken => ("assigned", CaseTexts.Fill("CaseEventTaken", taken.To.Value), null),
        CaseClosed closed => ("closed", CaseTexts.Fill("CaseEventClosed", by, CaseTexts.Of(closed.Conclusion)), null),
        CaseEvidenceAdded added => (
            "evidenceAdded",
            CaseTexts.Fill("CaseEventEvidenceAdded", by, CaseTexts.SourceOf(null, added.Evidence.Source), CaseTexts.Day(added.Evidence.OccurredOn), CaseTexts.Of(added.Evidence.Direction)),
            added.Summary),
        PersonContacted contact => (
            "contacted",
            CaseTexts.Fill("CaseEventContacted", by, CaseTexts.Of(contact.Channel), CaseTexts.Day(contact.On), CaseTexts.Of(contact.Result)),
            contact.Summary.Length == 0 ? null : contact.Summary),
        CaseInvestigated found => ("investigated", CaseTexts.Fill("CaseEventInvestigated", by, CaseTexts.Of(found.Established)), found.Summary),
        CaseNoted noted => ("noted", CaseTexts.Fill("CaseEventNoted", by), noted.Text),
        CasePaused paused => ("paused", CaseTexts.Fill("CaseEventPaused", by, CaseTexts.Day(paused.Until)), paused.Reason),
        CaseContinued => ("continued", CaseTexts.Fill("CaseEventContinued", by), null),
        CaseEscalated => ("escalated", CaseTexts.Fill("CaseEventEscalated", by), null),
        CaseJoined => ("joined", CaseTexts.Fill("CaseEventJoined", by), null),
        MeasureProposed proposed => (
            "proposed", CaseTexts.Fill("CaseEventProposed", by, CaseTexts.Of(proposed.Measure.Measure), CaseTexts.Of(proposed.Measure.Ground)), proposed.Measure.Reason),
        ProposalWithdrawn => ("withdrawn", CaseTexts.Fill("CaseEventWithdrawn", by), null),
        ProposalApproved => ("approved", CaseTexts.Fill("CaseEventApproved", by), null),
        ProposalReturned back => ("returned", CaseTexts.Fill("CaseEventReturned", by), back.Reason),
        CaseReopened reopened => ("reopened", CaseTexts.Fill("CaseEventReopened", by), reopened.Reason),
        _ => throw new ArgumentException($"Case event {happened.GetType().Name} has no words.", nameof(happened)),
    };

    private static TextDto OpeningOf(CaseOpened opened) => opened.Source switch
    {
        CaseSource.Decision => ServiceTexts.Get("CaseEventOpenedByDecision"),
        CaseSource.Person => ServiceTexts.Get("CaseEventOpenedByPerson"),
        CaseSource.Relative => ServiceTexts.Get("CaseEventOpenedByRelative"),
        CaseSource.Staff => CaseTexts.Fill("CaseEventOpenedByStaff", opened.EnteredBy?.Value ?? string.Empty),
        CaseSource.Watch => ServiceTexts.Get("CaseEventOpenedByWatch"),
    };
}
