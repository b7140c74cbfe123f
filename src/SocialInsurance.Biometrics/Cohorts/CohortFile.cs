using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Cohorts;

/// <summary>A cohort file that cannot be used: altered, of another model, or of an unknown version.</summary>
public sealed class InvalidCohortException(string message, string expected, string found) : Exception(message)
{
    public string Expected { get; } = expected;

    public string Found { get; } = found;
}

/// <summary>
/// The binary form of a <see cref="Cohort"/>: templates and group labels, no names and no paths.
/// Thread-safe: no state.
/// </summary>
/// <remarks>
/// Version 1, little-endian: magic <c>SICOHORT</c> (8), version (int32), SHA-256 of the template model (32), members n
/// (int32), groups g (int32), g labels (UTF-8 with a 7-bit coded length), n group indices (int32), n float32[512], and the
/// SHA-256 of all before (32).
/// Version 2, for members under a key: the same with the key id (uint32) after the version.
/// </remarks>
public static class CohortFile
{
    private const int PlainVersion = 1;
    private const int KeyedVersion = 2;
    private const int DigestBytes = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "SICOHORT"u8;

    public static byte[] Write(Cohort cohort)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        string[] groups = [.. cohort.Groups.Keys];
        writer.Write(Magic);
        writer.Write(cohort.KeyId.IsPlain ? PlainVersion : KeyedVersion);
        if (!cohort.KeyId.IsPlain)
        {
            writer.Write(cohort.KeyId.Value);
        }

        writer.Write(Convert.FromHexString(cohort.TemplateModelSha256));
        writer.Write(cohort.Size);
        writer.Write(groups.Length);
        Array.ForEach(groups, writer.Write);
        for (var i = 0; i < cohort.Size; i++)
        {
            writer.Write(Array.BinarySearch(groups, cohort.GroupAt(i), StringComparer.Ordinal));
        }

        for (var i = 0; i < cohort.Size; i++)
        {
            writer.Write(MemoryMarshal.AsBytes(cohort.ValuesAt(i)));
        }

        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <exception cref="InvalidCohortException">Altered, truncated, of an unknown version or made by another template model.</exception>
    public static Cohort Read(ReadOnlySpan<byte> file, IEnumerable<ModelIdentity> models)
    {
        var cohort = Read(file);
        var expected = models.Single(m => m.Task == ModelTask.Template).Sha256;
        return cohort.TemplateModelSha256 == expected
            ? cohort
            : throw new InvalidCohortException("the cohort was made by another template model", expected, cohort.TemplateModelSha256);
    }

    /// <summary>A cohort of whatever template model made it; see <see cref="Cohort.IsOf"/>.</summary>
    /// <exception cref="InvalidCohortException">Altered, truncated or of an unknown version.</exception>
    public static Cohort Read(ReadOnlySpan<byte> file)
    {
        CheckWhole(file);
        using var stream = new MemoryStream(file[..^DigestBytes].ToArray());
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        stream.Position = Magic.Length;
        var keyId = reader.ReadInt32() switch
        {
            PlainVersion => TemplateKeyId.Plain,
            KeyedVersion => new TemplateKeyId(reader.ReadUInt32()),
            var version => throw new InvalidCohortException("unsupported version of a cohort file", $"{PlainVersion}..{KeyedVersion}", $"{version}"),
        };
        return ReadMembers(reader, Convert.ToHexStringLower(reader.ReadBytes(DigestBytes)), keyId);
    }

    private static Cohort ReadMembers(BinaryReader reader, string model, TemplateKeyId keyId)
    {
        var size = reader.ReadInt32();
        var groups = new string[reader.ReadInt32()];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = reader.ReadString();
        }

        var groupOf = ImmutableArray.CreateBuilder<string>(size);
        for (var i = 0; i < size; i++)
        {
            groupOf.Add(groups[reader.ReadInt32()]);
        }

        var values = reader.ReadBytes(size * BiometricTemplate.Length * sizeof(float));
        return new Cohort(MemoryMarshal.Cast<byte, float>(values), groupOf.MoveToImmutable(), model, keyId);
    }

    private static void CheckWhole(ReadOnlySpan<byte> file)
    {
        if (file.Length <= Magic.Length + DigestBytes || !file.StartsWith(Magic))
        {
            throw new InvalidCohortException("not a cohort file", "SICOHORT", $"{file.Length} bytes of something else");
        }

        var found = SHA256.HashData(file[..^DigestBytes]);
        if (!file[^DigestBytes..].SequenceEqual(found))
        {
            throw new InvalidCohortException(
                "the cohort file is altered or truncated", Convert.ToHexStringLower(file[^DigestBytes..]), Convert.ToHexStringLower(found));
        }
    }
}
