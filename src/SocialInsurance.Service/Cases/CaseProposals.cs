using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Cases;

/// <summary>A proposal for four eyes: what the law asks and whether it is met now, what is so before and after. Pure.</summary>
internal static class CaseProposals
{
    private const string OtherApprover = "otherApprover";

    /// <summary>Null: nothing waits for an approval.</summary>
    internal static ProposalDto? Of(StaffAccount account, CaseMaterial material)
    {
        if (material.State.Proposal is not { } proposed)
        {
            return null;
        }

        var measure = proposed.Measure;
        return new ProposalDto(
            measure.Measure.Dto(),
            CaseWords.Of(measure.Ground),
            CaseTexts.Of(measure.Ground),
            measure.LegalBasis,
            measure.Reason,
            measure.EffectiveMonth,
            proposed.By.Value,
            proposed.RecordedAt,
            [.. BenefitLaw.Require(material.State, measure, material.Context).Select(Write), ApproverOf(account, material.State, proposed)],
            [.. Before(material)],
            [.. After(measure)]);
    }

    internal static LegalRequirementDto Write(LegalRequirement requirement) =>
        new(CaseWords.Of(requirement.Kind), CaseTexts.Of(requirement.Kind), requirement.IsMet, requirement.MetOn);

    /// <summary>Met by whoever reads: the proposer and whoever worked on the case see that it takes somebody else.</summary>
    private static LegalRequirementDto ApproverOf(StaffAccount account, ReviewCase state, MeasureProposed proposed) => new(
        OtherApprover,
        ServiceTexts.Get("CaseRequirementOtherApprover"),
        account.Roles.HasFlag(StaffRoles.Approver) && proposed.By != account.Id && !BenefitLaw.HasWorkedOn(state, account.Id));

    private static IEnumerable<TextDto> Before(CaseMaterial material)
    {
        var benefit = material.Context.Benefit;
        yield return CaseTexts.Fill("CaseLineBenefit", CaseTexts.Of(benefit.State));
        if (benefit.SinceMonth is { } since)
        {
            yield return CaseTexts.Fill("CaseLineSince", CaseTexts.Month(since));
        }

        yield return CaseTexts.Fill("CaseLineNotices", material.Context.Notices.Count);
        if (material.State.Events.OfType<CaseInvestigated>().LastOrDefault() is { } found)
        {
            yield return CaseTexts.Fill("CaseLineInvestigated", CaseTexts.Of(found.Established));
        }
    }

    private static IEnumerable<TextDto> After(MeasureProposal measure)
    {
        yield return CaseTexts.Fill("CaseLineBenefit", CaseTexts.Of(BenefitStanding.StateAfter(measure.Measure)));
        yield return CaseTexts.Fill("CaseLineFrom", CaseTexts.Month(measure.EffectiveMonth));
        yield return ServiceTexts.Get("CaseLineNotPaid");
        yield return ServiceTexts.Get("CaseLineReceiver");
    }
}
