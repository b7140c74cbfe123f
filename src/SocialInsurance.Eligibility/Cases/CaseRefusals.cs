using SocialInsurance.Eligibility.Benefits;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>Why a command may not be carried out. Pure.</summary>
internal static class CaseRefusals
{
    private const int LongText = 1000;
    private const int LongestText = 2000;

    /// <summary>A million yuan a month.</summary>
    private const long MostFen = 100_000_000;

    /// <summary>Conclusions that a caseworker alone may draw: none of them stops a payment.</summary>
    private static readonly HashSet<CaseConclusion> OwnConclusions =
    [
        CaseConclusion.FindingRefuted, CaseConclusion.RecordOfAnotherPerson, CaseConclusion.HandedToInvestigation, CaseConclusion.CertifiedInPerson,
        CaseConclusion.InspectionPassed, CaseConclusion.InspectionFailed, CaseConclusion.AppealUpheld, CaseConclusion.AppealGranted,
    ];

    internal static Refusal? Of(ReviewCase state, CaseCommand command, CaseContext context)
    {
        if (state.State == CaseState.Closed && command is not (CaseCommand.Reopen or CaseCommand.Note))
        {
            return new CaseAlreadyClosed(state.Id);
        }

        if (command is not (CaseCommand.Note or CaseCommand.Escalate) && context.Excluded.Contains(command is CaseCommand.Assign { To: var to } ? to : command.By))
        {
            return new ConflictOfInterest(state.Id);
        }

        if (FormOf(state.Id, command, context) is { } malformed)
        {
            return malformed;
        }

        return command switch
        {
            CaseCommand.Assign assign when state.AssignedTo == assign.To => new CaseAlreadyAssigned(state.Id, assign.To),
            CaseCommand.Assign when state.State == CaseState.Proposed => new ProposalPending(state.Id),
            CaseCommand.Assign or CaseCommand.Note => null,
            CaseCommand.Escalate => state.IsEscalated ? new CaseAlreadyEscalated(state.Id) : null,
            // a pause that is over ends by itself, whoever says so
            CaseCommand.Continue when state.State == CaseState.Waiting && state.WaitsUntil <= context.Today => null,
            CaseCommand.Reopen => state.State == CaseState.Closed ? null : new CaseNotClosed(state.Id),
            CaseCommand.Approve or CaseCommand.Return when state.Proposal is null => new NothingProposed(state.Id),
            CaseCommand.Approve or CaseCommand.Return => command.By == state.Proposal.By ? new OwnWorkApproved(state.Id) : null,
            CaseCommand.Withdraw when state.Proposal is null => new NothingProposed(state.Id),
            CaseCommand.Withdraw => command.By == state.Proposal.By ? null : new CaseAssignedToAnother(state.Id),
            _ => OfWork(state, command, context),
        };
    }

    /// <summary>Work on a case is for the caseworker who has it.</summary>
    private static Refusal? OfWork(ReviewCase state, CaseCommand command, CaseContext context) => command switch
    {
        _ when state.AssignedTo is null => new CaseNotAssigned(state.Id),
        _ when state.AssignedTo != command.By => new CaseAssignedToAnother(state.Id),
        CaseCommand.Continue => state.State == CaseState.Waiting ? null : new CaseNotWaiting(state.Id),
        _ when state.State == CaseState.Proposed => new ProposalPending(state.Id),
        CaseCommand.Resume => state.Kind == FindingKind.Appeal ? new ConclusionDoesNotFit(state.Id) : null,
        CaseCommand.AddEvidence or CaseCommand.RecordContact => null,
        _ when state.State == CaseState.Waiting => new CaseWaits(state.Id),
        CaseCommand.Pause pause when pause.Until <= context.Today || pause.Until > context.Today.AddDays(context.Rules.PauseMaxDays) =>
            new PauseOutOfRange(state.Id, context.Rules.PauseMaxDays),
        // joined, a claim to be alive or an appeal would no longer stand in the way of a measure
        CaseCommand.Join when state.Kind == FindingKind.Appeal || state.Kind == FindingKind.AliveClaim => new CannotJoin(state.Id),
        CaseCommand.Join join when join.Lead.Beneficiary != state.Beneficiary || join.Lead.Id == state.Id || join.Lead.State == CaseState.Closed || join.Lead.Lead is not null =>
            new CannotJoin(state.Id),
        CaseCommand.Propose { Measure: var measure } => OfProposal(state, measure, context),
        CaseCommand.Close close when !OwnConclusions.Contains(close.Conclusion) => new ConclusionNeedsApproval(state.Id),
        CaseCommand.Close close when (state.Kind == FindingKind.Appeal) != (close.Conclusion is CaseConclusion.AppealUpheld or CaseConclusion.AppealGranted) =>
            new ConclusionDoesNotFit(state.Id),
        _ => null,
    };

    private static Refusal? OfProposal(ReviewCase state, MeasureProposal measure, CaseContext context)
    {
        if (measure.Measure == BenefitMeasure.Resume)
        {
            return new ResumptionNeedsNoProposal(state.Id);
        }

        // whoever appeals or says "I am alive" must not lose anything by it: a measure belongs into the file of the doubt
        if (state.Kind == FindingKind.Appeal || state.Kind == FindingKind.AliveClaim)
        {
            return new MeasureDoesNotFit(state.Id);
        }

        return BenefitLaw.RefusalOf(state, measure, context);
    }

    /// <summary>Faults of form: texts, days that have not come, amounts.</summary>
    private static Refusal? FormOf(CaseId id, CaseCommand command, CaseContext context) => command switch
    {
        CaseCommand.AddEvidence add when add.Evidence.OccurredOn > context.Today => new DayNotCome(id),
        CaseCommand.RecordContact contact when contact.On > context.Today => new DayNotCome(id),
        CaseCommand.AddEvidence add => Text(id, add.Summary, 1, LongText),
        CaseCommand.RecordContact contact => Text(id, contact.Summary, 0, LongText),
        CaseCommand.Investigate found => Text(id, found.Summary, 10, LongestText),
        CaseCommand.Note note => Text(id, note.Text, 1, LongText),
        CaseCommand.Pause pause => Text(id, pause.Reason, 1, LongText),
        CaseCommand.Return back => Text(id, back.Reason, 1, LongText),
        CaseCommand.Reopen reopen => Text(id, reopen.Reason, 1, LongText),
        CaseCommand.Resume resume => Text(id, resume.Reason, 1, LongText),
        CaseCommand.Close { Reason: { } reason } => Text(id, reason, 0, LongText),
        CaseCommand.Propose { Measure.MonthlyAmountFen: < 1 or > MostFen } => new AmountOutOfRange(id),
        // a reason that is too short is a demand of the law and is named there
        CaseCommand.Propose propose => Text(id, propose.Measure.Reason, 0, 500),
        _ => null,
    };

    private static TextOutOfRange? Text(CaseId id, string text, int least, int most)
    {
        var length = text.Trim().Length;
        return length < least || length > most ? new TextOutOfRange(id, least, most) : null;
    }
}
