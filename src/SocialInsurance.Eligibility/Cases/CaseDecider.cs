using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>State + command -> events or a named refusal. Pure.</summary>
public static class CaseDecider
{
    public static CaseAnswer Decide(ReviewCase state, CaseCommand command, CaseContext context, DateTimeOffset at)
    {
        var next = new Next(state, at);
        return CaseRefusals.Of(state, command, context) is { } refusal ? Refuse(refusal) : command switch
        {
            CaseCommand.Assign assign => Answer(new CaseAssigned(state.Id, state.Beneficiary, next.Ordinal, assign.To, at) { By = assign.Giver == assign.To ? null : assign.Giver }),
            CaseCommand.AddEvidence add => Answer(new CaseEvidenceAdded(state.Id, state.Beneficiary, next.Ordinal, add.By, add.Evidence, add.Summary, at)),
            CaseCommand.RecordContact contact => Answer(
                new PersonContacted(state.Id, state.Beneficiary, next.Ordinal, contact.By, contact.Channel, contact.Result, contact.On, contact.Summary, at)),
            CaseCommand.Investigate found => Answer(new CaseInvestigated(state.Id, state.Beneficiary, next.Ordinal, found.By, found.Established, found.Summary, at)),
            CaseCommand.Note note => Answer(new CaseNoted(state.Id, state.Beneficiary, next.Ordinal, note.By, note.Text, at)),
            CaseCommand.Pause pause => Answer(new CasePaused(state.Id, state.Beneficiary, next.Ordinal, pause.By, pause.Until, pause.Reason, at)),
            CaseCommand.Continue go => Answer(new CaseContinued(state.Id, state.Beneficiary, next.Ordinal, go.By, at)),
            CaseCommand.Escalate late => Answer(new CaseEscalated(state.Id, state.Beneficiary, next.Ordinal, late.By, at)),
            CaseCommand.Join join => Answer(
                new CaseJoined(state.Id, state.Beneficiary, next.Ordinal, join.By, join.Lead.Id, at), next.Closed(1, join.By, CaseConclusion.Joined)),
            CaseCommand.Propose propose => Answer(new MeasureProposed(state.Id, state.Beneficiary, next.Ordinal, propose.By, propose.Measure, at)),
            CaseCommand.Withdraw withdraw => Answer(new ProposalWithdrawn(state.Id, state.Beneficiary, next.Ordinal, withdraw.By, at)),
            CaseCommand.Approve approve => Approved(state, approve, context, next),
            CaseCommand.Return back => Answer(new ProposalReturned(state.Id, state.Beneficiary, next.Ordinal, back.By, back.Reason, at)),
            CaseCommand.Resume resume => Resumed(state, resume, context, next),
            CaseCommand.Close { Reason: { Length: > 0 } reason } close => Answer(
                new CaseNoted(state.Id, state.Beneficiary, next.Ordinal, close.By, reason, at), next.Closed(1, close.By, close.Conclusion)),
            CaseCommand.Close close => Answer(next.Closed(0, close.By, close.Conclusion)),
            CaseCommand.Reopen reopen => Answer(new CaseReopened(state.Id, state.Beneficiary, next.Ordinal, reopen.By, reopen.Reason, at)),
            _ => throw new ArgumentException($"Case command {command.GetType().Name} is not known.", nameof(command)),
        };
    }

    /// <summary>
    /// Whether what followed version <paramref name="seen"/> begins with what the command would have done then: a command given twice
    /// (double click, retried request) is done already.
    /// </summary>
    public static bool IsDone(ReviewCase state, int seen, CaseCommand command, CaseContext context)
    {
        if (seen < 1 || seen >= state.Version)
        {
            return false;
        }

        var then = ReviewCase.From([.. state.Events.Take(seen)]);
        // the benefit may have been changed by the very command: judged by the events alone, an approval is the approver's own
        var followed = state.Events[seen];
        return command switch
        {
            CaseCommand.Approve => followed is ProposalApproved && followed.Actor == command.By,
            CaseCommand.Resume => followed is CaseNoted && followed.Actor == command.By && state.Conclusion == CaseConclusion.Resumed,
            _ => Decide(then, command, context, followed.RecordedAt).Events is { Count: > 0 } wouldBe && wouldBe.SequenceEqual(state.Events.Skip(seen).Take(wouldBe.Count)),
        };
    }

