using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Eligibility.Tests.Benefits;

/// <summary>What happened to one person, as a bystander wrote it down.</summary>
/// <param name="Before">changes of the benefit before the one in question, oldest first</param>
/// <param name="File">the case after the change</param>
/// <param name="Told">notices that their channel took</param>
/// <param name="Today">local day of the change</param>
/// <param name="Claimed">a claim to be alive was open</param>
/// <param name="Relatives">accounts of the person's relatives</param>
internal sealed record PersonHistory(
    IReadOnlyList<BenefitChanged> Before,
    ReviewCase File,
    IReadOnlyList<(MessageChannelKind Channel, DateTimeOffset At)> Told,
    DateOnly Today,
    bool Claimed,
    IReadOnlySet<CaseworkerId> Relatives);

/// <summary>
/// The law as the issue words it, written down a second time from its sentences and never through the code that it judges. Answers what is
/// wrong with a change of a benefit.
/// </summary>
internal static class LawOracle
{
    public static IReadOnlyList<string> Faults(PersonHistory history, BenefitChanged change)
    {
        List<string> faults = [];
        switch (change.Measure)
        {
            case BenefitMeasure.Suspend:
                JudgeStop(history, change, faults);
                break;
            case BenefitMeasure.Terminate:
                JudgeStop(history, change, faults);
                JudgeEnd(history, change, faults);
                break;
            case BenefitMeasure.Resume:
                JudgeResumption(history, change, faults);
                break;
            default:
                faults.Add("unknown measure");
                break;
        }

        Demand(change.LegalBasis.Length > 0, "no legal basis", faults);
        Demand(change.Ordinal == history.Before.Count + 1, "a change is missing", faults);
        return faults;
    }

    private static void JudgeStop(PersonHistory history, BenefitChanged change, List<string> faults)
    {
        var events = history.File.Events.ToList();
        var reopened = events.FindLastIndex(happened => happened is CaseReopened);
        var doubt = events.Skip(Math.Max(0, reopened)).ToList();
        var asked = doubt.FindLastIndex(happened => happened is MeasureProposed);
        Demand(asked >= 0, "nothing proposed", faults);
        if (asked < 0)
        {
            return;
        }

        var proposed = (MeasureProposed)doubt[asked];
        var between = doubt.Skip(asked + 1).Where(happened => happened is not (CaseNoted or CaseEscalated)).ToList();
        Demand(between is [ProposalApproved, CaseClosed], "proposal was not approved as it stood", faults);
        Demand(proposed.By == change.ProposedBy && between.OfType<ProposalApproved>().Any(approved => approved.By == change.ApprovedBy), "proposal or approval by others", faults);
        Demand(change.ApprovedBy is { } second && second != change.ProposedBy, "one person alone", faults);
        Demand(!events.Any(happened => happened is CaseInvestigated or CaseEvidenceAdded or PersonContacted or MeasureProposed
            && happened.Actor == change.ApprovedBy), "own work approved", faults);
        Demand(!history.Relatives.Contains(proposed.By) && !(change.ApprovedBy is { } relative && history.Relatives.Contains(relative)), "a relative decided", faults);
        Demand(proposed.Measure.Reason.Trim().Length >= 10, "no reason", faults);
        Demand(!history.Claimed, "says to be alive", faults, unless: change.Ground is not (MeasureGround.Death or MeasureGround.SilenceOfData));
        Demand(change.EffectiveMonth > history.Today && change.EffectiveMonth.Day == 1, "takes effect at once", faults);
        Demand(Paid(history.Before) || (change.Measure == BenefitMeasure.Terminate && history.Before[^1].Measure == BenefitMeasure.Suspend), "was stopped already", faults);
        JudgeFile(history, change, [.. doubt.Take(asked)], doubt[0].RecordedAt, faults);
    }

