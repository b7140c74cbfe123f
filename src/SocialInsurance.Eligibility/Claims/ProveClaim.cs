using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>What somebody brings to prove a claim.</summary>
public abstract record ClaimProof
{
    private ClaimProof()
    {
    }

    /// <summary>The code that was sent, or given at a counter.</summary>
    public sealed record Code(string Digits) : ClaimProof
    {
        public override string ToString() => "(code)";
    }

    /// <param name="Signature">over the claim's nonce: r and s of 32 bytes each</param>
    public sealed record Device(DeviceId Id, byte[] Signature) : ClaimProof;
}

/// <summary>A claim that was proven.</summary>
/// <param name="CodeSubject">as of <see cref="ClaimRequest.CodeSubject"/>; personal</param>
public sealed record ClaimProven(ClaimToken Token, string CodeSubject)
{
    public override string ToString() => "(proven)";
}

/// <summary>
/// Proves a claim, once: of two right proofs one acts. A claim is dead after too many wrong ones. The token of the proven claim
/// is new, so that whoever saw the open claim has nothing.
/// </summary>
public sealed class ProveClaim(
    IShortLivedStore store, FindClaimant claimants, IDeviceReader devices, IPseudonyms pseudonyms, ClaimLimits limits, TimeProvider time)
{
    private readonly ClaimShelf shelf = new(store);
    private readonly CounterCodes counter = new(store, pseudonyms, limits);

    /// <returns>null whatever is wrong</returns>
    public async Task<ClaimProven?> ExecuteAsync(ClaimToken claim, ClaimProof proof, CancellationToken cancellationToken)
    {
        if (await shelf.FindAsync(claim, OpenClaim.Kind, ClaimPapersJson.Default.OpenPapers, cancellationToken) is not { } open)
        {
            return null;
        }

        if (await store.CountAsync($"tries:{claim.Key}", limits.CodeLifetime, cancellationToken) > limits.Tries)
        {
            await shelf.RemoveAsync(claim, OpenClaim.Kind, cancellationToken);
            await shelf.RemoveAsync(claim, SendClaimCode.Kind, cancellationToken);
            return null;
        }

        var acting = proof switch
        {
            ClaimProof.Code code => await ByCodeAsync(claim, open, code.Digits, cancellationToken),
            ClaimProof.Device device => await ByDeviceAsync(open, device, cancellationToken),
            _ => throw new ArgumentException($"Proof {proof.GetType().Name} is not known.", nameof(proof)),
        };
        if (acting is null || await shelf.TakeAsync(claim, OpenClaim.Kind, ClaimPapersJson.Default.OpenPapers, cancellationToken) is null)
        {
            return null;
        }

        await shelf.RemoveAsync(claim, SendClaimCode.Kind, cancellationToken);
        var token = ClaimToken.Create();
        await shelf.AddAsync(token, ActingClaims.Kind, acting, ClaimPapersJson.Default.ActingPapers, limits.ActingLifetime, cancellationToken);
        return new ClaimProven(token, open.Phone ?? DocumentNumber.From(open.Document).LookupForm);
    }

    private async Task<ActingPapers?> ByCodeAsync(ClaimToken claim, OpenPapers open, string digits, CancellationToken cancellationToken)
    {
        var sent = await shelf.FindAsync(claim, SendClaimCode.Kind, ClaimPapersJson.Default.CodePapers, cancellationToken);
        // compared also when no code was sent: the time must not tell
        var expected = sent?.CodeHash ?? new byte[SHA256.HashSizeInBytes];
        if (CryptographicOperations.FixedTimeEquals(expected, claim.HashOf(digits)) && sent is not null)
        {
            return sent.Beneficiary is { } person ? Person(person) : Helper(open);
        }

        return open.Phone is null ? await ByCounterCodeAsync(open, digits, cancellationToken) : null;
    }

    private async Task<ActingPapers?> ByCounterCodeAsync(OpenPapers open, string digits, CancellationToken cancellationToken)
    {
        var document = DocumentNumber.From(open.Document);
        if (await counter.MatchAsync(document, digits, cancellationToken) is not { } given)
        {
            return null;
        }

        var person = await claimants.ExecuteAsync(document, new PersonName(open.Name), cancellationToken);
        return person is { } found && await counter.TakeAsync(document, found, given, cancellationToken) ? Person(found.Value) : null;
    }

    private async Task<ActingPapers?> ByDeviceAsync(OpenPapers open, ClaimProof.Device proof, CancellationToken cancellationToken)
    {
        if (open.Phone is not null)
        {
            return null;
        }

        var person = await claimants.ExecuteAsync(DocumentNumber.From(open.Document), new PersonName(open.Name), cancellationToken);
        var device = await devices.FindDeviceAsync(proof.Id, cancellationToken);
        return person is { } found && device?.Beneficiary == found && DeviceKey.Verifies(device.PublicKey, open.Nonce, proof.Signature)
            ? Person(found.Value)
            : null;
    }

    private ActingPapers Person(string beneficiary) => new(beneficiary, null, null, null, null, null, Until());

    private ActingPapers Helper(OpenPapers open)
    {
        var identity = new HelperIdentity(DocumentNumber.From(open.Document), new PersonName(open.Name), PhoneNumber.From(open.Phone!));
        return new ActingPapers(null, HelperPseudonym.Of(identity, pseudonyms).Value, open.Document, open.Name, open.Phone, null, Until());
    }

    private long Until() => UtcMicroseconds.From(time.GetUtcNow() + limits.ActingLifetime);
}
