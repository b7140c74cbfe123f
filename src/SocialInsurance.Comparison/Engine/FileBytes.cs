using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace SocialInsurance.Comparison;

/// <summary>The bytes of a file as delivered, in order. Takes the digest on the way when the file has none yet.</summary>
sealed class FileBytes : ByteStage
{
    readonly DataFile file;
    readonly SafeFileHandle handle;
    readonly IncrementalHash? sha;
    readonly Action<long> onBytes;
    long offset;

    internal FileBytes(DataFile file, bool digests, Action<long> onBytes)
    {
        this.file = file;
        this.onBytes = onBytes;
        handle = File.OpenHandle(file.Path, options: FileOptions.SequentialScan);
        sha = digests && file.Sha256.Length == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    internal override int Read(Span<byte> to)
    {
        try
        {
            int read = RandomAccess.Read(handle, to, offset);
            offset += read;
            sha?.AppendData(to[..read]);
            onBytes(read);
            if (read == 0)
            {
                End();
            }

            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputRefusedException(new InputError(InputErrorCode.FileUnreadable, e.Message, file.Name, null, null, "a readable file", e.GetType().Name));
        }
    }

    void End()
    {
        file.RefuseIfChanged(offset);
        if (sha is not null && file.Sha256.Length == 0)
        {
            file.Sha256 = Convert.ToHexStringLower(sha.GetHashAndReset());
        }
    }

    public override void Dispose()
    {
        handle.Dispose();
        sha?.Dispose();
    }
}
