using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>The second factor of an account as it stands. Prints no secret.</summary>
/// <param name="Account">whose</param>
public sealed record StaffFactor(CaseworkerId Account)
{
    /// <summary>Key of the codes that count; null until one was confirmed. Sealed at rest.</summary>
    public byte[]? Secret { get; init; }

    /// <summary>Key shown at the set-up; counts once a code of it came back. Sealed at rest.</summary>
    public byte[]? Pending { get; init; }

    /// <summary>When the secret was confirmed.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Step of the newest code that counted: it and earlier ones count no more.</summary>
    public long LastStep { get; init; }

    /// <summary>Wrong codes since the last right one.</summary>
    public int FailedCount { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>The administrator who asked for a reset; another one must do it.</summary>
    public CaseworkerId? ResetAskedBy { get; init; }

    public DateTimeOffset? ResetAskedAt { get; init; }

    public override string ToString() => $"second factor of {Account.Value}";
}

/// <summary>What pages show of a second factor.</summary>
/// <param name="RecoveryCodesLeft">0..10</param>
/// <param name="ResetAskedBy">null: nobody asked</param>
public sealed record FactorStanding(int RecoveryCodesLeft, CaseworkerId? ResetAskedBy, DateTimeOffset? ResetAskedAt);

/// <summary>What happened to the second factor or the sessions of an account. Values are stored; never renumber.</summary>
public enum StaffSecurityChange
{
    /// <summary>A secret was confirmed by a code.</summary>
    FactorSetUp = 1,

    /// <summary>A recovery code was used in its place.</summary>
    RecoveryCodeUsed = 2,

    /// <summary>Ten new recovery codes took the place of the former.</summary>
    RecoveryCodesRenewed = 3,

    /// <summary>Too many wrong codes.</summary>
    FactorLocked = 4,

    /// <summary>An administrator asked for a reset of a lost factor.</summary>
    FactorResetAsked = 5,

    /// <summary>A second administrator did it.</summary>
    FactorReset = 6,

    /// <summary>Its owner ended every session.</summary>
    SignedOutEverywhere = 7,
}

/// <summary>A change of the second factor or the sessions of an account, audited. Holds no secret and no code.</summary>
/// <param name="By">who did it; "system" for the command of whoever owns the data folder</param>
public sealed record StaffSecurityEvent(CaseworkerId Account, StaffSecurityChange Change, CaseworkerId By, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.StaffSecurityChanged;

    string IAuditable.AuditSubject => Account.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("staff-security/1");
        writer.Add(Account.Value);
        writer.Add((long)Change);
        writer.Add(By.Value);
        writer.Add(RecordedAt);
    }
}

/// <summary>Second factors inside a transaction.</summary>
public interface IStaffFactorRecords
{
    Task<StaffFactor?> FindAsync(CaseworkerId account, CancellationToken cancellationToken);

    /// <summary>Stores the factor as it stands and, when given, what happened to it with its audit entry.</summary>
    Task PutAsync(StaffFactor factor, StaffSecurityEvent? happened, CancellationToken cancellationToken);

    /// <summary>Removes factor and recovery codes; what happened is audited.</summary>
    Task RemoveAsync(CaseworkerId account, StaffSecurityEvent happened, CancellationToken cancellationToken);

    /// <summary>Stores an event without a change of the factor.</summary>
    Task AddAsync(StaffSecurityEvent happened, CancellationToken cancellationToken);

    /// <summary>New recovery codes in the place of all former ones.</summary>
    Task ReplaceCodesAsync(CaseworkerId account, IReadOnlyList<Sha256Digest> codes, CancellationToken cancellationToken);

    /// <summary>False when there is no such code or it was used.</summary>
    Task<bool> UseCodeAsync(CaseworkerId account, Sha256Digest code, DateTimeOffset at, CancellationToken cancellationToken);
}