    /// <summary>Openings for findings that no case covers yet; extends <paramref name="covered"/> by what it opens.</summary>
    public static IEnumerable<CaseOpened> OpenFor(
        BeneficiaryId beneficiary, DecisionId decision, IReadOnlyList<Finding> findings, HashSet<CaseKey> covered, DateTimeOffset at)
    {
        foreach (var finding in findings)
        {
            if (covered.Add(new CaseKey(beneficiary, finding.Kind, finding.RecordPlace)))
            {
                yield return new CaseOpened(
                    new CaseId(Guid.CreateVersion7(at)), beneficiary, finding.Kind, finding.Colour, finding.RecordPlace, decision, at);
            }
        }
    }

    /// <summary>
    /// Closes an open case, wherever it stands, because the person was met and is alive: what was proposed is returned, what was joined or
    /// waited for is over.
    /// </summary>
    public static IReadOnlyList<CaseEvent> Refute(ReviewCase state, CaseworkerId by, CaseConclusion conclusion, string reason, DateTimeOffset at)
    {
        List<CaseEvent> events = [];
        if (state.Proposal is not null)
        {
            events.Add(new ProposalReturned(state.Id, state.Beneficiary, state.Version + 1, by, reason, at));
        }

        if (state.AssignedTo != by)
        {
            events.Add(new CaseAssigned(state.Id, state.Beneficiary, state.Version + events.Count + 1, by, at));
        }

        events.Add(new CaseClosed(state.Id, state.Beneficiary, state.Version + events.Count + 1, by, conclusion, at));
        return events;
    }

    /// <summary>
    /// Closes a case as refuted although people had concluded otherwise: an open one as <see cref="Refute"/> does, a closed one by opening
    /// it again. Nothing for a case that says so already or that went on in another one.
    /// </summary>
    public static IReadOnlyList<CaseEvent> Overturn(ReviewCase state, CaseworkerId by, string reason, DateTimeOffset at)
    {
        if (state.State != CaseState.Closed)
        {
            return Refute(state, by, CaseConclusion.FindingRefuted, reason, at);
        }

        if (state.Conclusion is CaseConclusion.FindingRefuted or CaseConclusion.RecordOfAnotherPerson or CaseConclusion.Joined)
        {
            return [];
        }

        var reopened = new CaseReopened(state.Id, state.Beneficiary, state.Version + 1, by, reason, at);
        return [reopened, .. Refute(state.Apply(reopened), by, CaseConclusion.FindingRefuted, reason, at)];
    }

    private static CaseAnswer Approved(ReviewCase state, CaseCommand.Approve approve, CaseContext context, Next next)
    {
        var (change, refusal) = BenefitLaw.Enact(state, state.Proposal!, approve.By, context, next.At);
        return refusal is not null
            ? Refuse(refusal)
            : new CaseAnswer(
                [new ProposalApproved(state.Id, state.Beneficiary, next.Ordinal, approve.By, next.At), next.Closed(1, approve.By, CaseConclusion.LossConfirmed)], change, null);
    }

    private static CaseAnswer Resumed(ReviewCase state, CaseCommand.Resume resume, CaseContext context, Next next)
    {
        var (change, refusal) = BenefitLaw.Resume(context.Benefit, state.Id, resume.Ground, resume.LegalBasis, resume.By, context, next.At);
        return refusal is not null ? Refuse(refusal)
            : change is null ? Refuse(new BenefitStandsOtherwise(state.Id, context.Benefit.State))
            : new CaseAnswer(
                [new CaseNoted(state.Id, state.Beneficiary, next.Ordinal, resume.By, resume.Reason, next.At), next.Closed(1, resume.By, CaseConclusion.Resumed)], change, null);
    }

    private static CaseAnswer Answer(params CaseEvent[] happened) => new(happened, null, null);

    private static CaseAnswer Refuse(Refusal refusal) => new([], null, refusal);

    private readonly record struct Next(ReviewCase State, DateTimeOffset At)
    {
        public int Ordinal => State.Version + 1;

        public CaseClosed Closed(int after, CaseworkerId by, CaseConclusion conclusion) =>
            new(State.Id, State.Beneficiary, Ordinal + after, by, conclusion, At);
    }
}
