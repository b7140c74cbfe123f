namespace SocialInsurance.Eligibility.Partners;

/// <summary>No partner has this id.</summary>
public sealed record PartnerUnknown(PartnerId Partner)
    : Refusal($"没有合作单位 {Partner}。", $"There is no partner {Partner}.");

/// <summary>The partner was revoked before.</summary>
public sealed record PartnerAlreadyRevoked(PartnerId Partner)
    : Refusal($"合作单位 {Partner} 已停用。", $"Partner {Partner} is revoked already.");

/// <summary>How long the former key shall count is out of range.</summary>
public sealed record PartnerOverlapInvalid()
    : Refusal($"新旧密钥并存时间须为 0 到 {RotatePartnerKey.MaxOverlapDays} 天。", $"Both keys may count for 0 to {RotatePartnerKey.MaxOverlapDays} days.");

/// <summary>The name of a partner is missing, too long or holds control characters.</summary>
public sealed record PartnerNameInvalid()
    : Refusal("合作单位名称须为 1 到 64 个字符，不含控制字符。", "A partner's name has 1 to 64 characters and no control characters.");

/// <summary>A partner without a scope can do nothing.</summary>
public sealed record PartnerScopeMissing()
    : Refusal("至少需要一项权限。", "A partner needs at least one scope.");

/// <summary>Sources and the scope for them go together, each source once.</summary>
public sealed record PartnerGrantsInvalid()
    : Refusal("推送权限须写明来源，每个来源只写一次；没有推送权限则不写来源。", "The scope feeds needs its sources, each once; no other scope takes any.");

/// <summary>The quota is out of range.</summary>
public sealed record PartnerQuotaInvalid()
    : Refusal($"每日限额须为 1 到 {Partner.MaxDailyQuota}。", $"The daily quota is 1 to {Partner.MaxDailyQuota}.");

/// <summary>A source says one thing: kind and presence are those of the first partner that got it.</summary>
public sealed record PartnerGrantContradicts(FeedGrant Grant)
    : Refusal($"来源已授予其他单位，须写作 {FeedGrantText.Write(Grant)}。", $"Another partner has this source; write it as {FeedGrantText.Write(Grant)}.");
