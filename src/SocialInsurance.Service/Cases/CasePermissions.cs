using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using BenefitMeasure = SocialInsurance.Eligibility.Benefits.BenefitMeasure;

namespace SocialInsurance.Service.Cases;

/// <summary>What an account may do with a case now: the pure decider is asked with each command. Pure.</summary>
internal static class CasePermissions
{
    // stand in for what a person will write: long enough for the law, and never stored
    private const string SomeWords = "..............................";
    private static readonly CaseworkerId SomebodyElse = new("somebody-else");

    /// <summary>Commands of the account's roles that would be taken, and why the others would not.</summary>
    internal static (IReadOnlyList<string> Allowed, IReadOnlyList<NotAllowedDto> Reasons) Of(StaffAccount account, CaseMaterial material)
    {
        List<string> allowed = [];
        List<NotAllowedDto> reasons = [];
        foreach (var (name, roles) in CaseRights.Commands)
        {
            if ((account.Roles & roles) == 0)
            {
                continue;
            }

            if (RefusalOf(name, account, material) is { } refusal)
            {
                reasons.Add(new NotAllowedDto(name, CaseProblems.CodeOf(refusal), CaseProblems.TextOf(refusal)));
            }
            else
            {
                allowed.Add(name);
            }
        }

        return (allowed, reasons);
    }

    /// <summary>Null: at least one way of giving the command would be taken. Of several refusals the one that asks for least.</summary>
    private static Refusal? RefusalOf(string name, StaffAccount account, CaseMaterial material)
    {
        if (name is "identity" or "appeals")
        {
            return null;
        }

        var me = account.Id;
        if (name == "confirmation")
        {
            return material.Context.Excluded.Contains(me) ? new ConflictOfInterest(material.State.Id) : null;
        }

        var refusal = default(Refusal);
        foreach (var command in WaysOf(name, account, material))
        {
            if (CaseDecider.Decide(material.State, command, material.Context, material.Now).Refusal is not { } refused)
            {
                return null;
            }

            refusal = refusal is LawNotSatisfied least && refused is LawNotSatisfied more && more.Missing.Count >= least.Missing.Count ? refusal : refused;
        }

        return refusal ?? new CannotJoin(material.State.Id);
    }

    private static IEnumerable<CaseCommand> WaysOf(string name, StaffAccount account, CaseMaterial material)
    {
        var (me, context) = (account.Id, material.Context);
        return name switch
        {
            "assignment" => account.Roles.HasFlag(StaffRoles.Caseworker)
                ? [new CaseCommand.Assign(SomebodyElse, me), new CaseCommand.Assign(me, me)]
                : [new CaseCommand.Assign(SomebodyElse, me)],
            "evidence" => [new CaseCommand.AddEvidence(me, new CaseEvidence("document", "document", context.Today, EvidenceDirection.Neutral), SomeWords)],
            "contacts" or "notices" => [new CaseCommand.RecordContact(me, ContactChannel.Letter, ContactResult.NotReached, context.Today, string.Empty)],
            "investigation" => [new CaseCommand.Investigate(me, Established.Undetermined, SomeWords)],
            "notes" => [new CaseCommand.Note(me, SomeWords)],
            "pause" => [new CaseCommand.Pause(me, context.Today.AddDays(1), SomeWords)],
            "continuation" => [new CaseCommand.Continue(me)],
            "proposal" => Proposals(me, context),
            "withdrawal" => [new CaseCommand.Withdraw(me)],
            "approval" => [new CaseCommand.Approve(me)],
            "return" => [new CaseCommand.Return(me, SomeWords)],
            "resumption" => Resumptions(me, context),
            "closing" => Conclusions.Select(conclusion => new CaseCommand.Close(me, conclusion, SomeWords)),
            "joining" => material.OthersOpen.Select(lead => new CaseCommand.Join(me, lead)),
            "reopening" => [new CaseCommand.Reopen(me, SomeWords)],
            _ => throw new ArgumentException($"Command {name} is not known.", nameof(name)),
        };
    }

    private static IEnumerable<CaseConclusion> Conclusions { get; } =
    [
        CaseConclusion.FindingRefuted, CaseConclusion.RecordOfAnotherPerson, CaseConclusion.CertifiedInPerson, CaseConclusion.InspectionPassed,
        CaseConclusion.InspectionFailed, CaseConclusion.AppealUpheld, CaseConclusion.AppealGranted,
    ];

    private static IEnumerable<CaseCommand> Proposals(CaseworkerId me, CaseContext context) =>
        from basis in context.Rules.LegalBases
        from measure in basis.Measures
        where measure != BenefitMeasure.Resume
        from ground in basis.Grounds
        select new CaseCommand.Propose(me, new MeasureProposal(measure, ground, basis.Code, SomeWords, NextMonth(context.Today), null));

    private static IEnumerable<CaseCommand> Resumptions(CaseworkerId me, CaseContext context) =>
        from basis in context.Rules.LegalBases
        where basis.Measures.Contains(BenefitMeasure.Resume)
        from ground in basis.Grounds
        select new CaseCommand.Resume(me, ground, basis.Code, SomeWords);

    private static DateOnly NextMonth(DateOnly today) => new DateOnly(today.Year, today.Month, 1).AddMonths(1);
}
