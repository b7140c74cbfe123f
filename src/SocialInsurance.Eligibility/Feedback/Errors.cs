namespace SocialInsurance.Eligibility.Feedback;

/// <summary>There is no certification of late that the feedback could be about.</summary>
public sealed record NothingToRate() : Refusal("近期没有可评价的认证。", "There is no certification of late to rate.");

/// <summary>Another rating of the same certification stands.</summary>
public sealed record AlreadyRated() : Refusal("本次认证已评价。", "This certification has been rated.");

/// <summary>No such complaint inside the region.</summary>
public sealed record FeedbackUnknown() : Refusal("没有这条意见。", "There is no such complaint.");
