using System.Globalization;

namespace SocialInsurance.Eligibility.Retention;

/// <summary>A kind of data that has a term of its own. Values are stored; never renumber.</summary>
public enum RetainedKind
{
    /// <summary>Pictures of a running face session, in memory only.</summary>
    RawFrames = 1,

    /// <summary>Pictures kept for a caseworker's review.</summary>
    ReviewFrames = 2,

    /// <summary>Templates of references that a newer one took the place of.</summary>
    SupersededReferences = 3,

    /// <summary>The template that a person is compared with.</summary>
    References = 4,

    /// <summary>One-time codes.</summary>
    ClaimCodes = 5,

    /// <summary>Consents to face processing and their ends.</summary>
    Consents = 6,

    /// <summary>The telephone number in use, and after a newer one: those before it, for the term.</summary>
    Contacts = 7,

    /// <summary>Keys of devices; after their end, for the term.</summary>
    Devices = 8,

    /// <summary>Texts of notices that could not be delivered; delivered ones lose their text at once.</summary>
    NoticeTexts = 9,

    /// <summary>Events that partners pushed.</summary>
    FeedEvents = 10,

    /// <summary>Messages of partners that were refused.</summary>
    RejectedEvents = 11,

    /// <summary>What people said of the service.</summary>
    Feedback = 12,

    /// <summary>Which member of staff looked at whom.</summary>
    StaffReads = 13,

    /// <summary>Decisions on certifications and benefits, cases, receipts.</summary>
    Decisions = 14,

    /// <summary>The audit log; holds no personal data.</summary>
    AuditLog = 15,

    /// <summary>Log lines of the programs; kept by whoever runs them.</summary>
    OperatingLogs = 16,

    /// <summary>Number, name, birth date and region from the register.</summary>
    Identity = 17,

    /// <summary>Who acts for whom.</summary>
    Relatives = 18,
}

/// <summary>In what a term is counted.</summary>
public enum RetentionUnit
{
    Minutes = 1,
    Days = 2,
    Months = 3,
    Years = 4,

    /// <summary>As long as the purpose stands: a consent, an entitlement.</summary>
    Purpose = 5,

    Forever = 6,
}

/// <summary>How long a kind is kept.</summary>
/// <param name="Count">0 for <see cref="RetentionUnit.Purpose"/> and <see cref="RetentionUnit.Forever"/></param>
public readonly record struct RetentionTerm(int Count, RetentionUnit Unit)
{
    public bool IsCounted => Unit is not (RetentionUnit.Purpose or RetentionUnit.Forever);

    /// <summary>The shortest that the term can be.</summary>
    public TimeSpan Shortest => LengthOf(28, 365);

    /// <summary>The longest that the term can be.</summary>
    public TimeSpan Longest => LengthOf(31, 366);

    /// <summary>What was ended before this instant is over; the least instant for a term that is not counted.</summary>
    public DateTimeOffset CutoffAt(DateTimeOffset now) => Unit switch
    {
        RetentionUnit.Minutes => now.AddMinutes(-Count),
        RetentionUnit.Days => now.AddDays(-Count),
        RetentionUnit.Months => now.AddMonths(-Count),
        RetentionUnit.Years => now.AddYears(-Count),
        RetentionUnit.Purpose or RetentionUnit.Forever => DateTimeOffset.UnixEpoch,
    };

    /// <summary>The day on which the term of something of <paramref name="day"/> ends; null for a term that is not counted.</summary>
    public DateOnly? EndOf(DateOnly day) => Unit switch
    {
        RetentionUnit.Minutes => day,
        RetentionUnit.Days => day.AddDays(Count),
        RetentionUnit.Months => day.AddMonths(Count),
        RetentionUnit.Years => day.AddYears(Count),
        RetentionUnit.Purpose or RetentionUnit.Forever => null,
    };

    /// <summary>As the file spells it: <c>30 days</c>, <c>purpose</c>, <c>forever</c>.</summary>
    public override string ToString() => IsCounted
        ? string.Create(CultureInfo.InvariantCulture, $"{Count} {Unit.ToString().ToLowerInvariant()}")
        : Unit.ToString().ToLowerInvariant();

    private TimeSpan LengthOf(int daysOfMonth, int daysOfYear) => Unit switch
    {
        RetentionUnit.Minutes => TimeSpan.FromMinutes(Count),
        RetentionUnit.Days => TimeSpan.FromDays(Count),
        RetentionUnit.Months => Count >= 12 ? TimeSpan.FromDays(Count / 12 * daysOfYear) + TimeSpan.FromDays(Count % 12 * daysOfMonth) : TimeSpan.FromDays(Count * daysOfMonth),
        RetentionUnit.Years => TimeSpan.FromDays(Count * daysOfYear),
        RetentionUnit.Purpose or RetentionUnit.Forever => TimeSpan.MaxValue,
    };
}

/// <summary>One line of the table: a kind, its term, and the words for people.</summary>
/// <param name="Zh">what it is, Simplified Chinese</param>
/// <param name="BasisZh">on what basis it is held, Simplified Chinese</param>
public sealed record RetentionLine(RetainedKind Kind, RetentionTerm Keep, string Zh, string En, string BasisZh, string BasisEn);

/// <summary>How long each kind of data is kept, as versioned data; every kind has one line. Immutable; safe on any thread.</summary>
public sealed record RetentionTable(string Version, DateOnly EffectiveFrom, IReadOnlyList<RetentionLine> Lines)
{
    public RetentionLine this[RetainedKind kind] => Lines.First(line => line.Kind == kind);

    /// <summary>Days for which frames of a review are kept at most.</summary>
    public int ReviewFrameDays => this[RetainedKind.ReviewFrames].Keep.Count;
}
