using System.Security.Cryptography;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>Who somebody says to be.</summary>
/// <param name="HelperPhone">a helper's own number; null for a beneficiary</param>
/// <param name="WithCode">false when a registered device will prove the claim: no code is sent or counted</param>
public sealed record ClaimRequest(DocumentNumber Document, PersonName Name, PhoneNumber? HelperPhone, bool WithCode);

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

    private readonly VelocityLimit velocity = new(store, time);

    public async Task<ClaimOpened> ExecuteAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        if (await FindWaitAsync(request, cancellationToken) is { } wait)
        {
            return new ClaimOpened(null, null, wait);
        }

        var token = ClaimToken.Create();
        var papers = new OpenPapers(
            request.Document.Reveal(), request.Name.Reveal(), request.HelperPhone?.Reveal(), RandomNumberGenerator.GetBytes(NonceBytes));
        await new ClaimShelf(store).AddAsync(token, Kind, papers, ClaimPapersJson.Default.OpenPapers, limits.CodeLifetime, cancellationToken);
        return new ClaimOpened(token, papers.Nonce, null);
    }

    private async Task<TimeSpan?> FindWaitAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var document = pseudonyms.Of("claim-document", request.Document.LookupForm);
        if (await velocity.CountAsync($"open:{document}", limits.OpeningsAnHour, TimeSpan.FromHours(1), cancellationToken) is { } wait)
        {
            return wait;
        }

        if (!request.WithCode)
        {
            return null;
        }

        // a helper's number of others must not use up the owner's codes, and nobody's telephone may be flooded
        var phone = request.HelperPhone is null ? null : pseudonyms.Of("claim-phone", request.HelperPhone.Reveal());
        return await FindCodeWaitAsync(phone is null ? $"code:{document}" : $"code:{phone}", cancellationToken);
    }

    private async Task<TimeSpan?> FindCodeWaitAsync(string key, CancellationToken cancellationToken) =>
        await velocity.CountAsync($"resend:{key}", 1, limits.ResendAfter, cancellationToken)
        ?? await velocity.CountAsync($"hour:{key}", limits.CodesAnHour, TimeSpan.FromHours(1), cancellationToken);
}
