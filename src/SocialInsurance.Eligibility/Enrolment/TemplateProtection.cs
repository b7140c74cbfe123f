using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>A template as bytes with the key that it is turned by.</summary>
/// <param name="KeyId">0 for a plain template, which no vault keeps</param>
/// <param name="Values">512 float32 little-endian; borrowed</param>
public readonly record struct ProtectedTemplate(uint KeyId, ReadOnlyMemory<byte> Values);

/// <summary>One key of templates as the vault uses it: bytes in, bytes out. Safe on any thread.</summary>
public sealed class TemplateProtection : IDisposable
{
    /// <param name="keyId">from 1</param>
    /// <param name="key">32 bytes; borrowed for the call</param>
    public TemplateProtection(uint keyId, ReadOnlySpan<byte> key) => Transform = new TemplateTransform(new TemplateKeyId(keyId), key);

    public uint KeyId => Transform.Id.Value;

    /// <summary>For pipelines, so that no plain template leaves them.</summary>
    public TemplateTransform Transform { get; }

    /// <summary>
    /// The template under <paramref name="to"/> instead of <paramref name="from"/>; null means plain. The same bytes when both are
    /// the same key. Owned by the caller, to be cleared.
    /// </summary>
    public static byte[] Rekey(ReadOnlySpan<byte> template, TemplateProtection? from, TemplateProtection? to)
    {
        if (from?.KeyId == to?.KeyId)
        {
            return template.ToArray();
        }

        var before = BiometricTemplate.FromBytes(template, from?.Transform.Id ?? TemplateKeyId.Plain);
        var after = to is null ? from!.Transform.Unprotect(before) : to.Transform.Rekey(before, from?.Transform);
        var bytes = after.ToBytes();
        before.Clear();
        after.Clear();
        return bytes;
    }

    /// <summary>A cohort file with its members under <paramref name="to"/> instead of <paramref name="from"/>; null means plain.</summary>
    /// <exception cref="InvalidCohortException">not a whole cohort file</exception>
    public static byte[] RekeyCohort(ReadOnlySpan<byte> cohortFile, TemplateProtection? from, TemplateProtection? to) =>
        CohortFile.Write(CohortFile.Read(cohortFile).Rekey(from?.Transform, to?.Transform));

    public void Dispose() => Transform.Dispose();
}
