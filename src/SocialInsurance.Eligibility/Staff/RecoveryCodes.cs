using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>
/// Ten codes of one use for whoever lost the second factor. 16 characters of an alphabet of 31 are 79 random bits, which nobody can
/// try through: a plain digest of account and code is enough. Stateless, thread-safe.
/// </summary>
public static class RecoveryCodes
{
    public const int Count = 10;

    private const int Characters = 16;
    private const int GroupCharacters = 4;

    // without the characters that look alike
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Ten new codes, as "xxxx-xxxx-xxxx-xxxx".</summary>
    public static IReadOnlyList<string> Create() => [.. Enumerable.Range(0, Count).Select(_ => string.Join(
        '-', Enumerable.Range(0, Characters / GroupCharacters).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupCharacters))))];

    /// <summary>What is kept of a code; null when the text has another form. Capitals, hyphens and spaces do not count.</summary>
    public static Sha256Digest? DigestOf(CaseworkerId account, string text)
    {
        if (text.Length > 64)
        {
            return null;
        }

        var plain = text.ToLowerInvariant().Replace("-", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal);
        return plain.Length == Characters && plain.All(Alphabet.Contains)
            ? Sha256Digest.Of(Encoding.UTF8.GetBytes($"staff-recovery/1|{account.Value}|{plain}"))
            : null;
    }
}
