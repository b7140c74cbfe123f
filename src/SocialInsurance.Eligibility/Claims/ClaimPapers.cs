using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>A claim that waits for its proof: what was typed. Sealed in the store.</summary>
/// <param name="Phone">the helper's own; null for a beneficiary</param>
/// <param name="Nonce">to be signed by a device</param>
/// <param name="KnownBrowser">see <see cref="ClaimOrigin"/></param>
internal sealed record OpenPapers(string Document, string Name, string? Phone, byte[] Nonce, bool KnownBrowser = false);

/// <summary>The code that was sent for an open claim.</summary>
/// <param name="Beneficiary">whom the code lets in; null for a helper</param>
internal sealed record CodePapers(byte[] CodeHash, string? Beneficiary);

/// <summary>A proven claim. Sealed in the store.</summary>
/// <param name="Document">the helper's, with name and phone; null for a beneficiary</param>
/// <param name="Link">the link under which the helper acts; null before one was selected</param>
/// <param name="UntilMicroseconds">since 1970-01-01T00:00Z</param>
internal sealed record ActingPapers(
    string? Beneficiary, string? Helper, string? Document, string? Name, string? Phone, Guid? Link, long UntilMicroseconds);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OpenPapers))]
[JsonSerializable(typeof(CodePapers))]
[JsonSerializable(typeof(ActingPapers))]
internal sealed partial class ClaimPapersJson : JsonSerializerContext;

/// <summary>Papers of claims in the short-lived store, sealed with their tokens.</summary>
internal sealed class ClaimShelf(IShortLivedStore store)
{
    internal async Task AddAsync<T>(ClaimToken token, string kind, T papers, JsonTypeInfo<T> type, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var key = KeyOf(token, kind);
        if (!await store.TryAddAsync(key, SealOf(token, key, papers, type), lifetime, cancellationToken))
        {
            throw new InvalidOperationException($"Claim papers of kind {kind}: expected a new token, found papers under it.");
        }
    }

    internal async Task<T?> FindAsync<T>(ClaimToken token, string kind, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        OpenOf(token, KeyOf(token, kind), await store.FindAsync(KeyOf(token, kind), cancellationToken), type);

    /// <summary>Of two callers one gets the papers.</summary>
    internal async Task<T?> TakeAsync<T>(ClaimToken token, string kind, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        OpenOf(token, KeyOf(token, kind), await store.TakeAsync(KeyOf(token, kind), cancellationToken), type);

    /// <summary>False when the papers are gone or changed meanwhile.</summary>
    internal async Task<bool> ChangeAsync<T>(
        ClaimToken token, string kind, JsonTypeInfo<T> type, Func<T, (T Papers, TimeSpan Lifetime)?> change, CancellationToken cancellationToken)
        where T : class
    {
        var key = KeyOf(token, kind);
        var found = await store.FindAsync(key, cancellationToken);
        return OpenOf(token, key, found, type) is { } papers
            && change(papers) is { } changed
            && await store.ReplaceAsync(key, found, SealOf(token, key, changed.Papers, type), changed.Lifetime, cancellationToken);
    }

    internal Task RemoveAsync(ClaimToken token, string kind, CancellationToken cancellationToken) =>
        store.RemoveAsync(KeyOf(token, kind), cancellationToken);

    private static string KeyOf(ClaimToken token, string kind) => $"claim:{kind}:{token.Key}";

    private static byte[] SealOf<T>(ClaimToken token, string key, T papers, JsonTypeInfo<T> type) =>
        token.Seal(JsonSerializer.SerializeToUtf8Bytes(papers, type), key);

    private static T? OpenOf<T>(ClaimToken token, string key, byte[]? found, JsonTypeInfo<T> type)
        where T : class =>
        found is not null && token.Open(found, key) is { } plain ? JsonSerializer.Deserialize(plain, type) : null;
}
