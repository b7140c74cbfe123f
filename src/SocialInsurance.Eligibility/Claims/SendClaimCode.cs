using System.Globalization;
using System.Security.Cryptography;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>What became of the code of a claim. For counters only: never an answer to the one who claims.</summary>
public enum CodeDelivery
{
    Sent = 1,

    /// <summary>Number and name do not agree with the register.</summary>
    NotRegistered = 2,

    /// <summary>No telephone on record: the other ways remain.</summary>
    NoPhone = 3,

    /// <summary>The person had as many codes as an hour allows.</summary>
    TooMany = 4,

    /// <summary>The channel did not take the message, or there is none.</summary>
    NotTaken = 5,

    /// <summary>The claim is over.</summary>
    ClaimGone = 6,
}

/// <summary>
/// Makes the code of an open claim and sends it: to the telephone on record of the person whose number and name agree, to a
/// helper's own telephone otherwise. Runs after the answer was given, so that its time tells nobody anything.
/// </summary>
/// <param name="text">the message around a code, Chinese, no link</param>
public sealed class SendClaimCode(
    IShortLivedStore store,
    FindClaimant claimants,
    IContactReader contacts,
    IMessageChannel? sms,
    IPseudonyms pseudonyms,
    Func<string, string> text,
    ClaimLimits limits,
    TimeProvider time)
{
    internal const string Kind = "code";

    private readonly ClaimShelf shelf = new(store);

    public async Task<CodeDelivery> ExecuteAsync(ClaimToken token, CancellationToken cancellationToken)
    {
        if (await shelf.FindAsync(token, OpenClaim.Kind, ClaimPapersJson.Default.OpenPapers, cancellationToken) is not { } open)
        {
            return CodeDelivery.ClaimGone;
        }

        if (open.Phone is { } phone)
        {
            return await SendAsync(token, PhoneNumber.From(phone), null, cancellationToken);
        }

        if (await claimants.ExecuteAsync(DocumentNumber.From(open.Document), new PersonName(open.Name), cancellationToken) is not { } person)
        {
            return CodeDelivery.NotRegistered;
        }

        if (await contacts.FindPhoneAsync(person, cancellationToken) is not { } onRecord)
        {
            return CodeDelivery.NoPhone;
        }

        // one person may be claimed under several written forms of a number
        var key = $"hour:person:{pseudonyms.Of("claim-person", person.Value)}{(open.KnownBrowser ? ":known" : string.Empty)}";
        var most = open.KnownBrowser ? limits.CodesAnHour : limits.CodesAnHourOfAll;
        var wait = await new VelocityLimit(store, time).CountAsync(key, most, TimeSpan.FromHours(1), cancellationToken);
        return wait is null ? await SendAsync(token, onRecord, person, cancellationToken) : CodeDelivery.TooMany;
    }

    private async Task<CodeDelivery> SendAsync(ClaimToken token, PhoneNumber phone, BeneficiaryId? person, CancellationToken cancellationToken)
    {
        if (sms is null)
        {
            return CodeDelivery.NotTaken;
        }

        var code = RandomNumberGenerator.GetInt32(0, 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var papers = new CodePapers(token.HashOf(code), person?.Value);
        await shelf.AddAsync(token, Kind, papers, ClaimPapersJson.Default.CodePapers, limits.CodeLifetime, cancellationToken);
        var message = new OutgoingMessage($"code-{token.Key}", MessageChannelKind.Sms, phone.Reveal(), text(code));
        return await sms.SendAsync(message, cancellationToken) ? CodeDelivery.Sent : CodeDelivery.NotTaken;
    }
}
