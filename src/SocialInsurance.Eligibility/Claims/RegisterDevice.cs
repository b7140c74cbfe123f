using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>The device, new or known, or the refusal.</summary>
public sealed record DeviceResult(DeviceId? Device, bool IsNew, Refusal? Refusal);

/// <summary>Ties a device's key to a person who has just proven a claim. The same key again answers the same device.</summary>
public sealed class RegisterDevice(IEligibilityStore store, TimeProvider time)
{
    /// <summary>Devices of one person at a time.</summary>
    public const int Limit = 3;

    public async Task<DeviceResult> ExecuteAsync(BeneficiaryId beneficiary, byte[] publicKey, CancellationToken cancellationToken)
    {
        if (!DeviceKey.IsUsable(publicKey))
        {
            return new DeviceResult(null, false, new DeviceKeyUnusable());
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var devices = await work.Devices.ListAsync(beneficiary, cancellationToken);
        if (devices.FirstOrDefault(device => device.PublicKey.AsSpan().SequenceEqual(publicKey)) is { } known)
        {
            return new DeviceResult(known.Id, false, null);
        }

        if (devices.Count >= Limit)
        {
            return new DeviceResult(null, false, new TooManyDevices(Limit));
        }

        var now = time.GetStoredNow();
        var id = new DeviceId(Guid.CreateVersion7(now));
        await work.Devices.AddAsync(new DeviceChange(id, beneficiary, DeviceChangeKind.Registered, publicKey, now), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new DeviceResult(id, true, null);
    }
}

/// <summary>Ends a device's power to prove claims. A device of somebody else is as unknown as one that never was.</summary>
public sealed class RevokeDevice(IEligibilityStore store, TimeProvider time)
{
    public async Task<DeviceResult> ExecuteAsync(BeneficiaryId beneficiary, DeviceId id, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var devices = await work.Devices.ListAsync(beneficiary, cancellationToken);
        if (devices.All(device => device.Id != id))
        {
            return new DeviceResult(null, false, new DeviceUnknown(id));
        }

        var revoked = new DeviceChange(id, beneficiary, DeviceChangeKind.Revoked, null, time.GetStoredNow());
        await work.Devices.AddAsync(revoked, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new DeviceResult(id, false, null);
    }
}
