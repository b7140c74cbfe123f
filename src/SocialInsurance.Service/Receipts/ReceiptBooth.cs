using System.Globalization;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Receipts;

/// <summary>What anybody may ask about receipts: verdicts, keys, revocations. Thread-safe.</summary>
internal sealed class ReceiptBooth(PlatformPorts ports, IReceiptReader receipts, IReceiptSigner signer, TimeProvider clock)
{
    private static readonly TimeSpan ListLifetime = TimeSpan.FromSeconds(10);
    private readonly ReceiptCheck check = new(new ReceiptKeySet(signer.Published));
    private volatile SignedList? list;

    internal async Task<ReceiptVerdictDto> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        var verdict = check.CheckText(text, ports.LocalDay(clock.GetUtcNow()), static _ => false);
        if (verdict is { Fault: ReceiptFault.None, Receipt: { } signed }
            && await receipts.FindAsync(signed.Body.Id, cancellationToken) is { Revocation: not null })
        {
            verdict = verdict with { State = ReceiptState.Revoked };
        }

        var body = verdict.Fault == ReceiptFault.None ? verdict.Receipt?.Body : null;
        return new ReceiptVerdictDto(
            StateText(verdict.State),
            ServiceTexts.Get(verdict.Fault == ReceiptFault.None ? $"Receipt{verdict.State}" : $"Receipt{verdict.Fault}"),
            body?.Id.ToString(),
            body?.CertifiedOn,
            body?.ValidUntil,
            body?.Authority,
            body?.Log.Size,
            body?.Log.RootHash.ToString());
    }

    internal ReceiptKeysDto Keys() => new(
        ports.Authority,
        [.. signer.Published.Select(key => new ReceiptKeyDto(
            key.Id.ToString("x8", CultureInfo.InvariantCulture), key.Suite.ToString(), key.Fingerprint.ToString(), key.ToPem()))]);

    /// <summary>Signed anew every ten seconds at most, however many ask.</summary>
    internal async Task<byte[]> RevocationsAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (list is { } fresh && now - fresh.At < ListLifetime && now >= fresh.At)
        {
            return fresh.Json;
        }

        var revoked = await receipts.ListRevokedAsync(ports.LocalDay(now), cancellationToken);
        var signed = RevocationList.Sign(revoked, now, signer).ToJson();
        list = new SignedList(signed, now);
        return signed;
    }

    private static string StateText(ReceiptState state) => state switch
    {
        ReceiptState.Genuine => "genuine",
        ReceiptState.Revoked => "revoked",
        ReceiptState.Expired => "expired",
        ReceiptState.NotGenuine => "notGenuine",
    };

    private sealed record SignedList(byte[] Json, DateTimeOffset At);
}
