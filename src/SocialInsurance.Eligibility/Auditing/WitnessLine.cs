using System.Globalization;

namespace SocialInsurance.Eligibility.Auditing;

/// <summary>One entry as a line of a witness's file: sequence, microseconds since 1970 UTC, kind, two digests in hexadecimal.</summary>
internal static class WitnessLine
{
    private const int Fields = 5;

    internal static string Of(AuditEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"{entry.Sequence},{UtcMicroseconds.From(entry.RecordedAt)},{(long)entry.Kind},{entry.SubjectCommitment},{entry.PayloadDigest}");

    /// <summary>Null for anything but the one way of writing the entry of that sequence.</summary>
    internal static AuditEntry? TryRead(string line, long sequence)
    {
        Span<Range> fields = stackalloc Range[Fields + 1];
        var text = line.AsSpan();
        if (text.Split(fields, ',') != Fields
            || !long.TryParse(text[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var stated)
            || stated != sequence
            || !long.TryParse(text[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || microseconds > UtcMicroseconds.From(DateTimeOffset.MaxValue)
            || !int.TryParse(text[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var kind)
            || !Sha256Digest.TryParse(text[fields[3]], out var subject)
            || !Sha256Digest.TryParse(text[fields[4]], out var payload))
        {
            return null;
        }

        var entry = new AuditEntry(stated, UtcMicroseconds.ToInstant(microseconds), (AuditKind)kind, subject, payload);
        return Of(entry) == line ? entry : null;
    }

    /// <summary>Null for a line that was cut off in the middle.</summary>
    internal static long? SequenceOf(string line) =>
        line.Split(',') is [var first, _, _, _, { Length: Sha256Digest.SizeBytes * 2 }]
        && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;
}
