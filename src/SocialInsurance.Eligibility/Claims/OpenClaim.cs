using System.Globalization;
using System.Security.Cryptography;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>Who somebody says to be.</summary>
/// <param name="HelperPhone">a helper's own number; null for a beneficiary</param>
/// <param name="WithCode">false when a registered device will prove the claim: no code is sent or counted</param>
/// <param name="From">from where it is said</param>
public sealed record ClaimRequest(DocumentNumber Document, PersonName Name, PhoneNumber? HelperPhone, bool WithCode, ClaimOrigin From)
{
    /// <summary>Whose codes are counted: the document, or a helper's own telephone. Personal: never written, named by a pseudonym only.</summary>
    public string CodeSubject => HelperPhone?.Reveal() ?? Document.LookupForm;
}

/// <summary>From where a claim is opened.</summary>
/// <param name="Address">network address, counted under a pseudonym</param>
/// <param name="IsKnownBrowser">somebody was let in with the same <see cref="ClaimRequest.CodeSubject"/> in this browser before</param>
public readonly record struct ClaimOrigin(string Address, bool IsKnownBrowser);

/// <summary>An open claim, or how long to wait. Says nothing of whether the person is registered.</summary>
/// <param name="Nonce">for a device to sign, 32 bytes</param>
/// <param name="RetryAfter">null unless refused</param>
public sealed record ClaimOpened(ClaimToken? Token, byte[]? Nonce, TimeSpan? RetryAfter);

/// <summary>
/// Opens a claim without looking into the register: every answer takes the same way and the same time. The code is made and
/// sent afterwards, by <see cref="SendClaimCode"/>. Limits are counted by what was typed, whether or not it is registered.
/// </summary>
public sealed class OpenClaim(IShortLivedStore store, IPseudonyms pseudonyms, ClaimLimits limits, TimeProvider time)
{
    internal const string Kind = "open";
    private const int NonceBytes = 32;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly VelocityLimit velocity = new(store, time);

    public async Task<ClaimOpened> ExecuteAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        if (await FindWaitAsync(request, cancellationToken) is { } wait)
        {
            return new ClaimOpened(null, null, wait);
        }

        var token = ClaimToken.Create();
        var papers = new OpenPapers(
            request.Document.Reveal(), request.Name.Reveal(), request.HelperPhone?.Reveal(), RandomNumberGenerator.GetBytes(NonceBytes), request.From.IsKnownBrowser);
        await new ClaimShelf(store).AddAsync(token, Kind, papers, ClaimPapersJson.Default.OpenPapers, limits.CodeLifetime, cancellationToken);
        return new ClaimOpened(token, papers.Nonce, null);
    }

    private async Task<TimeSpan?> FindWaitAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var document = pseudonyms.Of("claim-document", request.Document.LookupForm);
        var from = request.From.IsKnownBrowser ? "known" : pseudonyms.Of("claim-address", request.From.Address);
        if (await velocity.CountAsync($"open:{document}:{from}", limits.OpeningsAnHour, Hour, cancellationToken) is { } wait)
        {
            return wait;
        }

        if (!request.WithCode)
        {
            return null;
        }

        // a helper's number of others must not use up the owner's codes, and nobody's telephone may be flooded
        var subject = request.HelperPhone is null ? document : pseudonyms.Of("claim-phone", request.HelperPhone.Reveal());
        // a code goes out for the registered spelling of a name only: whoever mends a slip need not wait, whatever is registered
        var spelling = request.HelperPhone is null ? $":{pseudonyms.Of("claim-name", FindClaimant.KeyOf(request.Name).Value.ToString(CultureInfo.InvariantCulture))}" : string.Empty;
        return await FindCodeWaitAsync($"{subject}:{from}", spelling, cancellationToken)
            ?? (request.From.IsKnownBrowser ? null : await FindWaitOfAllAsync(subject, cancellationToken));
    }

    private async Task<TimeSpan?> FindCodeWaitAsync(string key, string spelling, CancellationToken cancellationToken) =>
        await velocity.CountAsync($"resend:{key}{spelling}", 1, limits.ResendAfter, cancellationToken)
        ?? await velocity.CountAsync($"hour:{key}", limits.CodesAnHour, Hour, cancellationToken);

    private async Task<TimeSpan?> FindWaitOfAllAsync(string subject, CancellationToken cancellationToken) =>
        await velocity.CountAsync($"hour:{subject}", limits.CodesAnHourOfAll, Hour, cancellationToken)
        ?? await velocity.CountAsync($"day:{subject}", limits.CodesADayOfAll, TimeSpan.FromDays(1), cancellationToken);
}
