using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>A case as the log tells it, kept for what its clock, its work and its end need. Not thread-safe.</summary>
internal sealed class RecountedCase(CaseOpened opened)
{
    private readonly List<CaseEvent> clock = [opened];

    public CaseOpened Opened => opened;

    public CaseworkerId? AssignedTo { get; private set; }

    /// <summary>The closing as it stands now; null: open.</summary>
    public CaseClosed? Closing { get; private set; }

    /// <summary>Until when it waited is not known yet.</summary>
    public bool HasPaused => clock.Exists(happened => happened is CasePaused);

    public void Add(CaseEvent happened)
    {
        switch (happened)
        {
            case CaseAssigned assigned:
                AssignedTo = assigned.To;
                break;
            case CaseClosed closed:
                Closing = closed;
                clock.Add(closed);
                break;
            case CaseReopened:
                (Closing, AssignedTo) = (null, null);
                clock.Add(happened);
                break;
            case CasePaused or CaseContinued:
                clock.Add(happened);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes the particulars of a pause.</summary>
    public void Open(CasePaused pause)
    {
        var at = clock.FindIndex(happened => happened.Ordinal == pause.Ordinal);
        clock[at] = pause;
    }

    /// <summary>The case as it stands, of the events that matter to a clock.</summary>
    public ReviewCase Now() => ReviewCase.From(clock);

    /// <summary>The case in the moment before its last closing.</summary>
    public ReviewCase BeforeClosing() => ReviewCase.From(clock[..clock.FindLastIndex(static happened => happened is CaseClosed)]);
}
