namespace SocialInsurance.Eligibility.Auditing;

/// <summary>What an audit entry records. Values are stored; never renumber.</summary>
public enum AuditKind
{
    /// <summary>A register of beneficiaries was taken in.</summary>
    RegisterImported = 1,

    /// <summary>A comparison run was recorded; its decisions follow.</summary>
    RunRecorded = 2,

    /// <summary>A certification decision, with the period that it opened.</summary>
    DecisionRecorded = 3,

    /// <summary>Something happened to a review case.</summary>
    CaseEventRecorded = 4,

    /// <summary>A person gave the separate consent to face processing.</summary>
    ConsentRecorded = 5,

    /// <summary>A biometric reference was enrolled.</summary>
    ReferenceEnrolled = 6,

    /// <summary>A biometric reference was withdrawn and its template erased.</summary>
    ReferenceWithdrawn = 7,

    /// <summary>A key of templates was introduced, completed or dropped.</summary>
    TemplateKeyChanged = 8,

    /// <summary>A newer reference took the place of an older one, which is kept for a time.</summary>
    ReferenceRefreshed = 9,

    /// <summary>The template of a superseded reference was erased because its time was over.</summary>
    RetainedReferenceErased = 10,

    /// <summary>The telephone number of a person was recorded.</summary>
    ContactChanged = 11,

    /// <summary>A relative was linked to a person for whom the relative acts.</summary>
    RelativeLinked = 12,

    /// <summary>A link between a relative and a person ended.</summary>
    RelativeUnlinked = 13,

    /// <summary>An appointment was asked for, kept or given up.</summary>
    AppointmentRecorded = 14,

    /// <summary>The receipt of a certification was signed.</summary>
    ReceiptIssued = 15,

    /// <summary>A receipt was revoked, with the reason.</summary>
    ReceiptRevoked = 16,

    /// <summary>A partner was added or revoked.</summary>
    PartnerChanged = 17,

    /// <summary>A partner asked about a person, or opened a face session for one.</summary>
    PartnerQueried = 18,

    /// <summary>An event that a partner pushed was stored.</summary>
    FeedEventAccepted = 19,

    /// <summary>An account of a member of staff was made, changed, locked or closed.</summary>
    StaffAccountChanged = 20,

    /// <summary>A person took back the consent to face processing.</summary>
    FaceConsentWithdrawn = 21,

    /// <summary>A device key was registered or revoked.</summary>
    DeviceChanged = 22,

    /// <summary>A notice to a person was put into the outbox.</summary>
    NoticeQueued = 23,

    /// <summary>A caseworker met a person: how and where.</summary>
    AssistedMeetingRecorded = 24,

    /// <summary>A relative acted for a person.</summary>
    RelativeActed = 25,

    /// <summary>The payment of a benefit was suspended, terminated or resumed.</summary>
    BenefitChanged = 26,

    /// <summary>A closed case was judged a second time without seeing how it ended.</summary>
    BlindReviewJudged = 27,

    /// <summary>A member of staff looked at a person's data.</summary>
    StaffRead = 28,

    /// <summary>A receiver is told a fact about a person: a measure, a correction.</summary>
    FactMessageQueued = 29,

    /// <summary>A person said how the service was, or the agency saw to a complaint.</summary>
    FeedbackGiven = 30,

    /// <summary>Frames of a face session were kept for a review case.</summary>
    ReviewFramesKept = 31,

    /// <summary>Frames of a review case were erased.</summary>
    ReviewFramesErased = 32,

    /// <summary>A relative of a member of staff was declared, or a declaration withdrawn.</summary>
    StaffRelativeChanged = 33,

    /// <summary>The second factor of a member of staff was set up, used up, locked or reset, or sessions were ended.</summary>
    StaffSecurityChanged = 35,

    /// <summary>A partner got another key.</summary>
    PartnerKeyRotated = 36,

    /// <summary>A partner was bound to a client certificate, or freed of it.</summary>
    PartnerCertificateBound = 37,

    /// <summary>A key of fields, receipts or the key-encryption key was introduced, or a rotation of it ended.</summary>
    KeyChanged = 39,

    /// <summary>Records were erased because their time was over or their person asked; it names their entries, which stay.</summary>
    RecordsErased = 40,

    /// <summary>What a retention run erased besides, by kind.</summary>
    RetentionApplied = 41,

    /// <summary>A person took a copy of everything held about the person.</summary>
    PersonDataTaken = 42,
}

/// <summary>A record that goes into the audit log in the transaction that stores it.</summary>
public interface IAuditable
{
    AuditKind AuditKind { get; }

    /// <summary>Whom or what the record is about: a beneficiary id, else a run or register id. Committed to, never written.</summary>
    string AuditSubject { get; }

    DateTimeOffset RecordedAt { get; }

    /// <summary>Writes every stored field of the record, after <see cref="CanonicalWriter.Restart"/> with its shape.</summary>
    void WriteCanonical(CanonicalWriter writer);
}

/// <summary>
/// One line of the audit log; holds commitments only, no personal data.
/// Canonical bytes (see <see cref="CanonicalWriter"/>): "audit-entry/1", sequence, instant, kind, subject commitment, payload digest.
/// </summary>
/// <param name="Sequence">leaf index in the Merkle tree, from 0, without holes</param>
/// <param name="SubjectCommitment">SHA-256(subject salt of this entry || subject in UTF-8)</param>
/// <param name="PayloadDigest">SHA-256(payload salt of this entry || canonical bytes of the record)</param>
public readonly record struct AuditEntry(
    long Sequence,
    DateTimeOffset RecordedAt,
    AuditKind Kind,
    Sha256Digest SubjectCommitment,
    Sha256Digest PayloadDigest)
{
    public void WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("audit-entry/1");
        writer.Add(Sequence);
        writer.Add(RecordedAt);
        writer.Add((long)Kind);
        writer.Add(SubjectCommitment);
        writer.Add(PayloadDigest);
    }

    /// <summary>RFC 9162 leaf hash of the canonical bytes.</summary>
    public Sha256Digest LeafHash(CanonicalWriter scratch)
    {
        WriteCanonical(scratch);
        return MerkleTree.LeafHash(scratch.Written);
    }
}
