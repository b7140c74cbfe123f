using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>
/// A receipt as one line: "SICERT1." and base64url of, big-endian: suite (1 byte), key id (4), receipt id (16), holder (32),
/// method (1), certified on and valid until as yyyymmdd (4 + 4), issued at in microseconds (8), audit sequence (8), log size (8),
/// log root (32), length of the authority's name (1), that name in UTF-8, signature (64). One receipt has one token: any other
/// spelling is refused. Pure, thread-safe.
/// </summary>
public static class ReceiptToken
{
    public const string Prefix = "SICERT1.";

    /// <summary>No token is longer, in characters.</summary>
    public const int MaxLength = 400;

    private const int AuthorityAt = 118;
    private const int SignatureBytes = 64;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">authority or signature of another length</exception>
    public static string Write(SignedReceipt receipt)
    {
        var (body, signature) = receipt;
        var authority = StrictUtf8.GetBytes(body.Authority);
        if (authority.Length is 0 or > ReceiptBody.AuthorityMaxBytes || signature.Bytes.Length != SignatureBytes)
        {
            throw new ArgumentException($"Receipt: expected an authority of 1..{ReceiptBody.AuthorityMaxBytes} bytes, found {authority.Length}.");
        }

        var bytes = new byte[AuthorityAt + 1 + authority.Length + SignatureBytes];
        bytes[0] = (byte)signature.Suite;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), signature.KeyId);
        body.Id.Value.TryWriteBytes(bytes.AsSpan(5), bigEndian: true, out _);
        body.Holder.CopyTo(bytes.AsSpan(21));
        bytes[53] = (byte)body.Method;
        WriteDate(bytes.AsSpan(54), body.CertifiedOn);
        WriteDate(bytes.AsSpan(58), body.ValidUntil);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(62), UtcMicroseconds.From(body.IssuedAt));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(70), body.AuditSequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(78), body.Log.Size);
        body.Log.RootHash.CopyTo(bytes.AsSpan(86));
        bytes[AuthorityAt] = (byte)authority.Length;
        authority.CopyTo(bytes.AsSpan(AuthorityAt + 1));
        signature.Bytes.CopyTo(bytes.AsSpan(AuthorityAt + 1 + authority.Length));
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the form; says nothing about the signature. Never throws on content.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out SignedReceipt? receipt)
    {
        receipt = null;
        if (text is null || text.Length > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> buffer = stackalloc byte[MaxLength];
        if (!Base64Url.IsValid(text.AsSpan(Prefix.Length)) || !Base64Url.TryDecodeFromChars(text.AsSpan(Prefix.Length), buffer, out var length))
        {
            return false;
        }

        // padding, white space and spare bits make other spellings of the same bytes
        receipt = TryRead(buffer[..length]);
        receipt = receipt is not null && Write(receipt) == text ? receipt : null;
        return receipt is not null;
    }

    private static SignedReceipt? TryRead(ReadOnlySpan<byte> bytes)
    {
        var authorityBytes = bytes.Length > AuthorityAt ? bytes[AuthorityAt] : 0;
        if (authorityBytes is 0 or > ReceiptBody.AuthorityMaxBytes || bytes.Length != AuthorityAt + 1 + authorityBytes + SignatureBytes)
        {
            return null;
        }

        var authority = TryReadText(bytes.Slice(AuthorityAt + 1, authorityBytes));
        var method = (CertificationMethod)bytes[53];
        var (certifiedOn, validUntil) = (TryReadDate(bytes[54..]), TryReadDate(bytes[58..]));
        var issuedAt = BinaryPrimitives.ReadInt64BigEndian(bytes[62..]);
        var (sequence, size) = (BinaryPrimitives.ReadInt64BigEndian(bytes[70..]), BinaryPrimitives.ReadInt64BigEndian(bytes[78..]));
        var whole = authority is not null
            && Enum.IsDefined(method)
            && certifiedOn < validUntil
            && issuedAt > 0 && issuedAt < UtcMicroseconds.From(DateTimeOffset.MaxValue)
            && sequence >= 0 && sequence < size;
        return !whole ? null : new SignedReceipt(
            new ReceiptBody(
                new ReceiptId(new Guid(bytes.Slice(5, 16), bigEndian: true)),
                new Sha256Digest(bytes.Slice(21, Sha256Digest.SizeBytes)),
                method,
                certifiedOn!.Value,
                validUntil!.Value,
                UtcMicroseconds.ToInstant(issuedAt),
                authority!,
                sequence,
                new AuditHead(size, new Sha256Digest(bytes.Slice(86, Sha256Digest.SizeBytes)))),
            new ReceiptSignature((SignatureSuiteId)bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]), bytes[^SignatureBytes..].ToArray()));
    }

    private static void WriteDate(Span<byte> bytes, DateOnly date) =>
        BinaryPrimitives.WriteInt32BigEndian(bytes, (date.Year * 10000) + (date.Month * 100) + date.Day);

    private static DateOnly? TryReadDate(ReadOnlySpan<byte> bytes)
    {
        var yyyymmdd = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var (year, month, day) = (yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;
    }

    private static string? TryReadText(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var text = StrictUtf8.GetString(utf8);
            return text.Any(char.IsControl) ? null : text;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
