namespace SocialInsurance.Eligibility.Relatives;

/// <summary>Number and name do not agree with the register. Says no more: nobody learns who receives a benefit.</summary>
public sealed record RepresentedNotConfirmed()
    : Refusal("填写的信息未能核对一致。", "What was given could not be confirmed.");

/// <summary>A helper acts for eight people at most.</summary>
public sealed record TooManyRepresented(int Limit)
    : Refusal($"每位代办人最多可为 {Limit} 人代办。", $"A helper acts for {Limit} people at most.");

/// <summary>There is no such link, or it is somebody else's.</summary>
public sealed record LinkUnknown(LinkId Link)
    : Refusal("没有这条代办关系。", $"There is no link {Link} for this claim.");
