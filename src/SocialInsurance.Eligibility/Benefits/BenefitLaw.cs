using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Benefits;

/// <summary>What the law can ask. Values are stored nowhere; names are part of the contract.</summary>
public enum LegalRequirementKind
{
    /// <summary>A record of an investigation that followed the last doubt.</summary>
    Investigation,

    /// <summary>Two independent sources of the loss, or a person met, visited or spoken to about it.</summary>
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

    /// <summary>Nobody reached the person, and no evidence of life came after the doubt.</summary>
    NoSignOfLife,
}

/// <param name="MetOn">local day from which a waiting time is over; null when it is not about time, or nothing was sent yet</param>
public sealed record LegalRequirement(LegalRequirementKind Kind, bool IsMet, DateOnly? MetOn = null);

/// <summary>A notice about a doubt that the channel took.</summary>
public readonly record struct SentNotice(MessageChannelKind Channel, DateOnly SentOn);

/// <summary>
/// The law about stopping and resuming a payment (社会保险经办条例 art. 26: investigated, and only a confirmed loss stops payment;
/// 人社厅发〔2018〕54号: silence of data is no loss, resumption with back pay). Pure. The only place that makes a <see cref="BenefitChanged"/>.
/// </summary>
public static class BenefitLaw
{
    private const int ReasonMinLength = 10;
    private const int SourcesNeeded = 2;

    /// <summary>Everything that the law asks of a suspension or termination, met or not, in a stable order.</summary>
    public static IReadOnlyList<LegalRequirement> Require(ReviewCase file, MeasureProposal measure, CaseContext context)
    {
        var silence = measure.Ground == MeasureGround.SilenceOfData;
        var demand = silence ? context.Rules.Silence : context.Rules.Loss;
        List<LegalRequirement> asked =
        [
            new(LegalRequirementKind.Investigation, LastInvestigation(file) is not null),
            new(LegalRequirementKind.NoticesSent, HasNotices(context.Notices, demand)),
            Waited(context, demand),
            new(LegalRequirementKind.LegalBasis, context.Rules.FindBasis(measure.LegalBasis)?.Carries(measure.Measure, measure.Ground) == true),
            new(LegalRequirementKind.Reason, measure.Reason.Trim().Length >= ReasonMinLength),
        ];
        if (silence || measure.Ground == MeasureGround.Death)
        {
            asked.Add(new(LegalRequirementKind.NoSignOfLife, !HasSignOfLife(file)));
        }

        if (demand.VisitOffered)
        {
            asked.Add(new(LegalRequirementKind.VisitOffered, file.Events.OfType<PersonContacted>().Any(contact => contact.Channel is ContactChannel.Visit)));
        }

        if (!silence)
        {
            asked.Add(new(LegalRequirementKind.TwoSourcesOrMet, CountSources(file) >= SourcesNeeded || WasMet(file)));
            asked.Add(new(LegalRequirementKind.ConfirmedLoss, LastInvestigation(file)?.Established == Established.LossConfirmed));
        }
        else
        {
            // silence may suspend, it never ends a benefit; and somebody must have tried to find the person
            asked.Add(new(LegalRequirementKind.ConfirmedLoss, measure.Measure != BenefitMeasure.Terminate));
            asked.Add(new(LegalRequirementKind.TwoSourcesOrMet, file.Events.OfType<PersonContacted>().Any(IsTry)));
        }

        return asked;
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

        var missing = Require(file, measure, context).Where(requirement => !requirement.IsMet).Select(requirement => requirement.Kind).ToList();
        if (missing.Count > 0)
        {
            return (null, new LawNotSatisfied(file.Id, missing));
        }

        if (!MayFollow(context.Benefit.State, measure.Measure))
        {
            return (null, new BenefitStandsOtherwise(file.Id, context.Benefit.State));
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

        if (ground is not (MeasureGround.Alive or MeasureGround.ReasonOver)
            || context.Rules.FindBasis(legalBasis)?.Carries(BenefitMeasure.Resume, ground) != true
            || (benefit.State == BenefitState.Terminated && ground != MeasureGround.Alive))
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

    // the stop may have been tightened from suspension to termination: unpaid since the first of both
    private static DateOnly FirstUnpaidMonth(BenefitStanding benefit) =>
        benefit.Changes.Reverse().TakeWhile(change => change.Measure != BenefitMeasure.Resume).Min(change => change.EffectiveMonth);

    private static bool MayFollow(BenefitState state, BenefitMeasure measure) => (state, measure) switch
    {
        (BenefitState.InPayment, BenefitMeasure.Suspend or BenefitMeasure.Terminate) => true,
        (BenefitState.Suspended, BenefitMeasure.Terminate) => true,
        _ => false,
    };

    private static CaseInvestigated? LastInvestigation(ReviewCase file)
    {
        // what was found out before the case was opened again was judged then
        var reopened = file.Events.OfType<CaseReopened>().LastOrDefault()?.Ordinal ?? 0;
        return file.Events.OfType<CaseInvestigated>().LastOrDefault(investigated => investigated.Ordinal > reopened);
    }

    private static bool HasSignOfLife(ReviewCase file)
    {
        var investigated = LastInvestigation(file);
        return investigated?.Established == Established.Alive
            || file.Events.Any(happened => happened.Ordinal > (investigated?.Ordinal ?? 0) && happened is
                PersonContacted { Result: ContactResult.PersonReached or ContactResult.FamilyConfirmsLife }
                or CaseEvidenceAdded { Evidence.Direction: EvidenceDirection.Life });
    }

    private static int CountSources(ReviewCase file) => file.Events
        .OfType<CaseEvidenceAdded>()
        .Where(added => added.Evidence.Direction == EvidenceDirection.Loss)
        .Select(added => added.Evidence.IndependenceGroup)
        .Distinct(StringComparer.Ordinal)
        .Count();

    private static bool WasMet(ReviewCase file) => file.Events.OfType<PersonContacted>().Any(contact =>
        contact.Result == ContactResult.FamilyConfirmsLoss
        || (contact.Result == ContactResult.PersonReached && contact.Channel is ContactChannel.Visit or ContactChannel.Window or ContactChannel.Video));

    private static bool IsTry(PersonContacted contact) =>
        contact.Result != ContactResult.Offered && contact.Channel is ContactChannel.Phone or ContactChannel.Visit or ContactChannel.Video or ContactChannel.VillageOfficer;

    private static bool HasNotices(IReadOnlyList<SentNotice> sent, NoticeDemand demand) =>
        sent.Count >= demand.Notices && sent.Select(notice => notice.Channel).Distinct().Count() >= demand.Channels;

    private static LegalRequirement Waited(CaseContext context, NoticeDemand demand)
    {
        var sent = context.Notices.OrderBy(notice => notice.SentOn).ToList();
        if (sent.Count < Math.Max(1, demand.Notices))
        {
            return new LegalRequirement(LegalRequirementKind.NoticeWaited, false);
        }

        var first = sent[0].SentOn.AddDays(demand.WaitDays);
        var last = sent[Math.Max(1, demand.Notices) - 1].SentOn.AddDays(demand.LastWaitDays);
        var over = first > last ? first : last;
        return new LegalRequirement(LegalRequirementKind.NoticeWaited, context.Today >= over, over);
    }

    private static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);
}
