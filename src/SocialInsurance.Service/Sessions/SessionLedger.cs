using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Service.Sessions;

/// <summary>
/// Live sessions in the short-lived store, so that any instance can go on with one: the record, nonces that count once, which
/// session is a person's present one, and what the person is asked until a decision. Losing the store loses unfinished sessions, never a decision. Thread-safe.
/// </summary>
internal sealed class SessionLedger(IShortLivedStore store, TimeProvider clock)
{
    private const int NonceBytes = 24;

    /// <summary>A result can be asked for so long after the session's time.</summary>
    private static readonly TimeSpan ResultKept = TimeSpan.FromMinutes(30);

    /// <summary>So long what a person is asked stays the same without a decision: opening again and again brings no easier action.</summary>
    private static readonly TimeSpan ChallengeKept = TimeSpan.FromHours(24);

    internal static string HashOf(string claimId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(claimId)));

    /// <summary>Stores a new session and makes it the person's present one.</summary>
    /// <returns>the nonce of its first connection, and the session that it replaced, if any</returns>
    internal async Task<(string Nonce, string? Replaced)> OpenAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        await store.TryAddAsync(KeyOf(record.Id), BytesOf(record), LifetimeOf(record), cancellationToken);
        var replaced = await BecomePresentAsync(record, cancellationToken);
        return (await IssueNonceAsync(record, cancellationToken), replaced);
    }

    internal async Task<SessionRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(KeyOf(id), cancellationToken) is { } bytes ? JsonSerializer.Deserialize(bytes, SessionRecordJson.Default.SessionRecord) : null;

    /// <summary>Uses a nonce up; false when it never was one of this session or was used before.</summary>
    internal async Task<bool> UseNonceAsync(string id, string nonce, CancellationToken cancellationToken) =>
        nonce.Length <= 64 && await store.TakeAsync(NonceKeyOf(id, nonce), cancellationToken) is not null;

    internal async Task<string> IssueNonceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
        await store.TryAddAsync(NonceKeyOf(record.Id, nonce), new byte[] { 1 }, LifetimeOf(record), cancellationToken);
        return nonce;
    }

    /// <summary>Counts a connection; the record with the new number, or null when the session is gone.</summary>
    internal Task<SessionRecord?> ConnectAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(id, static record => record with { Connections = record.Connections + 1 }, cancellationToken);

    internal Task<SessionRecord?> EndAsync(string id, SessionResultDto result, CancellationToken cancellationToken) =>
        ChangeAsync(id, record => record with { Result = result }, cancellationToken);

    /// <summary>Whether a connection is still the session's last, and the session the person's present one.</summary>
    internal async Task<bool> IsPresentAsync(SessionRecord connection, CancellationToken cancellationToken) =>
        await FindAsync(connection.Id, cancellationToken) is { } now
        && now.Connections == connection.Connections
        && await store.FindAsync(PersonKeyOf(connection), cancellationToken) is { } present
        && Encoding.ASCII.GetString(present) == connection.Id;

    /// <summary>The actions that a person is asked under a profile: those of the sessions since the last decision, else new ones.</summary>
    /// <param name="profile">name and version of a profile that ships</param>
    internal async Task<IReadOnlyList<string>> ChallengeAsync(string beneficiary, string profile, Func<IReadOnlyList<string>> draw, CancellationToken cancellationToken)
    {
        var key = ChallengeKeyOf(beneficiary, profile);
        while (true)
        {
            if (await store.FindAsync(key, cancellationToken) is { } kept)
            {
                return Encoding.ASCII.GetString(kept).Split(' ');
            }

            var drawn = draw();
            if (await store.TryAddAsync(key, Encoding.ASCII.GetBytes(string.Join(' ', drawn)), ChallengeKept, cancellationToken))
            {
                return drawn;
            }
        }
    }

    /// <summary>After a decision: the next try is asked something new.</summary>
    internal Task ForgetChallengeAsync(string beneficiary, string profile, CancellationToken cancellationToken) =>
        store.RemoveAsync(ChallengeKeyOf(beneficiary, profile), cancellationToken);

    private async Task<SessionRecord?> ChangeAsync(string id, Func<SessionRecord, SessionRecord> change, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(KeyOf(id), cancellationToken) is { } bytes)
        {
            var changed = change(JsonSerializer.Deserialize(bytes, SessionRecordJson.Default.SessionRecord)!);
            if (await store.ReplaceAsync(KeyOf(id), bytes, BytesOf(changed), LifetimeOf(changed), cancellationToken))
            {
                return changed;
            }
        }

        return null;
    }

    private async Task<string?> BecomePresentAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        var (key, id) = (PersonKeyOf(record), Encoding.ASCII.GetBytes(record.Id));
        while (true)
        {
            var before = await store.FindAsync(key, cancellationToken);
            var changed = before is null
                ? await store.TryAddAsync(key, id, LifetimeOf(record), cancellationToken)
                : await store.ReplaceAsync(key, before, id, LifetimeOf(record), cancellationToken);
            if (changed)
            {
                return before is null ? null : Encoding.ASCII.GetString(before);
            }
        }
    }

    private TimeSpan LifetimeOf(SessionRecord record) =>
        (record.ExpiresAt > clock.GetUtcNow() ? record.ExpiresAt - clock.GetUtcNow() : TimeSpan.Zero) + ResultKept;

    private static byte[] BytesOf(SessionRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, SessionRecordJson.Default.SessionRecord);

    private static string KeyOf(string id) => $"session:{id}";

    private static string NonceKeyOf(string id, string nonce) => $"session-nonce:{HashOf($"{id}:{nonce}")}";

    private static string ChallengeKeyOf(string beneficiary, string profile) => $"session-challenge:{HashOf($"{beneficiary}:{profile}")}";

    private static string PersonKeyOf(SessionRecord record) => $"session-person:{HashOf(record.Beneficiary)}";
}
