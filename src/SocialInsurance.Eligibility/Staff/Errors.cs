namespace SocialInsurance.Eligibility.Staff;

/// <summary>Account, password or both are wrong, or the account is locked: nobody learns which.</summary>
public sealed record SignInRefused()
    : Refusal("账号或密码不正确，或账号暂时锁定。请稍后再试。", "Account or password is wrong, or the account is locked for a while. Try again later.");

/// <summary>The new password is too weak.</summary>
public sealed record PasswordTooWeak()
    : Refusal(
        $"新密码须为 {SignInRules.PasswordMinLength} 至 {SignInRules.PasswordMaxLength} 个字符，不同于旧密码，且不含账号。",
        $"The new password must have {SignInRules.PasswordMinLength} to {SignInRules.PasswordMaxLength} characters, differ from the old one and not contain the account.");

/// <summary>The name is in use.</summary>
public sealed record AccountExists(CaseworkerId Account)
    : Refusal("账号已存在。", "The account exists already.");

/// <summary>No account has this name.</summary>
public sealed record AccountUnknown(CaseworkerId Account)
    : Refusal("没有这个账号。", "There is no such account.");

/// <summary>Whoever declared a relative does not take it back alone.</summary>
public sealed record OwnDeclaration(CaseworkerId Account)
    : Refusal("本人的回避申报须由他人撤销。", "A declaration about one's own relative is withdrawn by somebody else.");

/// <summary>The code is wrong, used, too old, or the factor is locked: nobody learns which.</summary>
public sealed record CodeRefused()
    : Refusal("验证码不正确、已用过，或暂时锁定。请等下一个验证码再试。", "The code is wrong or was used, or the factor is locked for a while. Wait for the next code.");

/// <summary>A lost factor is taken away by two administrators, neither of them its owner.</summary>
public sealed record FactorResetNeedsAnother()
    : Refusal("重置第二因素须由另一位系统管理员确认，本人不能重置。", "Another administrator must confirm the reset of a second factor; nobody resets their own.");
