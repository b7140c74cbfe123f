using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Service.Auditing;

/// <summary>The present head of the log, signed anew every ten seconds at most, however many ask. Thread-safe.</summary>
internal sealed class AuditHeads(IAuditLog log, IReceiptSigner signer, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private volatile SignedAuditHead? last;

    internal async Task<byte[]> SignedAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (last is { } fresh && now >= fresh.SignedAt && now - fresh.SignedAt < Lifetime)
        {
            return fresh.ToJson();
        }

        var signed = SignedAuditHead.Sign(await log.ReadHeadAsync(cancellationToken), now, signer);
        last = signed;
        return signed.ToJson();
    }
}
