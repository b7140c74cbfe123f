using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Failures;

namespace SocialInsurance.Service.Hosting;

/// <summary>Whether a write must carry an <c>Idempotency-Key</c>.</summary>
internal enum IdempotencyUse
{
    /// <summary>The address does not look at it.</summary>
    None = 0,

    Optional = 1,

    Required = 2,
}

/// <summary>
/// The same write sent again, with the same <c>Idempotency-Key</c> and body, gets the first answer for 24 hours and does nothing;
/// another body under that key is a conflict, as is the same one while the first is still at work. Failures are not kept:
/// they may be tried again. Keys are apart by claim and address. Thread-safe; shared by instances when the store is.
/// </summary>
internal sealed class Idempotency(IShortLivedStore store)
{
    internal const string Header = "Idempotency-Key";
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    // a first sender that died must not block the second for a day
    private static readonly TimeSpan AtWork = TimeSpan.FromMinutes(1);

    /// <param name="scope">claim and address; no personal data</param>
    internal async Task<ApiAnswer> RunAsync(
        HttpContext context, IdempotencyUse use, string scope, byte[] body, Func<Task<ApiAnswer>> write)
    {
        var given = context.Request.Headers[Header];
        if (use == IdempotencyUse.None || (given.Count == 0 && use == IdempotencyUse.Optional))
        {
            return await write();
        }

        if (given.Count != 1 || !IsKey(given[0]))
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        var key = $"idempotency:{HashOf(Encoding.UTF8.GetBytes($"{scope}\n{given[0]}"))}";
        return await RunOnceAsync(key, HashOf(body), write, context.RequestAborted);
    }

    private async Task<ApiAnswer> RunOnceAsync(string key, string bodyHash, Func<Task<ApiAnswer>> write, CancellationToken cancellationToken)
    {
        var begun = Write(new KeptAnswer(bodyHash, 0, null));
        if (!await store.TryAddAsync(key, begun, AtWork, cancellationToken))
        {
            return await ReplayAsync(key, bodyHash, cancellationToken);
        }

        ApiAnswer answer;
        try
        {
            answer = await write();
        }
        catch
        {
            await store.RemoveAsync(key, CancellationToken.None);
            throw;
        }

        // the write is done: its answer is kept even when the client has left
        if (answer is { Failure: null, RetryAfter: null })
        {
            await store.ReplaceAsync(key, begun, Write(new KeptAnswer(bodyHash, answer.Status, answer.Json)), Kept, CancellationToken.None);
        }
        else
        {
            await store.RemoveAsync(key, CancellationToken.None);
        }

        return answer;
    }

    private async Task<ApiAnswer> ReplayAsync(string key, string bodyHash, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(key, cancellationToken);
        var kept = found is null ? null : JsonSerializer.Deserialize(found, IdempotencyJson.Default.KeptAnswer);
        return kept is { Status: > 0 } && kept.BodyHash == bodyHash
            ? new ApiAnswer(kept.Status, kept.Json)
            : ApiAnswer.Of(ServiceFailure.Conflict, kept is { Status: > 0 } ? null : TimeSpan.FromSeconds(1));
    }

    private static bool IsKey(string? text) =>
        text?.Length is >= 8 and <= 64 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');

    private static string HashOf(byte[] bytes) => Base64Url.EncodeToString(SHA256.HashData(bytes));

    private static byte[] Write(KeptAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(answer, IdempotencyJson.Default.KeptAnswer);
}

/// <param name="Status">0 while the first sender is at work</param>
internal sealed record KeptAnswer(string BodyHash, int Status, byte[]? Json);

[JsonSerializable(typeof(KeptAnswer))]
internal sealed partial class IdempotencyJson : JsonSerializerContext;
