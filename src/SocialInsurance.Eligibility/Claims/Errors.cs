namespace SocialInsurance.Eligibility.Claims;

/// <summary>The bytes are not a public key on P-256.</summary>
public sealed record DeviceKeyUnusable()
    : Refusal("设备密钥格式不正确。", "Expected the SubjectPublicKeyInfo of a P-256 key.");

/// <summary>A person has three devices at most.</summary>
public sealed record TooManyDevices(int Limit)
    : Refusal($"每人最多可绑定 {Limit} 台设备，请先解绑一台。", $"A person has {Limit} devices at most: revoke one first.");

/// <summary>No claim can be opened for the person: number or name is unreadable in the register, or another entry stands before it.</summary>
public sealed record ClaimImpossible()
    : Refusal("登记的号码或姓名不能用于自助认证，请在窗口直接办理。", "Nobody can claim with the number and name as registered: confirm the person at the window.");

/// <summary>There is no such device of this person.</summary>
public sealed record DeviceUnknown(DeviceId Device)
    : Refusal("没有这台设备。", $"There is no device {Device} of this person.");
