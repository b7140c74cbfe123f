using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Benefits;

/// <summary>What the law can ask. Values are stored nowhere; names are part of the contract.</summary>
public enum LegalRequirementKind
{
    /// <summary>A record of an investigation that followed the last doubt.</summary>
    Investigation,

    /// <summary>Two independent sources of the loss, or the person met, or family that confirms it; of silence: somebody tried to reach the person.</summary>
    TwoSourcesOrMet,

    /// <summary>Notices sent, over enough channels.</summary>
    NoticesSent,

    /// <summary>The waiting time after the notices is over.</summary>
    NoticeWaited,

    /// <summary>A visit was offered, made or tried.</summary>
    VisitOffered,

    /// <summary>The investigation says that entitlement is lost.</summary>
    ConfirmedLoss,

    /// <summary>A legal basis that carries the measure on this ground.</summary>
    LegalBasis,

    /// <summary>A reason in words.</summary>
    Reason,

    /// <summary>Nothing says that the person is alive: no contact, evidence, certification or claim since the doubt or its investigation.</summary>
    NoSignOfLife,
}

/// <param name="MetOn">local day from which a waiting time is over; null when it is not about time, or nothing was sent yet</param>
public sealed record LegalRequirement(LegalRequirementKind Kind, bool IsMet, DateOnly? MetOn = null);

/// <summary>A notice about a doubt that the channel took.</summary>
public readonly record struct SentNotice(MessageChannelKind Channel, DateOnly SentOn);

/// <summary>
/// The law about stopping and resuming a payment (社会保险经办条例 art. 26: investigated, and only a confirmed loss stops payment;
/// 人社厅发〔2018〕54号: silence of data is no loss, resumption with back pay). Pure. The only place that makes a <see cref="BenefitChanged"/>.
/// What was done before a case was opened again was judged then and carries no new measure.
/// </summary>
public static class BenefitLaw
{
    private const int ReasonMinLength = 10;
    private const int SourcesNeeded = 2;

    /// <summary>The least that the law asks on the ground of a loss, whatever the rules say.</summary>
    public static NoticeDemand LossFloor { get; } = new(1, 1, 1, 1, false);

    /// <summary>The least that the law asks where only the data are silent, whatever the rules say.</summary>
    public static NoticeDemand SilenceFloor { get; } = new(3, 2, 60, 1, true);

    /// <summary>Whether a ground is one of a measure at all.</summary>
    public static bool Fits(BenefitMeasure measure, MeasureGround ground) => (measure, ground) switch
    {
        (BenefitMeasure.Suspend or BenefitMeasure.Terminate, MeasureGround.Death or MeasureGround.Custody or MeasureGround.DuplicateBenefit or MeasureGround.OtherLoss) => true,
        (BenefitMeasure.Suspend, MeasureGround.SilenceOfData) => true,
        (BenefitMeasure.Resume, MeasureGround.Alive or MeasureGround.ReasonOver) => true,
        _ => false,
    };

    /// <summary>Everything that the law asks of a suspension or termination, met or not, in a stable order.</summary>
    public static IReadOnlyList<LegalRequirement> Require(ReviewCase file, MeasureProposal measure, CaseContext context)
    {
        var silence = measure.Ground == MeasureGround.SilenceOfData;
        var demand = silence ? context.Rules.Silence.AtLeast(SilenceFloor) : context.Rules.Loss.AtLeast(LossFloor);
        var record = DoubtFile.Of(file);
        var over = WaitOver(context, demand);
        List<LegalRequirement> asked =
        [
            new(LegalRequirementKind.Investigation, record.Investigation is not null),
            new(LegalRequirementKind.NoticesSent, over is not null),
            new(LegalRequirementKind.NoticeWaited, over <= context.Today, over),
            new(LegalRequirementKind.LegalBasis, context.Rules.FindBasis(measure.LegalBasis)?.Carries(measure.Measure, measure.Ground) == true),
            new(LegalRequirementKind.Reason, measure.Reason.Trim().Length >= ReasonMinLength),
            new(LegalRequirementKind.NoSignOfLife, !record.HasSignOfLife(measure.Ground, context)),
        ];
        if (demand.VisitOffered)
        {
            asked.Add(new(LegalRequirementKind.VisitOffered, record.Contacts.Any(contact => contact.Channel is ContactChannel.Visit)));
        }

        // silence may suspend, it never ends a benefit; and somebody must have tried to find the person
        asked.Add(new(LegalRequirementKind.TwoSourcesOrMet, silence ? record.Contacts.Any(IsTry) : record.LossSources >= SourcesNeeded || record.WasMet(measure.Ground)));
        asked.Add(new(
            LegalRequirementKind.ConfirmedLoss,
            silence ? measure.Measure == BenefitMeasure.Suspend : record.Investigation?.Established == Established.LossConfirmed));
        return asked;
    }

    /// <summary>What the law still misses, or how the payment stands otherwise than the measure expects; null: it may be proposed.</summary>
    public static Refusal? RefusalOf(ReviewCase file, MeasureProposal measure, CaseContext context)
    {
        var missing = Require(file, measure, context).Where(requirement => !requirement.IsMet).Select(requirement => requirement.Kind).ToList();
        return missing.Count > 0 ? new LawNotSatisfied(file.Id, missing)
            : MayFollow(context.Benefit.State, measure.Measure) ? null
            : new BenefitStandsOtherwise(file.Id, context.Benefit.State);
    }

