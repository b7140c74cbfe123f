using System.Globalization;
using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>The code, or why there is none.</summary>
/// <param name="Code">six digits, for the eyes of the person at the counter; null unless given</param>
/// <param name="RetryAfter">the account has given as many as an hour allows; null otherwise</param>
public sealed record CounterCodeIssued(string? Code, TimeSpan? RetryAfter, Refusal? Refusal)
{
    public override string ToString() => "(counter code)";
}

/// <summary>
/// Gives a one-time code to somebody without a telephone whose identity document a caseworker has before them. It is typed in place of the
/// code of a message, proves one claim with that document and a name that agrees, and lets nobody in but the person: whoever gave it holds
/// no claim. Who gave it for whom is in the audit log before the code exists. Thread-safe.
/// </summary>
public sealed class IssueCounterCode(
    IEligibilityStore store, IShortLivedStore shortLived, FindClaimant claimants, IPseudonyms pseudonyms, ClaimLimits limits, TimeProvider time)
{
    /// <summary>Reason of the reading; no other search by document has one.</summary>
    public const string Reason = "核对证件，开具窗口验证码";

    private readonly CounterCodes codes = new(shortLived, pseudonyms, limits);
    private readonly VelocityLimit velocity = new(shortLived, time);

    /// <param name="person">of the region of the account: the caller has looked</param>
    public async Task<CounterCodeIssued> ExecuteAsync(Beneficiary person, CaseworkerId by, CancellationToken cancellationToken)
    {
        var key = $"counter:by:{pseudonyms.Of("counter-by", by.Value)}";
        if (await velocity.CountAsync(key, limits.CounterCodesAnHour, TimeSpan.FromHours(1), cancellationToken) is { } wait)
        {
            return new CounterCodeIssued(null, wait, null);
        }

        // of a double registration a claim finds the first: a code for the other would let in nobody
        if (await claimants.ExecuteAsync(person.Document, person.Name, cancellationToken) != person.Id)
        {
            return new CounterCodeIssued(null, null, new ClaimImpossible());
        }

        await using var work = await store.BeginAsync(cancellationToken);
        if ((await work.Staff.ReadDeclaredRelativesAsync(by, cancellationToken)).Contains(person.Id))
        {
            return new CounterCodeIssued(null, null, new OwnRelative());
        }

        await work.Staff.AddReadAsync(new StaffRead(by, StaffReadKind.Search, person.Id.Value, Reason, time.GetStoredNow()), cancellationToken);
        await work.CommitAsync(cancellationToken);
        var code = RandomNumberGenerator.GetInt32(0, 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        await codes.PutAsync(person.Document, person.Id, code, cancellationToken);
        return new CounterCodeIssued(code, null, null);
    }
}