    private static void JudgeFile(PersonHistory history, BenefitChanged change, List<CaseEvent> file, DateTimeOffset begun, List<string> faults)
    {
        var investigation = file.FindLastIndex(happened => happened is CaseInvestigated);
        Demand(investigation >= 0, "no investigation record", faults);
        var told = history.Told.Where(notice => notice.At >= begun).OrderBy(notice => notice.At).ToList();
        var contacts = file.OfType<PersonContacted>().ToList();
        if (change.Ground == MeasureGround.SilenceOfData)
        {
            Demand(told.Select(notice => notice.At.UtcDateTime.AddHours(8).Date).Distinct().Count() >= 3, "fewer than three notices", faults);
            Demand(told.Select(notice => notice.Channel).Distinct().Count() >= 2, "one channel", faults);
            Demand(told.Count > 0 && DaysSince(told[0].At, history.Today) >= 60, "waited less than 60 days", faults);
            Demand(contacts.Any(contact => contact.Channel == ContactChannel.Visit), "no visit offered", faults);
            Demand(contacts.Any(contact => contact.Result != ContactResult.Offered), "nobody tried to reach the person", faults);
            Demand(!file.Any(IsLife), "a sign of life since the doubt", faults);
            return;
        }

        Demand(told.Count >= 1 && DaysSince(told[0].At, history.Today) >= 15, "no notice, or not waited for", faults);
        var groups = file.OfType<CaseEvidenceAdded>().Where(added => added.Evidence.Direction == EvidenceDirection.Loss).Select(added => added.Evidence.IndependenceGroup).Distinct().Count();
        Demand(groups >= 2 || contacts.Any(contact => contact.Result is ContactResult.PersonReached or ContactResult.FamilyConfirmsLoss), "neither two sources nor a visited or contacted person", faults);
        Demand(investigation >= 0 && ((CaseInvestigated)file[investigation]).Established == Established.LossConfirmed, "loss not confirmed", faults);
        Demand(change.Ground != MeasureGround.Death || !file.Skip(Math.Max(0, investigation)).Any(IsLife), "a sign of life since the investigation", faults);
    }

    private static void JudgeEnd(PersonHistory history, BenefitChanged change, List<string> faults)
    {
        Demand(change.Ground != MeasureGround.SilenceOfData, "ended because data are silent", faults);
        Demand(history.File.Events.OfType<CaseInvestigated>().LastOrDefault()?.Established == Established.LossConfirmed, "ended without confirmed loss", faults);
    }

    private static void JudgeResumption(PersonHistory history, BenefitChanged change, List<string> faults)
    {
        Demand(!Paid(history.Before), "was in payment", faults);
        Demand(change.ApprovedBy is null, "asked for a second step", faults);
        var month = new DateOnly(history.Today.Year, history.Today.Month, 1);
        Demand(change.EffectiveMonth == month, "does not take effect in this cycle", faults);
        HashSet<DateOnly> unpaid = [];
        foreach (var before in history.Before)
        {
            if (before.Measure == BenefitMeasure.Resume)
            {
                unpaid.Clear();
                continue;
            }

            for (var lost = before.EffectiveMonth; lost < month; lost = lost.AddMonths(1))
            {
                unpaid.Add(lost);
            }
        }

        var owed = change.Ground == MeasureGround.Alive ? unpaid.Count : 0;
        Demand((change.BackPay?.Months ?? 0) == owed, "back pay of the wrong months", faults);
        Demand(owed == 0 || (change.BackPay?.FromMonth == unpaid.Min() && change.BackPay.UntilMonth == month), "back pay with a hole", faults);
        var amount = history.Before.LastOrDefault(before => before.MonthlyAmountFen is not null)?.MonthlyAmountFen;
        Demand(owed == 0 || (change.BackPay is { } paid && paid.AmountFen == amount * owed), "back pay of the wrong amount", faults);
        Demand(
            change.Ground == MeasureGround.Alive || history.Before[^1] is { Measure: BenefitMeasure.Suspend, Ground: not (MeasureGround.Death or MeasureGround.SilenceOfData) },
            "back pay withheld", faults);
    }

    private static bool IsLife(CaseEvent happened) => happened
        is PersonContacted { Result: ContactResult.PersonReached or ContactResult.FamilyConfirmsLife }
        or CaseEvidenceAdded { Evidence.Direction: EvidenceDirection.Life }
        or CaseInvestigated { Established: Established.Alive };

    private static bool Paid(IReadOnlyList<BenefitChanged> changes) => changes.Count == 0 || changes[^1].Measure == BenefitMeasure.Resume;

    private static int DaysSince(DateTimeOffset at, DateOnly today) => today.DayNumber - DateOnly.FromDateTime(at.UtcDateTime.AddHours(8)).DayNumber;

    private static void Demand(bool holds, string fault, List<string> faults, bool unless = false)
    {
        if (!holds && !unless)
        {
            faults.Add(fault);
        }
    }
}
