using System.Text.Json;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Receipts;

/// <summary>Issues and shows receipts. Thread-safe.</summary>
internal sealed class ReceiptDesk(PlatformPorts ports, IReceiptReader receipts, IReceiptSigner signer, TimeProvider clock) : IReceiptDesk
{
    public async Task<ReceiptLinkDto?> FindOrIssueAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        var issued = await new IssueReceipt(
            ports.Store, new ReceiptSources(ports.Reader, receipts, ports.Identities, ports.AuditLog), signer, clock)
            .ExecuteAsync(beneficiary, ports.Authority, ports.LocalDay(clock.GetUtcNow()), cancellationToken);
        return issued.Stored is { Revocation: null } stored ? LinkTo(stored.Receipt.Id) : null;
    }

    /// <summary>A receipt of this person; null for another's, so that nobody learns whether it exists.</summary>
    internal async Task<StoredReceipt?> FindAsync(BeneficiaryId beneficiary, string id, CancellationToken cancellationToken)
    {
        var stored = ReceiptId.TryParse(id, out var parsed) ? await receipts.FindAsync(parsed, cancellationToken) : null;
        return stored?.Receipt.Beneficiary == beneficiary ? stored : null;
    }

    internal async Task<ReceiptDto?> ShowAsync(StoredReceipt stored, CancellationToken cancellationToken)
    {
        if (await ports.Identities.FindAsync(stored.Receipt.Beneficiary, cancellationToken) is not { } person)
        {
            return null;
        }

        var body = stored.Receipt.Signed.Body;
        var token = ReceiptToken.Write(stored.Receipt.Signed);
        return new ReceiptDto(
            body.Id.ToString(),
            HolderMask.Name(person.Name),
            person.Document.ToString(),
            JsonNamingPolicy.CamelCase.ConvertName(body.Method.ToString()),
            body.CertifiedOn,
            body.ValidUntil,
            body.IssuedAt,
            body.Authority,
            token,
            ReceiptQr.Svg(token),
            stored.Revocation is not null);
    }

    /// <param name="forHolder">with the salt that proves whose receipt it is</param>
    internal async Task<byte[]> FileAsync(IssuedReceipt receipt, bool forHolder, CancellationToken cancellationToken)
    {
        var key = signer.Published.First(one => one.Id == receipt.Signed.Signature.KeyId);
        var opened = forHolder ? await ports.AuditLog.ProveInclusionAsync(receipt.Signed.Body.AuditSequence, cancellationToken) : null;
        return ReceiptFile.Write(new ReceiptDocument(
            receipt.Signed, receipt.Proof, key, opened is null ? null : HolderCommitment.SaltFrom(opened.Salts)));
    }

    private static ReceiptLinkDto LinkTo(ReceiptId id) => new(id.ToString(), $"/receipt/?id={id}");
}

/// <summary>How a name is shown on its owner's page.</summary>
internal static class HolderMask
{
    /// <summary>The first character and a star for each other one, at most three.</summary>
    internal static string Name(PersonName name)
    {
        var runes = name.Reveal().EnumerateRunes().ToList();
        return runes[0] + new string('*', Math.Clamp(runes.Count - 1, 1, 3));
    }
}
