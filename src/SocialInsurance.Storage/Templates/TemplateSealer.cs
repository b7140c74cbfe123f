using System.Collections.Concurrent;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Templates;

/// <summary>
/// Between templates and their rows: turned by a key and sealed with the same key, which the sealed form names. Rows from before
/// templates were turned (key 0 in the row) are sealed at another place, so that a changed row cannot pass for the other kind.
/// Safe on any thread.
/// </summary>
internal sealed class TemplateSealer(IKeyRing keys) : IDisposable
{
    private readonly ConcurrentDictionary<uint, TemplateProtection> protections = [];

    /// <exception cref="StorageRefusedException">the ring does not hold the key</exception>
    public TemplateProtection ProtectionOf(uint keyId) => protections.GetOrAdd(keyId, static (id, sealer) => sealer.Derive(id), this);

    /// <summary>The sealed row of a template under <paramref name="keyId"/>, whatever key it comes under.</summary>
    public byte[] Seal(ReferenceId reference, ProtectedTemplate template, uint keyId)
    {
        var turned = TemplateProtection.Rekey(template.Values.Span, Find(template.KeyId), ProtectionOf(keyId));
        using var sealer = new FieldSealer(keys, KeyPurpose.Template);
        var sealedTemplate = sealer.Seal(turned, PlaceOf(reference, keyId), KeyOf(keyId));
        Array.Clear(turned);
        return sealedTemplate;
    }

    /// <summary>The template of a row, under <paramref name="asKeyId"/>; owned by the caller.</summary>
    /// <param name="rowKeyId">as the row says</param>
    /// <exception cref="StorageRefusedException">moved, changed, or under a key that the ring does not hold</exception>
    public byte[] Open(ReferenceId reference, byte[] sealedTemplate, uint rowKeyId, uint asKeyId)
    {
        if (rowKeyId != 0 && FieldSealer.KeyIdOf(sealedTemplate) != rowKeyId)
        {
            throw new StorageRefusedException(StorageFault.Damaged, $"{PlaceOf(reference, rowKeyId)}: the row names key {rowKeyId}, the sealed value another.");
        }

        using var sealer = new FieldSealer(keys, KeyPurpose.Template);
        var stored = sealer.Open(sealedTemplate, PlaceOf(reference, rowKeyId));
        if (rowKeyId == asKeyId)
        {
            return stored;
        }

        var template = TemplateProtection.Rekey(stored, Find(rowKeyId), Find(asKeyId));
        Array.Clear(stored);
        return template;
    }

    /// <summary>The sealed form of a cohort file (plain or turned), under <paramref name="keyId"/>.</summary>
    /// <param name="cohortKeyId">the key that its members are under; 0 for plain</param>
    public byte[] SealCohort(string name, ReadOnlySpan<byte> cohortFile, uint cohortKeyId, uint keyId)
    {
        var turned = TemplateProtection.RekeyCohort(cohortFile, Find(cohortKeyId), ProtectionOf(keyId));
        using var sealer = new FieldSealer(keys, KeyPurpose.Template);
        var sealedCohort = sealer.Seal(turned, $"cohort/{name}", KeyOf(keyId));
        Array.Clear(turned);
        return sealedCohort;
    }

    /// <summary>A cohort file under <paramref name="asKeyId"/>; 0 for plain, in memory only.</summary>
    /// <exception cref="StorageRefusedException">renamed, changed, or under a key that the ring does not hold</exception>
    public byte[] OpenCohort(string name, ReadOnlySpan<byte> sealedCohort, uint asKeyId)
    {
        using var sealer = new FieldSealer(keys, KeyPurpose.Template);
        var turned = sealer.Open(sealedCohort, $"cohort/{name}");
        var cohortFile = TemplateProtection.RekeyCohort(turned, Find(FieldSealer.KeyIdOf(sealedCohort)), Find(asKeyId));
        Array.Clear(turned);
        return cohortFile;
    }

    public void Dispose()
    {
        foreach (var protection in protections.Values)
        {
            protection.Dispose();
        }
    }

    private static string PlaceOf(ReferenceId reference, uint keyId) => keyId == 0 ? $"template/sealed/{reference}" : $"template/turned/{reference}";

    private TemplateProtection? Find(uint keyId) => keyId == 0 ? null : ProtectionOf(keyId);

    private TemplateProtection Derive(uint keyId) => new(keyId, KeyOf(keyId).Bytes);

    private SecretKey KeyOf(uint keyId) => keys.Find(KeyPurpose.Template, keyId) ?? throw new StorageRefusedException(
        StorageFault.KeyMissing, $"模板密钥 {keyId} 不在密钥环中。 Template key {keyId} is not in the key ring.");
}
