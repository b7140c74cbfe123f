using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>What somebody asks of a case.</summary>
public abstract record CaseCommand
{
    private CaseCommand()
    {
    }

    /// <summary>Who asks.</summary>
    public abstract CaseworkerId By { get; }

    /// <summary>Give the case to a caseworker.</summary>
    public sealed record Assign(CaseworkerId To, CaseworkerId? Giver = null) : CaseCommand
    {
        public override CaseworkerId By => Giver ?? To;
    }

    /// <summary>Write down a piece of evidence.</summary>
    public sealed record AddEvidence(CaseworkerId Caseworker, CaseEvidence Evidence, string Summary) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Write down a contact.</summary>
    public sealed record RecordContact(CaseworkerId Caseworker, ContactChannel Channel, ContactResult Result, DateOnly On, string Summary) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Write down what an investigation established.</summary>
    public sealed record Investigate(CaseworkerId Caseworker, Established Established, string Summary) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Write something down; any member of staff who may see the case.</summary>
    public sealed record Note(CaseworkerId Caseworker, string Text) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Wait for somebody else.</summary>
    public sealed record Pause(CaseworkerId Caseworker, DateOnly Until, string Reason) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Go on.</summary>
    public sealed record Continue(CaseworkerId Caseworker) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Show the case to the supervisor first: its deadline passed.</summary>
    public sealed record Escalate(CaseworkerId Caseworker) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Go on in another case of the same person.</summary>
    public sealed record Join(CaseworkerId Caseworker, ReviewCase Lead) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Propose to suspend or terminate.</summary>
    public sealed record Propose(CaseworkerId Caseworker, MeasureProposal Measure) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Take the own proposal back.</summary>
    public sealed record Withdraw(CaseworkerId Caseworker) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Approve what another person proposed.</summary>
    public sealed record Approve(CaseworkerId Approver) : CaseCommand
    {
        public override CaseworkerId By => Approver;
    }

    /// <summary>Give a proposal back.</summary>
    public sealed record Return(CaseworkerId Approver, string Reason) : CaseCommand
    {
        public override CaseworkerId By => Approver;
    }

    /// <summary>Resume the payment and close the case, in one step.</summary>
    public sealed record Resume(CaseworkerId Caseworker, MeasureGround Ground, string LegalBasis, string Reason) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Close the case with a conclusion that touches no payment; only the caseworker who has it may.</summary>
    public sealed record Close(CaseworkerId Caseworker, CaseConclusion Conclusion, string? Reason = null) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }

    /// <summary>Open a closed case again.</summary>
    public sealed record Reopen(CaseworkerId Caseworker, string Reason) : CaseCommand
    {
        public override CaseworkerId By => Caseworker;
    }
}

/// <summary>What a decision about a case needs to know besides the case.</summary>
/// <param name="Benefit">how the person's payment stands</param>
/// <param name="Notices">sent about the doubt since the case was opened</param>
/// <param name="Today">local day</param>
/// <param name="Excluded">accounts that may not handle the case: own relatives, own region, and for an appeal whoever worked on the case before</param>
public sealed record CaseContext(
    BenefitStanding Benefit, IReadOnlyList<SentNotice> Notices, ReviewRules Rules, DateOnly Today, IReadOnlySet<CaseworkerId> Excluded)
{
    /// <summary>Somebody says that the person is alive and nobody has looked yet: a case of the kind <see cref="FindingKind.AliveClaim"/> is open.</summary>
    public bool ClaimsAlive { get; init; }

    /// <summary>Local day of the person's last certification, by whatever way; null: never.</summary>
    public DateOnly? CertifiedOn { get; init; }
}

/// <summary>Either the events that follow, with the change of the benefit where one follows, or a refusal.</summary>
public readonly record struct CaseAnswer(IReadOnlyList<CaseEvent> Events, BenefitChanged? Benefit, Refusal? Refusal);
