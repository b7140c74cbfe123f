using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Staff;

/// <param name="Secret">for the owner's screen, once; null when refused</param>
public sealed record FactorSetUp(byte[]? Secret, Refusal? Refusal);

/// <param name="RecoveryCodes">shown once; empty when refused</param>
public sealed record FactorConfirmed(StaffAccount? Account, IReadOnlyList<string> RecoveryCodes, Refusal? Refusal);

/// <summary>How a reset of a lost factor stands.</summary>
/// <param name="Done">false with no refusal: asked for, another administrator must do it</param>
public sealed record FactorResetResult(bool Done, Refusal? Refusal);

/// <summary>
/// The second factor: set up, confirmed, asked for, renewed, reset. Each step is one transaction with its audit entry; of two callers
/// with the same code one is let in. Thread-safe.
/// </summary>
public sealed class StaffFactors(IEligibilityStore store, TimeProvider time)
{
    /// <summary>A reset that nobody did in this time must be asked for again.</summary>
    private static readonly TimeSpan ResetLifetime = TimeSpan.FromDays(7);

    private static readonly CaseworkerId SystemItself = new("system");

    /// <summary>Makes a new secret, which counts once <see cref="ConfirmAsync"/> saw a code of it. The former one counts until then.</summary>
    /// <param name="code">of the factor that stands, where one does</param>
    public async Task<FactorSetUp> BeginAsync(CaseworkerId id, string? code, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, cancellationToken))?.Since is not null
            && (await CheckAsync(id, code, cancellationToken)).Refusal is { } refused)
        {
            return new FactorSetUp(null, refused);
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        var factor = await work.StaffFactors.FindAsync(id, cancellationToken) ?? new StaffFactor(id);
        await work.StaffFactors.PutAsync(factor with { Pending = secret }, null, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new FactorSetUp(secret, null);
    }

    /// <summary>The app shows codes of the new secret: from now on they are asked for, and sessions elsewhere are over.</summary>
    public async Task<FactorConfirmed> ConfirmAsync(CaseworkerId id, string? code, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var factor = await work.StaffFactors.FindAsync(id, cancellationToken);
        var now = time.GetStoredNow();
        if (factor?.Pending is not { } pending || factor.LockedUntil > now)
        {
            return new FactorConfirmed(null, [], new CodeRefused());
        }

        if (Totp.FindStep(pending, code ?? string.Empty, now, lastStep: 0) is not { } step)
        {
            await FailAsync(work, factor, cancellationToken);
            return new FactorConfirmed(null, [], new CodeRefused());
        }

        var codes = RecoveryCodes.Create();
        await work.StaffFactors.PutAsync(
            new StaffFactor(id) { Secret = pending, Since = now, LastStep = step }, Happened(id, StaffSecurityChange.FactorSetUp, id), cancellationToken);
        await work.StaffFactors.ReplaceCodesAsync(id, DigestsOf(id, codes), cancellationToken);
        var account = await work.Staff.FindAsync(id, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new FactorConfirmed(account, codes, null);
    }

    /// <summary>Checks a code of the app or a recovery code and uses it up; counts a wrong one and locks the factor when there were too many.</summary>
    public async Task<StaffResult> CheckAsync(CaseworkerId id, string? code, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var factor = await work.StaffFactors.FindAsync(id, cancellationToken);
        var now = time.GetStoredNow();
        if (factor?.Secret is not { } secret || factor.LockedUntil > now)
        {
            return new StaffResult(null, new CodeRefused());
        }

        var step = Totp.FindStep(secret, code ?? string.Empty, now, factor.LastStep);
        var isRecovery = step is null
            && RecoveryCodes.DigestOf(id, code ?? string.Empty) is { } digest
            && await work.StaffFactors.UseCodeAsync(id, digest, now, cancellationToken);
        if (step is null && !isRecovery)
        {
            await FailAsync(work, factor, cancellationToken);
            return new StaffResult(null, new CodeRefused());
        }

        await work.StaffFactors.PutAsync(
            factor with { LastStep = step ?? factor.LastStep, FailedCount = 0, LockedUntil = null },
            isRecovery ? Happened(id, StaffSecurityChange.RecoveryCodeUsed, id) : null,
            cancellationToken);
        var account = await work.Staff.FindAsync(id, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new StaffResult(account, null);
    }

    /// <summary>Ten new recovery codes; the former ones count no more.</summary>
    /// <param name="code">proves that the owner asks</param>
    public async Task<FactorConfirmed> RenewCodesAsync(CaseworkerId id, string? code, CancellationToken cancellationToken)
    {
        var proven = await CheckAsync(id, code, cancellationToken);
        if (proven.Refusal is { } refused)
        {
            return new FactorConfirmed(null, [], refused);
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var codes = RecoveryCodes.Create();
        await work.StaffFactors.ReplaceCodesAsync(id, DigestsOf(id, codes), cancellationToken);
        await work.StaffFactors.AddAsync(Happened(id, StaffSecurityChange.RecoveryCodesRenewed, id), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new FactorConfirmed(proven.Account, codes, null);
    }

    /// <summary>
    /// Takes a lost factor away: one administrator asks, another one does it. Alone, somebody who may also give new passwords could
    /// step into the place of an approver.
    /// </summary>
    public async Task<FactorResetResult> ResetAsync(CaseworkerId id, CaseworkerId by, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var factor = await work.StaffFactors.FindAsync(id, cancellationToken);
        if (factor?.Since is null)
        {
            return new FactorResetResult(false, new AccountUnknown(id));
        }

        if (id == by)
        {
            return new FactorResetResult(false, new FactorResetNeedsAnother());
        }

        var now = time.GetStoredNow();
        var isAsked = factor.ResetAskedBy is not null && factor.ResetAskedAt + ResetLifetime > now;
        if (isAsked && factor.ResetAskedBy == by)
        {
            return new FactorResetResult(false, new FactorResetNeedsAnother());
        }

        await (isAsked
            ? work.StaffFactors.RemoveAsync(id, Happened(id, StaffSecurityChange.FactorReset, by), cancellationToken)
            : work.StaffFactors.PutAsync(
                factor with { ResetAskedBy = by, ResetAskedAt = now }, Happened(id, StaffSecurityChange.FactorResetAsked, by), cancellationToken));
        await work.CommitAsync(cancellationToken);
        return new FactorResetResult(isAsked, null);
    }

    /// <summary>The way back of whoever owns the data folder, when no second administrator is left.</summary>
    public async Task<FactorResetResult> ResetBySystemAsync(CaseworkerId id, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if ((await work.StaffFactors.FindAsync(id, cancellationToken))?.Since is null)
        {
            return new FactorResetResult(false, new AccountUnknown(id));
        }

        await work.StaffFactors.RemoveAsync(id, Happened(id, StaffSecurityChange.FactorReset, SystemItself), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new FactorResetResult(true, null);
    }

    /// <summary>Ends every session of the account, the asking one too.</summary>
    public async Task<StaffResult> SignOutEverywhereAsync(CaseworkerId id, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Staff.FindAsync(id, cancellationToken) is not { } account)
        {
            return new StaffResult(null, new AccountUnknown(id));
        }

        account = account with { SessionRound = account.SessionRound + 1 };
        await work.Staff.PutAsync(account, null, cancellationToken);
        await work.StaffFactors.AddAsync(Happened(id, StaffSecurityChange.SignedOutEverywhere, id), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new StaffResult(account, null);
    }

    private async Task<StaffFactor?> FindAsync(CaseworkerId id, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        return await work.StaffFactors.FindAsync(id, cancellationToken);
    }

    private async Task FailAsync(IEligibilityWork work, StaffFactor factor, CancellationToken cancellationToken)
    {
        var failed = factor.FailedCount + 1;
        var wait = SignInRules.LockAfter(failed);
        await work.StaffFactors.PutAsync(
            factor with { FailedCount = failed, LockedUntil = wait is { } some ? time.GetStoredNow() + some : null },
            wait is null ? null : Happened(factor.Account, StaffSecurityChange.FactorLocked, factor.Account),
            cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private StaffSecurityEvent Happened(CaseworkerId id, StaffSecurityChange change, CaseworkerId by) => new(id, change, by, time.GetStoredNow());

    private static List<Sha256Digest> DigestsOf(CaseworkerId id, IReadOnlyList<string> codes) => [.. codes.Select(code => RecoveryCodes.DigestOf(id, code)!.Value)];
}
