using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>The account after the step, or the refusal.</summary>
public sealed record StaffResult(StaffAccount? Account, Refusal? Refusal);

/// <summary>An account with the password that its owner must change.</summary>
public sealed record NewStaffAccount(StaffAccount? Account, string? OneTimePassword, Refusal? Refusal);

/// <summary>Makes accounts, changes their passwords, signs in. Each step is one transaction with its audit entry. Thread-safe.</summary>
public sealed class StaffAccounts(IEligibilityStore store, IStaffReader reader, IPasswordHashing hashing, TimeProvider time)
{
    // without the characters that look alike
    private const string PasswordAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private static readonly CaseworkerId SystemItself = new("system");
    private static readonly CaseworkerId FirstAdministrator = new("admin");

    // made once a process: an unknown account costs what a wrong password costs
    private readonly Lazy<string> noAccount = new(() => hashing.Hash("nobody signs in with this"));

    /// <summary>
    /// Makes the first administrator when there is no account at all. The password is shown before the commit: a fault in between
    /// shows a password that counts for nothing, never an account whose password nobody saw.
    /// </summary>
    /// <param name="show">account and one-time password; to a person's screen, never to a log</param>
    /// <returns>false: there are accounts already</returns>
    public async Task<bool> CreateFirstAsync(Action<string, string> show, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Staff.AnyAsync(cancellationToken))
        {
            return false;
        }

        var password = NewPassword();
        await PutAsync(work.Staff, NewAccount(FirstAdministrator, StaffRoles.Administrator, password, StaffPlace.Everywhere), StaffChange.Created, SystemItself, cancellationToken);
        show(FirstAdministrator.Value, password);
        await work.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>An account for the whole register.</summary>
    public Task<NewStaffAccount> CreateAsync(CaseworkerId id, StaffRoles roles, CaseworkerId by, CancellationToken cancellationToken) =>
        CreateAsync(id, roles, by, StaffPlace.Everywhere, cancellationToken);

    public async Task<NewStaffAccount> CreateAsync(CaseworkerId id, StaffRoles roles, CaseworkerId by, StaffPlace place, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Staff.FindAsync(id, cancellationToken) is not null)
        {
            return new NewStaffAccount(null, null, new AccountExists(id));
        }

        var password = NewPassword();
        var account = await PutAsync(work.Staff, NewAccount(id, roles, password, place), StaffChange.Created, by, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new NewStaffAccount(account, password, null);
    }

    /// <summary>Gives a new one-time password: sessions under the old one end.</summary>
    public async Task<NewStaffAccount> ResetPasswordAsync(CaseworkerId id, CaseworkerId by, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Staff.FindAsync(id, cancellationToken) is not { Closed: false } account)
        {
            return new NewStaffAccount(null, null, new AccountUnknown(id));
        }

        var password = NewPassword();
        // roles and region stay
        account = account with { PasswordHash = hashing.Hash(password), MustChange = true, FailedCount = 0, LockedUntil = null };
        await PutAsync(work.Staff, account, StaffChange.PasswordReset, by, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new NewStaffAccount(account, password, null);
    }

    /// <summary>Closes an account: sessions of it end. The last administrator may not be closed by itself.</summary>
    public async Task<StaffResult> CloseAsync(CaseworkerId id, CaseworkerId by, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (id == by || await work.Staff.FindAsync(id, cancellationToken) is not { Closed: false } account)
        {
            return new StaffResult(null, new AccountUnknown(id));
        }

        account = account with { Closed = true };
        await work.Staff.PutAsync(account, Happened(account, StaffChange.Closed, by), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new StaffResult(account, null);
    }

    /// <summary>Checks a password; counts a wrong one and locks the account when there were too many.</summary>
    public Task<StaffResult> SignInAsync(string? name, string? password, CancellationToken cancellationToken) =>
        SignInAsync(name, password, isKnown: false, cancellationToken);

    /// <param name="isKnown">
    /// the browser showed that the owner signed in with it before: a lock that strangers caused does not hold it up, and the caller
    /// counts its failures by itself
    /// </param>
    public async Task<StaffResult> SignInAsync(string? name, string? password, bool isKnown, CancellationToken cancellationToken)
    {
        var id = IdentifierText.IsValid(name, 64) ? new CaseworkerId(name.ToLowerInvariant()) : default(CaseworkerId?);
        var account = id is null ? null : await reader.FindAsync(id.Value, cancellationToken);
        var offered = password is { Length: <= SignInRules.PasswordMaxLength } ? password : string.Empty;
        // outside the transaction: the hash is slow, and no other writer shall wait for it
        var fits = hashing.Fits(account?.PasswordHash ?? noAccount.Value, offered);
        return account is null ? new StaffResult(null, new SignInRefused()) : await CountAsync(account, fits, isKnown, cancellationToken);
    }

    private async Task<StaffResult> CountAsync(StaffAccount checkedAccount, bool fits, bool isKnown, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var account = await work.Staff.FindAsync(checkedAccount.Id, cancellationToken);
        if (account is null || account.Closed || (!isKnown && account.LockedUntil > time.GetUtcNow()) || account.PasswordHash != checkedAccount.PasswordHash)
        {
            return new StaffResult(null, new SignInRefused());
        }

        var after = isKnown ? account : fits ? account with { FailedCount = 0, LockedUntil = null } : Failed(account);
        if (after != account)
        {
            var happened = fits || after.LockedUntil is null ? null : Happened(after, StaffChange.Locked, after.Id);
            await work.Staff.PutAsync(after, happened, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        return fits ? new StaffResult(after, null) : new StaffResult(null, new SignInRefused());
    }

    public async Task<StaffResult> ChangePasswordAsync(CaseworkerId id, string? current, string? next, CancellationToken cancellationToken)
    {
        // whoever asks has signed in before; the caller counts wrong ones
        var signedIn = await SignInAsync(id.Value, current, isKnown: true, cancellationToken);
        if (signedIn.Account is not { } account)
        {
            return signedIn;
        }

        if (next is null || !SignInRules.IsAcceptable(id, next, current!))
        {
            return new StaffResult(null, new PasswordTooWeak());
        }

        await using var work = await store.BeginAsync(cancellationToken);
        account = account with { PasswordHash = hashing.Hash(next), MustChange = false };
        await work.Staff.PutAsync(account, Happened(account, StaffChange.PasswordChanged, id), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new StaffResult(account, null);
    }

    private StaffAccount Failed(StaffAccount account)
    {
        var failed = account.FailedCount + 1;
        return account with { FailedCount = failed, LockedUntil = SignInRules.LockAfter(failed) is { } wait ? time.GetStoredNow() + wait : null };
    }

    private StaffAccount NewAccount(CaseworkerId id, StaffRoles roles, string password, StaffPlace place) =>
        new(id, hashing.Hash(password), roles, MustChange: true, 0, null, Closed: false) { Division = place.Division, Team = place.Team, ResidesIn = place.ResidesIn };

    private async Task<StaffAccount> PutAsync(IStaffRecords staff, StaffAccount account, StaffChange change, CaseworkerId by, CancellationToken cancellationToken)
    {
        await staff.PutAsync(account, Happened(account, change, by), cancellationToken);
        return account;
    }

    private StaffAccountEvent Happened(StaffAccount account, StaffChange change, CaseworkerId by) =>
        new(account.Id, change, account.Roles, by, time.GetStoredNow(), $"{account.Division}|{account.Team}|{account.ResidesIn}");

    private static string NewPassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(PasswordAlphabet, 4)));
}
