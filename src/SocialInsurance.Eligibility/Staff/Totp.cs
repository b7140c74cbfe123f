using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>One-time codes by time (RFC 6238): HMAC-SHA-1, 30 s, 6 digits, the form that every authenticator app knows. Pure, thread-safe.</summary>
public static class Totp
{
    public const int SecretBytes = 20;
    public const int StepSeconds = 30;
    public const int Digits = 6;

    /// <summary>Steps before and after the present one whose codes count: clocks differ, people are slow.</summary>
    private const int Window = 1;

    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The number of whole steps since 1970.</summary>
    public static long StepAt(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / StepSeconds;

    /// <param name="secret">shared key, any length</param>
    /// <param name="digits">1..9</param>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // the standard's function; its use as HMAC is unbroken, and apps know no other
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var offset = mac[^1] & 0xF; // RFC 4226, 5.3: dynamic truncation
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac[offset..]) & 0x7FFF_FFFF;
        var modulus = 1L;
        for (var digit = 0; digit < digits; digit++)
        {
            modulus *= 10;
        }

        return (number % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>
    /// The step to which a code belongs: the present one or its neighbours, later than <paramref name="lastStep"/>, so that no code
    /// counts twice. Takes the same time whichever step fits, and when none does.
    /// </summary>
    /// <param name="lastStep">of the last code that counted</param>
    /// <returns>null: no such code</returns>
    public static long? FindStep(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        Span<byte> offered = stackalloc byte[Digits];
        var whole = code.Length == Digits && Encoding.ASCII.TryGetBytes(code, offered, out _);
        long? found = null;
        for (var step = StepAt(now) - Window; step <= StepAt(now) + Window; step++)
        {
            var fits = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(secret, step)), offered);
            found = whole && fits && step > lastStep ? step : found;
        }

        return found;
    }

    /// <summary>Base32 without padding (RFC 4648), as people type it into an app.</summary>
    public static string Text(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var one in secret)
        {
            (buffer, bits) = (((buffer << 8) | one) & 0xFFFF, bits + 8);
            while (bits >= 5)
            {
                text.Append(Base32Alphabet[(buffer >> (bits - 5)) & 31]);
                bits -= 5;
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Base32Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }

    /// <summary>What an authenticator app reads from the QR code. Holds the secret: for the owner's screen only, never for a log.</summary>
    /// <param name="issuer">shown by the app above the account</param>
    public static string Uri(string issuer, CaseworkerId account, ReadOnlySpan<byte> secret)
    {
        var name = System.Uri.EscapeDataString(issuer);
        return $"otpauth://totp/{name}:{System.Uri.EscapeDataString(account.Value)}?secret={Text(secret)}&issuer={name}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
    }
}