    /// <summary>The approved measure as a change of the benefit, or the refusal.</summary>
    public static (BenefitChanged? Change, Refusal? Refusal) Enact(ReviewCase file, MeasureProposed proposed, CaseworkerId approver, CaseContext context, DateTimeOffset at)
    {
        var measure = proposed.Measure;
        if (measure.Measure == BenefitMeasure.Resume)
        {
            throw new ArgumentException("A resumption is one step and is never approved.", nameof(proposed));
        }

        if (approver == proposed.By || HasWorkedOn(file, approver))
        {
            return (null, new OwnWorkApproved(file.Id));
        }

        if (RefusalOf(file, measure, context) is { } refusal)
        {
            return (null, refusal);
        }

        var nextMonth = FirstOfMonth(context.Today).AddMonths(1);
        return (
            new BenefitChanged(
                file.Beneficiary,
                context.Benefit.Changes.Count + 1,
                measure.Measure,
                measure.Ground,
                measure.LegalBasis,
                measure.EffectiveMonth > nextMonth ? FirstOfMonth(measure.EffectiveMonth) : nextMonth,
                file.Id,
                proposed.By,
                approver,
                measure.MonthlyAmountFen ?? context.Benefit.Changes.LastOrDefault()?.MonthlyAmountFen,
                null,
                context.Rules.Version,
                at),
            null);
    }

    /// <summary>
    /// Resumes in one step, with what was not paid in the same cycle. Favours the person: no second approval, any caseworker.
    /// </summary>
    /// <param name="ground"><see cref="MeasureGround.Alive"/>: the stop was wrong or the silence is over, and is paid for;
    /// <see cref="MeasureGround.ReasonOver"/>: the stop was right for its time, which is not paid for</param>
    /// <returns>nulls when the benefit is in payment: nothing to do</returns>
    public static (BenefitChanged? Change, Refusal? Refusal) Resume(
        BenefitStanding benefit, CaseId file, MeasureGround ground, string legalBasis, CaseworkerId by, CaseContext context, DateTimeOffset at)
    {
        if (benefit.State == BenefitState.InPayment)
        {
            return (null, null);
        }

        if (context.Rules.FindBasis(legalBasis)?.Carries(BenefitMeasure.Resume, ground) != true || !MayEnd(StopOf(benefit), ground))
        {
            return (null, new LawNotSatisfied(file, [LegalRequirementKind.LegalBasis]));
        }

        var month = FirstOfMonth(context.Today);
        var since = FirstUnpaidMonth(benefit);
        var amount = benefit.Changes[^1].MonthlyAmountFen;
        var unpaid = ground == MeasureGround.Alive && since < month ? new BackPayment(since, month, null) : null;
        return (
            new BenefitChanged(
                benefit.Beneficiary,
                benefit.Changes.Count + 1,
                BenefitMeasure.Resume,
                ground,
                legalBasis,
                month,
                file,
                by,
                null,
                amount,
                unpaid is null ? null : unpaid with { AmountFen = checked(amount * unpaid.Months) },
                context.Rules.Version,
                at),
            null);
    }

    /// <summary>Whether an account has done anything in the case that a second pair of eyes must not have done.</summary>
    public static bool HasWorkedOn(ReviewCase file, CaseworkerId account) =>
        file.Events.Any(happened => happened is CaseEvidenceAdded or PersonContacted or CaseInvestigated or MeasureProposed && happened.Actor == account);

    /// <summary>The changes that keep a benefit from being paid now, oldest first; none while it is in payment.</summary>
    public static IReadOnlyList<BenefitChanged> StopOf(BenefitStanding benefit) =>
        [.. benefit.Changes.Reverse().TakeWhile(change => change.Measure != BenefitMeasure.Resume).Reverse()];

    // "the reason is over" pays nothing for the time before: it must not end a stop for death or silence, nor an end for good
    private static bool MayEnd(IReadOnlyList<BenefitChanged> stop, MeasureGround ground) =>
        ground == MeasureGround.Alive || stop.All(change => change is
            { Measure: BenefitMeasure.Suspend, Ground: MeasureGround.Custody or MeasureGround.DuplicateBenefit or MeasureGround.OtherLoss });

    // the stop may have been tightened from suspension to termination: unpaid since the first of both
    private static DateOnly FirstUnpaidMonth(BenefitStanding benefit) => StopOf(benefit).Min(change => change.EffectiveMonth);

    private static bool MayFollow(BenefitState state, BenefitMeasure measure) => (state, measure) switch
    {
        (BenefitState.InPayment, BenefitMeasure.Suspend or BenefitMeasure.Terminate) => true,
        (BenefitState.Suspended, BenefitMeasure.Terminate) => true,
        _ => false,
    };

    private static bool IsTry(PersonContacted contact) =>
        contact.Result != ContactResult.Offered && contact.Channel is ContactChannel.Phone or ContactChannel.Visit or ContactChannel.Video or ContactChannel.VillageOfficer;

    /// <summary>The day on which the waiting is over; null while too few notices went out.</summary>
    private static DateOnly? WaitOver(CaseContext context, NoticeDemand demand)
    {
        // what went out on one day is one notice, on however many channels: nobody is told three times on one afternoon
        HashSet<DateOnly> days = [];
        HashSet<MessageChannelKind> channels = [];
        foreach (var notice in context.Notices.Where(notice => notice.SentOn <= context.Today).OrderBy(notice => notice.SentOn))
        {
            days.Add(notice.SentOn);
            channels.Add(notice.Channel);
            if (days.Count >= demand.Notices && channels.Count >= demand.Channels)
            {
                var (first, last) = (days.Min().AddDays(demand.WaitDays), notice.SentOn.AddDays(demand.LastWaitDays));
                return first > last ? first : last;
            }
        }

        return null;
    }

    private static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);
}
