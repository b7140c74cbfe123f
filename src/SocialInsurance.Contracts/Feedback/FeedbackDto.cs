namespace SocialInsurance.Contracts.Feedback;

/// <summary>
/// Body of <c>POST /api/v1/me/feedback</c> within 30 days after a certification: 204; the same again too; 409 when another rating of
/// the certification stands, or there is nothing to rate.
/// </summary>
/// <param name="Rating">1 (bad) .. 5 (good)</param>
/// <param name="Complaint">somebody of the agency is to look at it</param>
public sealed record FeedbackRequest(int Rating, bool Complaint = false);

/// <summary>Answer of <c>GET /api/v1/staff/feedback</c>: complaints that wait, oldest first, inside the region of the account, at most 200.</summary>
public sealed record ComplaintListDto(IReadOnlyList<ComplaintDto> Complaints);

/// <summary>A complaint is settled by <c>POST /api/v1/staff/feedback/{feedbackId}/resolution</c>, without a body: 204.</summary>
public sealed record ComplaintDto(string FeedbackId, string BeneficiaryId, string DivisionCode, int Rating, DateTimeOffset GivenAt);
