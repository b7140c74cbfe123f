using System.Globalization;
using System.Text;

namespace SocialInsurance.Service.Tests.Leaks;

/// <param name="Secret">what kind of secret; never the secret</param>
/// <param name="Where">which source</param>
/// <param name="As">how it was written</param>
internal readonly record struct Leak(string Secret, string Where, string As);

/// <summary>Planted secrets by kind, looked for in every writing that a program is likely to give them.</summary>
internal sealed class LeakScanner
{
    private readonly List<(string Kind, string As, string Text)> planted = [];

    public int Planted { get; private set; }

    public void Plant(string kind, string secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, 2);
        Planted++;
        var utf8 = Encoding.UTF8.GetBytes(secret);
        planted.Add((kind, "text", secret));
        planted.Add((kind, "JSON escapes", string.Concat(secret.Select(c => c < 128 ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")))));
        planted.Add((kind, "URL escapes", Uri.EscapeDataString(secret)));
        planted.Add((kind, "hexadecimal", Convert.ToHexString(utf8)));
        if (utf8.Length >= 6)
        {
            // without the last group, which differs with what follows
            planted.Add((kind, "Base64", Convert.ToBase64String(utf8)[..(utf8.Length / 3 * 4)]));
        }
    }

    public IEnumerable<Leak> Search(string where, IEnumerable<string> texts) => texts
        .SelectMany(text => planted.Where(secret => text.Contains(secret.Text, StringComparison.OrdinalIgnoreCase)).Select(secret => new Leak(secret.Kind, where, secret.As)))
        .Distinct();
}
