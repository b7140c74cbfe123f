using System.Security.Cryptography;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Tells whether two frames are the same picture: a digest of the coded picture of a JPEG alone (ISO/IEC 10918-1 annex B). Comments,
/// application data, fill bytes and whatever follows its end change without changing the picture, so they do not count; no camera gives
/// the same coded picture twice. Who codes a picture anew makes another one. Not thread-safe.
/// </summary>
public sealed class PictureDigest : IDisposable
{
    public const int Bytes = SHA256.HashSizeInBytes;

    private const byte MarkerPrefix = 0xFF;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Of what holds no coded picture of a JPEG: of its bytes.</summary>
    /// <param name="digest">at least <see cref="Bytes"/></param>
    public void Compute(ReadOnlySpan<byte> encoded, Span<byte> digest)
    {
        if (!AppendScans(encoded))
        {
            _hash.AppendData(encoded);
        }

        _hash.GetHashAndReset(digest);
    }

    public void Dispose() => _hash.Dispose();

    private bool AppendScans(ReadOnlySpan<byte> encoded)
    {
        var found = false;
        for (var at = FrameSequence.NextMarker(encoded, 0); at + 1 < encoded.Length && encoded[at + 1] != EndOfImage; at = FrameSequence.NextMarker(encoded, at))
        {
            var isScan = encoded[at + 1] == StartOfScan;
            at = AfterSegment(encoded, at);
            if (isScan)
            {
                var end = FrameSequence.NextMarker(encoded, at);
                _hash.AppendData(encoded[at..end].TrimEnd(MarkerPrefix));
                (at, found) = (end, true);
            }
        }

        return found;
    }

    /// <summary>Start of image, restarts and their like stand alone; other markers tell how long they are.</summary>
    private static int AfterSegment(ReadOnlySpan<byte> encoded, int at) => encoded[at + 1] is 0x01 or (>= 0xD0 and <= 0xD8) || at + 3 >= encoded.Length
        ? Math.Min(at + 2, encoded.Length)
        : Math.Min(at + 2 + ((encoded[at + 2] << 8) | encoded[at + 3]), encoded.Length);
}
