using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>SHA-256 of a file that others read in pieces, and the checksum of each piece: so that both are known to be of the same bytes.</summary>
static class PieceDigests
{
    /// <param name="file">Can be cut.</param>
    /// <param name="pieces">In order, from the first record to the end.</param>
    /// <param name="progress">Told of the bytes.</param>
    /// <param name="cancellationToken">Stops the digesting.</param>
    internal static (string Sha256, uint[] Checksums) Of(DataFile file, FilePiece[] pieces, ProgressMeter progress, CancellationToken cancellationToken)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream stream = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        uint[] checksums = new uint[pieces.Length];
        byte[] buffer = new byte[BlockSource.BlockBytes];
        long at = 0;
        int piece = 0;
        for (int read; (read = stream.Read(buffer)) > 0; at += read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sha.AppendData(buffer, 0, read);
            progress.Advance(read, 0);
            while (piece < pieces.Length)
            {
                int from = (int)Math.Clamp(pieces[piece].Start - at, 0, read);
                int to = (int)Math.Clamp(pieces[piece].End - at, from, read);
                checksums[piece] = PieceChecksum.Append(checksums[piece], buffer.AsSpan(from..to));
                if (pieces[piece].End > at + read)
                {
                    break;
                }

                piece++;
            }
        }

        file.RefuseIfChanged(at);
        return (Convert.ToHexStringLower(sha.GetHashAndReset()), checksums);
    }
}
