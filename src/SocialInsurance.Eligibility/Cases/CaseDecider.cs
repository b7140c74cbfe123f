using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>What a person asks of a case.</summary>
public abstract record CaseCommand
{
    private CaseCommand()
    {
    }

    /// <summary>Give the case to a caseworker.</summary>
    public sealed record Assign(CaseworkerId To) : CaseCommand;

    /// <summary>Close the case; only the caseworker who has it may.</summary>
    public sealed record Close(CaseworkerId By, CaseConclusion Conclusion) : CaseCommand;
}

/// <summary>Either the events that follow or a refusal.</summary>
public readonly record struct CaseAnswer(IReadOnlyList<CaseEvent> Events, Refusal? Refusal);

/// <summary>State + command -> events or a named refusal. Pure.</summary>
public static class CaseDecider
{
    public static CaseAnswer Decide(ReviewCase state, CaseCommand command, DateTimeOffset at)
    {
        if (state.State == CaseState.Closed)
        {
            return Refuse(new CaseAlreadyClosed(state.Id));
        }

        return command switch
        {
            CaseCommand.Assign assign when state.AssignedTo == assign.To => Refuse(new CaseAlreadyAssigned(state.Id, assign.To)),
            CaseCommand.Assign assign => Answer(
                new CaseAssigned(state.Id, state.Beneficiary, state.Events.Count + 1, assign.To, at)),
            CaseCommand.Close when state.State != CaseState.Assigned => Refuse(new CaseNotAssigned(state.Id)),
            CaseCommand.Close close when state.AssignedTo != close.By => Refuse(new CaseAssignedToAnother(state.Id)),
            CaseCommand.Close close => Answer(
                new CaseClosed(state.Id, state.Beneficiary, state.Events.Count + 1, close.By, close.Conclusion, at)),
            _ => throw new ArgumentException($"Case command {command.GetType().Name} is not known.", nameof(command)),
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

    private static CaseAnswer Answer(CaseEvent happened) => new([happened], null);

    private static CaseAnswer Refuse(Refusal refusal) => new([], refusal);
}
