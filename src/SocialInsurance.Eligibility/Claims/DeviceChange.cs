using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>Version 7 UUID.</summary>
public readonly record struct DeviceId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>What happened to a device key. Values are stored; never renumber.</summary>
public enum DeviceChangeKind
{
    Registered = 1,

    Revoked = 2,
}

/// <summary>A device whose key proves a claim.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo of a P-256 key, DER; never changed</param>
public sealed record RegisteredDevice(DeviceId Id, BeneficiaryId Beneficiary, byte[] PublicKey, DateTimeOffset RegisteredAt);

/// <param name="PublicKey">exactly when registered</param>
public sealed record DeviceChange(
    DeviceId Device, BeneficiaryId Beneficiary, DeviceChangeKind Kind, byte[]? PublicKey, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.DeviceChanged;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("device-change/1");
        writer.Add(Device.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Kind);
        if (PublicKey is null)
        {
            writer.AddAbsent();
        }
        else
        {
            writer.Add(Sha256Digest.Of(PublicKey));
        }

        writer.Add(RecordedAt);
    }
}
