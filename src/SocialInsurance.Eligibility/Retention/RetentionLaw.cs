namespace SocialInsurance.Eligibility.Retention;

/// <summary>
/// What no table may undercut or exceed. Sources: 人脸识别技术应用安全管理办法 (frames end with the session or the review), 个人信息保护法 art. 19
/// (shortest time), 网络安全法 art. 21 (logs six months), 社会保险经办条例 (records of benefits stay). Numbers without a source are ours, to
/// keep what the platform needs to work: evidence windows, figures of a year.
/// </summary>
public static class RetentionLaw
{
    private static readonly RetentionTerm None = new(0, RetentionUnit.Days);
    private static readonly RetentionTerm Purpose = new(0, RetentionUnit.Purpose);
    private static readonly RetentionTerm Forever = new(0, RetentionUnit.Forever);

    /// <summary>Least and longest term of a kind; the same twice: the term is not for a table to choose.</summary>
    public static (RetentionTerm Floor, RetentionTerm Ceiling) Of(RetainedKind kind) => kind switch
    {
        RetainedKind.RawFrames => (None, None),
        RetainedKind.ReviewFrames => (new(1, RetentionUnit.Days), new(30, RetentionUnit.Days)),
        RetainedKind.SupersededReferences => (None, new(12, RetentionUnit.Months)),
        RetainedKind.ClaimCodes => (new(1, RetentionUnit.Minutes), new(30, RetentionUnit.Minutes)),
        RetainedKind.Contacts => (None, new(3, RetentionUnit.Years)),
        RetainedKind.Devices => (None, new(3, RetentionUnit.Years)),
        RetainedKind.NoticeTexts => (new(1, RetentionUnit.Days), new(90, RetentionUnit.Days)),
        RetainedKind.FeedEvents => (new(24, RetentionUnit.Months), new(10, RetentionUnit.Years)),
        RetainedKind.RejectedEvents => (new(30, RetentionUnit.Days), new(1, RetentionUnit.Years)),
        RetainedKind.Feedback => (new(1, RetentionUnit.Years), new(5, RetentionUnit.Years)),
        RetainedKind.OperatingLogs => (new(6, RetentionUnit.Months), new(3, RetentionUnit.Years)),
        RetainedKind.References or RetainedKind.Identity or RetainedKind.Relatives => (Purpose, Purpose),
        RetainedKind.Consents or RetainedKind.StaffReads or RetainedKind.Decisions or RetainedKind.AuditLog => (Forever, Forever),
    };

    /// <summary>Whether a term is within the law whatever month it is counted from.</summary>
    public static bool Allows(RetainedKind kind, RetentionTerm term)
    {
        var (floor, ceiling) = Of(kind);
        if (floor == ceiling || !term.IsCounted)
        {
            return term == floor && term == ceiling;
        }

        return (term.Unit == floor.Unit ? term.Count >= floor.Count : term.Shortest >= floor.Longest)
            && (term.Unit == ceiling.Unit ? term.Count <= ceiling.Count : term.Longest <= ceiling.Shortest);
    }
}
