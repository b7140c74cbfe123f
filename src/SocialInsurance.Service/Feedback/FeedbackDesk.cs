using SocialInsurance.Contracts;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Person;

namespace SocialInsurance.Service.Feedback;

/// <summary>The person's side of feedback. Thread-safe.</summary>
internal sealed class FeedbackDesk(GiveFeedback feedback)
{
    internal async Task<ApiAnswer> GiveAsync(PersonCall call)
    {
        if (call.FindBeneficiary(out var beneficiary) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        if (call.Read(ContractsJson.Default.FeedbackRequest) is not { Rating: >= FeedbackGiven.LowestRating and <= FeedbackGiven.HighestRating } request)
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        var result = await feedback.ExecuteAsync(beneficiary, request.Rating, request.Complaint, call.Aborted);
        return result.Refusal is null ? ApiAnswer.NoContent : ApiAnswer.Of(ServiceFailure.Conflict);
    }
}
