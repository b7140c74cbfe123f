using System.Text;
using SocialInsurance.Eligibility.Claims;

namespace SocialInsurance.Storage.Keys;

/// <summary>The suite's MAC with the key of the blind index, cut to 128 bits.</summary>
internal sealed class KeyedPseudonyms(IKeyRing keys) : IPseudonyms
{
    private const int SizeBytes = 16;

    public string Of(string purpose, string value) => Convert.ToHexStringLower(
        keys.Suite.Mac(keys.Current(KeyPurpose.BlindIndex).Bytes, Encoding.UTF8.GetBytes($"pseudonym/{purpose}/{value}")).AsSpan(0, SizeBytes));
}
