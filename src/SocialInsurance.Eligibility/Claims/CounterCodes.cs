using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>
/// Codes that were given at a counter, one a document, the newest. The store holds keyed names only: whoever copies it can try no code
/// and learns of nobody that one was given.
/// </summary>
internal sealed class CounterCodes(IShortLivedStore store, IPseudonyms pseudonyms, ClaimLimits limits)
{
    /// <summary>Characters of a keyed name.</summary>
    private const int NameSize = 32;

    /// <summary>What stands for a code that was used, until it is forgotten.</summary>
    private static readonly byte[] Used = "-"u8.ToArray();

    private static readonly TimeSpan UsedLifetime = TimeSpan.FromSeconds(1);

    /// <summary>A code that was given before for the document is dead.</summary>
    internal async Task PutAsync(DocumentNumber document, BeneficiaryId person, string code, CancellationToken cancellationToken)
    {
        var key = KeyOf(document);
        byte[] papers = [.. CodeOf(document, code), .. PersonOf(person)];
        while (!await store.TryAddAsync(key, papers, limits.CounterCodeLifetime, cancellationToken))
        {
            await store.RemoveAsync(key, cancellationToken);
        }
    }

    /// <summary>Counts a try, whichever claim makes it.</summary>
    /// <returns>the papers of the code, to be taken; null when the digits are wrong or the code is dead</returns>
    internal async Task<byte[]?> MatchAsync(DocumentNumber document, string digits, CancellationToken cancellationToken)
    {
        var key = KeyOf(document);
        var found = await store.FindAsync(key, cancellationToken);
        var papers = found?.Length == 2 * NameSize ? found : null;
        // counted and compared also when no code was given: the time must not tell
        var counted = papers is null ? key : $"counter:{Encoding.ASCII.GetString(papers.AsSpan(0, NameSize))}";
        var tries = await store.CountAsync($"tries:{counted}", limits.CounterCodeLifetime, cancellationToken);
        var expected = papers ?? new byte[2 * NameSize];
        var isRight = CryptographicOperations.FixedTimeEquals(expected.AsSpan(0, NameSize), CodeOf(document, digits));
        return isRight && tries <= limits.CounterCodeTries ? papers : null;
    }

    /// <summary>Of two callers one takes the code; false also when it was given for another person.</summary>
    internal async Task<bool> TakeAsync(DocumentNumber document, BeneficiaryId person, byte[] papers, CancellationToken cancellationToken) =>
        CryptographicOperations.FixedTimeEquals(papers.AsSpan(NameSize), PersonOf(person))
        && await store.ReplaceAsync(KeyOf(document), papers, Used, UsedLifetime, cancellationToken);

    private string KeyOf(DocumentNumber document) => $"counter:{pseudonyms.Of("counter-document", document.LookupForm)}";

    private byte[] CodeOf(DocumentNumber document, string digits) =>
        Encoding.ASCII.GetBytes(pseudonyms.Of("counter-code", $"{document.LookupForm}/{digits}"));

    private byte[] PersonOf(BeneficiaryId person) => Encoding.ASCII.GetBytes(pseudonyms.Of("counter-person", person.Value));
}
