using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Benefits;

/// <summary>What the file of a case says about the doubt since it was opened, or opened again.</summary>
/// <param name="Investigation">the last one; null: none</param>
/// <param name="Contacts">made since the doubt</param>
/// <param name="LossSources">independent sources that say that entitlement is lost</param>
internal sealed record DoubtFile(CaseInvestigated? Investigation, IReadOnlyList<PersonContacted> Contacts, int LossSources, IReadOnlyList<CaseEvent> Events)
{
    public static DoubtFile Of(ReviewCase file)
    {
        var begun = file.Events.Count - 1;
        while (file.Events[begun] is not (CaseOpened or CaseReopened))
        {
            begun--;
        }

        List<CaseEvent> events = [.. file.Events.Skip(begun)];
        return new DoubtFile(
            events.OfType<CaseInvestigated>().LastOrDefault(),
            [.. events.OfType<PersonContacted>().Where(contact => contact.On >= DayOf(events[0]))],
            events.OfType<CaseEvidenceAdded>()
                .Where(added => added.Evidence.Direction == EvidenceDirection.Loss)
                .Select(added => added.Evidence.IndependenceGroup)
                .Distinct(StringComparer.Ordinal)
                .Count(),
            events);
    }

    /// <summary>
    /// Whether something says that the person is alive and entitled. Where the data are only silent, anything since the doubt does; where
    /// a loss was investigated, what the investigation did not know. Of other losses than death life itself says nothing.
    /// </summary>
    public bool HasSignOfLife(MeasureGround ground, CaseContext context)
    {
        var since = ground == MeasureGround.SilenceOfData || Investigation is null ? Events[0] : Investigation;
        var after = Events.Where(happened => happened.Ordinal > since.Ordinal).ToList();
        if (Investigation?.Established == Established.Alive || after.Any(happened => happened
            is CaseEvidenceAdded { Evidence.Direction: EvidenceDirection.Life } or CaseInvestigated { Established: Established.Alive }))
        {
            return true;
        }

        return ground is MeasureGround.Death or MeasureGround.SilenceOfData
            && (context.ClaimsAlive
                || context.CertifiedOn >= DayOf(since)
                || after.Any(happened => happened is PersonContacted { Result: ContactResult.PersonReached or ContactResult.FamilyConfirmsLife }));
    }

    /// <summary>Whether the person was met about the loss, or family confirmed it. Nobody who was met is dead.</summary>
    public bool WasMet(MeasureGround ground) => Contacts.Any(contact =>
        contact.Result == ContactResult.FamilyConfirmsLoss
        || (ground != MeasureGround.Death && contact is
            { Result: ContactResult.PersonReached, Channel: ContactChannel.Visit or ContactChannel.Window or ContactChannel.Video }));

    // the local day east of Greenwich is this one or the next: what happened on the day itself counts
    private static DateOnly DayOf(CaseEvent happened) => DateOnly.FromDateTime(happened.RecordedAt.UtcDateTime);
}
