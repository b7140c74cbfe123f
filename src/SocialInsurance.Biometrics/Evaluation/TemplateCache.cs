using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>What one picture yielded, kept for an evaluation.</summary>
/// <param name="Template">Null unless the outcome is acceptable.</param>
public sealed record AcquiredPicture(FrameOutcome Outcome, ImageStatus ImageStatus, BiometricTemplate? Template);

/// <summary>
/// Append-only file of templates, keyed by the SHA-256 of the picture's bytes: no name and no path is in it.
/// A file made by other models, another profile or another format version is begun anew; a torn last record is dropped.
/// Thread-safe. The file holds templates: it is its owner's alone, belongs where the pictures may be, and nowhere else.
/// </summary>
/// <remarks>
/// Layout, little-endian: magic (8), digest of <see cref="KeyOf"/> (32), then records of fixed size:
/// picture digest (32), outcome (1), image status (4), float32[512] (2,048, zero without a template), first 8 bytes of
/// the SHA-256 of all before in the record.
/// </remarks>
public sealed class TemplateCache : IDisposable
{
    public const string FileName = "templates.cache";

    private const int HeaderBytes = 8 + SHA256.HashSizeInBytes;
    private const int TemplateBytes = BiometricTemplate.Length * sizeof(float);
    private const int ImageStatusOffset = SHA256.HashSizeInBytes + 1;
    private const int TemplateOffset = ImageStatusOffset + sizeof(int);
    private const int CheckOffset = TemplateOffset + TemplateBytes;
    private const int CheckBytes = 8;
    private const int RecordBytes = CheckOffset + CheckBytes;

    private static ReadOnlySpan<byte> Magic => "SITMPL01"u8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AcquiredPicture> _pictures = new(StringComparer.Ordinal);
    private readonly FileStream _file;

    private TemplateCache(FileStream file) => _file = file;

    /// <summary>Pictures that were in the file when it was opened.</summary>
    public int Reused { get; private set; }

    /// <summary>Opens the cache of a folder, or begins one.</summary>
    public static TemplateCache Open(string folder, ModelSet models, VerificationProfile profile)
    {
        Directory.CreateDirectory(folder);
        var file = OpenForOwner(Path.Combine(folder, FileName));
        var cache = new TemplateCache(file);
        cache.Load(KeyOf(models, profile));
        return cache;
    }

    /// <summary>Also a file that an earlier version made for everybody.</summary>
    private static FileStream OpenForOwner(string path)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }

        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = Owner });
        File.SetUnixFileMode(file.SafeFileHandle, Owner);
        return file;
    }

    public static string DigestOf(ReadOnlySpan<byte> encoded) => Convert.ToHexStringLower(SHA256.HashData(encoded));

    public AcquiredPicture? Find(string digest)
    {
        lock (_gate)
        {
            return _pictures.GetValueOrDefault(digest);
        }
    }

    /// <summary>Keeps a picture; it is on its way to the disk when this returns.</summary>
    public void Add(string digest, AcquiredPicture picture)
    {
        var record = new byte[RecordBytes];
        Convert.FromHexString(digest).CopyTo(record, 0);
        record[SHA256.HashSizeInBytes] = (byte)picture.Outcome;
        BitConverter.TryWriteBytes(record.AsSpan(ImageStatusOffset), (int)picture.ImageStatus);
        picture.Template?.ToBytes().CopyTo(record, TemplateOffset);
        CheckOf(record).CopyTo(record.AsSpan(CheckOffset));
        lock (_gate)
        {
            if (_pictures.TryAdd(digest, picture))
            {
                _file.Write(record);
                _file.Flush();
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Everything that a template or an outcome depends on.</summary>
    private static byte[] KeyOf(ModelSet models, VerificationProfile profile)
    {
        var parts = models.Identities.Select(m => $"{m.Task}:{m.Sha256}")
            .Append($"{profile.Detection}{profile.Quality}");
        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
    }

    private void Load(byte[] key)
    {
        var header = new byte[HeaderBytes];
        if (_file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes
            || !header.AsSpan(0, Magic.Length).SequenceEqual(Magic)
            || !header.AsSpan(Magic.Length).SequenceEqual(key))
        {
            _file.SetLength(0);
            _file.Write(Magic);
            _file.Write(key);
            return;
        }

        var record = new byte[RecordBytes];
        while (_file.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false) == RecordBytes && IsWhole(record))
        {
            _pictures[Convert.ToHexStringLower(record.AsSpan(0, SHA256.HashSizeInBytes))] = Parse(record);
        }

        Reused = _pictures.Count;
        _file.SetLength(HeaderBytes + ((long)_pictures.Count * RecordBytes));
        _file.Seek(0, SeekOrigin.End);
    }

    private static AcquiredPicture Parse(ReadOnlySpan<byte> record)
    {
        var outcome = (FrameOutcome)record[SHA256.HashSizeInBytes];
        return new AcquiredPicture(
            outcome,
            (ImageStatus)BitConverter.ToInt32(record[ImageStatusOffset..]),
            outcome == FrameOutcome.Acceptable ? BiometricTemplate.FromBytes(record.Slice(TemplateOffset, TemplateBytes)) : null);
    }

    private static bool IsWhole(ReadOnlySpan<byte> record) => CheckOf(record).SequenceEqual(record[CheckOffset..]);

    private static ReadOnlySpan<byte> CheckOf(ReadOnlySpan<byte> record) => SHA256.HashData(record[..CheckOffset]).AsSpan(0, CheckBytes);
}
