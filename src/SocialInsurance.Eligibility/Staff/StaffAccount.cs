using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>What an account may do. Values are stored; never renumber.</summary>
[Flags]
public enum StaffRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Makes and closes accounts; sees no person.</summary>
    Administrator = 1,

    /// <summary>Finds people, confirms them alive, handles cases.</summary>
    Caseworker = 2,

    /// <summary>Gives the second approval; revokes receipts.</summary>
    Approver = 4,

    /// <summary>Reads everything, writes nothing; every reading is logged.</summary>
    Auditor = 8,

    /// <summary>Sees numbers and escalated cases, assigns, reopens; decides no case.</summary>
    Supervisor = 16,

    /// <summary>Runs comparisons and releases held deliveries; sees no person's identity.</summary>
    Operator = 32,
}

/// <summary>An account of a member of staff as it stands.</summary>
/// <param name="Id">name to sign in with, lower case; not a person's name</param>
/// <param name="PasswordHash">form of the hashing port; never leaves the store but for checking</param>
/// <param name="MustChange">the password came from somebody else</param>
/// <param name="FailedCount">wrong passwords since the last right one</param>
/// <param name="LockedUntil">null: not locked</param>
public sealed record StaffAccount(
    CaseworkerId Id,
    string PasswordHash,
    StaffRoles Roles,
    bool MustChange,
    int FailedCount,
    DateTimeOffset? LockedUntil,
    bool Closed)
{
    /// <summary>Prefix of the division codes whose people the account may see, 0..12 digits; empty: all.</summary>
    public string Division { get; init; } = string.Empty;

    /// <summary>For workload and agreement: 0..64 of [A-Za-z0-9-].</summary>
    public string Team { get; init; } = string.Empty;

    /// <summary>Division in which the owner lives, 0..12 digits; empty: not stated.</summary>
    public string ResidesIn { get; init; } = string.Empty;

    /// <summary>Since when a second factor is asked for; null: none was set up. Read with the account, written by its own port.</summary>
    public DateTimeOffset? FactorSince { get; init; }

    /// <summary>Raised when the owner signs out everywhere.</summary>
    public int SessionRound { get; init; }

    /// <summary>Whether people of a division are inside the region of the account.</summary>
    public bool Covers(string divisionCode) => divisionCode.StartsWith(Division, StringComparison.Ordinal);
}

/// <summary>What happened to an account. Values are stored; never renumber.</summary>
public enum StaffChange
{
    /// <summary>The account was made.</summary>
    Created = 1,

    /// <summary>Its owner chose another password.</summary>
    PasswordChanged = 2,

    /// <summary>An administrator gave it a new one-time password.</summary>
    PasswordReset = 3,

    /// <summary>Too many wrong passwords.</summary>
    Locked = 4,

    /// <summary>It may no longer be used.</summary>
    Closed = 5,
}

/// <summary>A change of an account, audited. Holds no password and no hash.</summary>
/// <param name="By">who did it; the account itself for a sign-in, "system" for the first administrator</param>
/// <param name="Scope">"division|team|residesIn" of the account; null: as before regions existed</param>
public sealed record StaffAccountEvent(
    CaseworkerId Account, StaffChange Change, StaffRoles Roles, CaseworkerId By, DateTimeOffset RecordedAt, string? Scope = null) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.StaffAccountChanged;

    string IAuditable.AuditSubject => Account.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("staff-account/1");
        writer.Add(Account.Value);
        writer.Add((long)Change);
        writer.Add((long)Roles);
        writer.Add(By.Value);
        writer.Add(RecordedAt);
        if (Scope is not null)
        {
            writer.Add(Scope);
        }
    }
}

/// <summary>Makes and checks password hashes. Slow on purpose; thread-safe.</summary>
public interface IPasswordHashing
{
    string Hash(string password);

    bool Fits(string hash, string password);
}

/// <summary>Accounts and meetings inside a transaction.</summary>
public interface IStaffRecords
{
    Task<bool> AnyAsync(CancellationToken cancellationToken);

    Task<StaffAccount?> FindAsync(CaseworkerId id, CancellationToken cancellationToken);

    /// <summary>Stores the account as it stands and, when given, what happened to it with its audit entry.</summary>
    Task PutAsync(StaffAccount account, StaffAccountEvent? happened, CancellationToken cancellationToken);

    /// <summary>Stores that somebody looked at a person's data, with its audit entry.</summary>
    Task AddReadAsync(StaffRead read, CancellationToken cancellationToken);

    /// <summary>People whom an account may not handle because they are its owner's relatives, as declared.</summary>
    Task<IReadOnlySet<BeneficiaryId>> ReadDeclaredRelativesAsync(CaseworkerId account, CancellationToken cancellationToken);

    /// <summary>Declares a relative of an account's owner or withdraws the declaration, with its audit entry; false when it stands so already.</summary>
    Task<bool> ChangeRelativeAsync(StaffRelativeEvent happened, CancellationToken cancellationToken);

    /// <summary>Stores how and where a caseworker met a person, with its audit entry.</summary>
    Task AddMeetingAsync(AssistedMeeting meeting, CancellationToken cancellationToken);
}

/// <summary>Reads accounts; never blocked by a writer.</summary>
public interface IStaffReader
{
    Task<StaffAccount?> FindAsync(CaseworkerId id, CancellationToken cancellationToken);

    /// <summary>All accounts by id.</summary>
    Task<IReadOnlyList<StaffAccount>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Declared relatives of an account's owner, oldest declaration first.</summary>
    Task<IReadOnlyList<DeclaredRelative>> ListRelativesAsync(CaseworkerId account, CancellationToken cancellationToken);

    /// <summary>Recovery codes that were not used yet, and who asked for a reset of the second factor, if anybody.</summary>
    Task<FactorStanding> ReadFactorAsync(CaseworkerId id, CancellationToken cancellationToken);
}
