using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>Writes a new file and tells size and SHA-256 on Dispose, when it is on disk unless it need not outlive the machine.</summary>
sealed class DigestStream(string path, Action<PublishedFile> onDone, bool isDurable = true) : Stream
{
    readonly FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long written;
    bool isClosed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => written;

    public override long Position
    {
        get => written;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        sha.AppendData(buffer);
        file.Write(buffer);
        written += buffer.Length;
    }

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !isClosed)
        {
            isClosed = true;
            file.Flush(flushToDisk: isDurable);
            file.Dispose();
            onDone(new PublishedFile(written, Convert.ToHexStringLower(sha.GetHashAndReset())));
            sha.Dispose();
        }

        base.Dispose(disposing);
    }
}
