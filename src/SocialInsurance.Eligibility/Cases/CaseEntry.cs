using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>
/// What the audit log holds of a case event. Particulars of a <see cref="DetailedCaseEvent"/> are committed to by the digest of their
/// sealed form, so that the log can be verified without a key.
/// </summary>
/// <param name="Event">for a detailed event only its common fields are read</param>
/// <param name="Sealed">digest of the sealed particulars; null exactly when the event has none</param>
public sealed record CaseEntry(CaseEvent Event, Sha256Digest? Sealed) : IAuditable
{
    public DateTimeOffset RecordedAt => Event.RecordedAt;

    AuditKind IAuditable.AuditKind => AuditKind.CaseEventRecorded;

    string IAuditable.AuditSubject => Event.Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("case-event/1");
        writer.Add(Event.GetType().Name);
        writer.Add(Event.Case.Value);
        writer.Add(Event.Beneficiary.Value);
        writer.Add(Event.Ordinal);
        writer.Add(Event.RecordedAt);
        switch (Event)
        {
            case CaseOpened opened:
                WriteOpening(writer, opened);
                break;
            case CaseAssigned assigned:
                writer.Add(assigned.To.Value);
                if (assigned.By is { } giver)
                {
                    writer.Add(giver.Value);
                }

                break;
            case CaseClosed closed:
                writer.Add(closed.By.Value);
                writer.Add((long)closed.Conclusion);
                break;
            default:
                writer.Add(Event.Actor?.Value);
                writer.Add(Sealed ?? throw new InvalidOperationException($"Case event {Event.GetType().Name}: expected the digest of its sealed particulars, found none."));
                break;
        }
    }

    private static void WriteOpening(CanonicalWriter writer, CaseOpened opened)
    {
        writer.Add(opened.Kind.Code);
        writer.Add((long)opened.Colour);
        writer.Add(opened.RecordPlace);
        if (opened is { Source: CaseSource.Decision, OpenedBy: { } decision, About: null, EnteredBy: null })
        {
            writer.Add(decision.Value);
            return;
        }

        writer.Add((long)opened.Source);
        Add(writer, opened.OpenedBy?.Value);
        Add(writer, opened.About?.Value);
        writer.Add(opened.EnteredBy?.Value);
    }

    private static void Add(CanonicalWriter writer, Guid? id)
    {
        if (id is { } value)
        {
            writer.Add(value);
        }
        else
        {
            writer.AddAbsent();
        }
    }
}
