namespace SocialInsurance.Eligibility.Benefits;

/// <summary>How the payment of a benefit stands. Values are stored; never renumber.</summary>
public enum BenefitState
{
    /// <summary>Paid month by month; everybody begins here.</summary>
    InPayment = 1,

    /// <summary>暂停发放: not paid until the doubt is over; may be resumed in one step.</summary>
    Suspended = 2,

    /// <summary>停止发放: ended by a confirmed loss; resumed only where the loss turns out wrong.</summary>
    Terminated = 3,
}

/// <summary>What may be done to a payment. Values are stored; never renumber.</summary>
public enum BenefitMeasure
{
    Suspend = 1,

    Terminate = 2,

    Resume = 3,
}

/// <summary>Why. Values are stored; never renumber.</summary>
public enum MeasureGround
{
    Death = 1,

    Custody = 2,

    DuplicateBenefit = 3,

    OtherLoss = 4,

    /// <summary>No record speaks of the person and nobody could be reached. Never ends a benefit.</summary>
    SilenceOfData = 5,

    /// <summary>Of a resumption: the person was met, or the doubt was refuted.</summary>
    Alive = 6,

    /// <summary>Of a resumption: the reason for the suspension is over, for example release from custody.</summary>
    ReasonOver = 7,
}

/// <summary>A measure as somebody proposes it.</summary>
/// <param name="LegalBasis">code of a legal basis of the review rules</param>
/// <param name="Reason">10..500 characters</param>
/// <param name="EffectiveMonth">first day of the first month that is not paid</param>
/// <param name="MonthlyAmountFen">as the payment system states it; null when not known here</param>
public sealed record MeasureProposal(
    BenefitMeasure Measure, MeasureGround Ground, string LegalBasis, string Reason, DateOnly EffectiveMonth, long? MonthlyAmountFen);

/// <summary>补发: months that were not paid and are paid now, in the same payment cycle.</summary>
/// <param name="FromMonth">first day of the first month</param>
/// <param name="UntilMonth">first day of the first month no longer covered: that month is paid regularly again</param>
/// <param name="AmountFen">null when the monthly amount is not known here</param>
public sealed record BackPayment(DateOnly FromMonth, DateOnly UntilMonth, long? AmountFen)
{
    public int Months => ((UntilMonth.Year - FromMonth.Year) * 12) + UntilMonth.Month - FromMonth.Month;
}
