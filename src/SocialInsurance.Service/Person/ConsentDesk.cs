using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Person;

/// <summary>The separate consent to face processing, and the equal other ways on the same screen.</summary>
internal sealed class ConsentDesk(GiveFaceConsent give, WithdrawFaceConsent withdraw, PersonAnswers answers)
{
    private const int Paragraphs = 5;

    /// <summary>The text in force; a test holds that its words do not change under one version.</summary>
    internal static ConsentTextDto Text { get; } = new(
        FaceConsentText.CurrentVersion,
        ServiceTexts.Get("ConsentFaceTitle"),
        [.. Enumerable.Range(1, Paragraphs).Select(number => ServiceTexts.Get(FormattableString.Invariant($"ConsentFaceParagraph{number}")))],
        [OtherWay("window", "Window"), OtherWay("homeVisit", "HomeVisit"), OtherWay("video", "Video")]);

    internal static Task WriteTextAsync(HttpContext context) => ApiAnswer.Ok(Text, ContractsJson.Default.ConsentTextDto).WriteAsync(context);

    /// <summary>200 with the status; 409 when another text was shown than the one in force.</summary>
    internal async Task<ApiAnswer> GiveAsync(PersonCall call)
    {
        if (call.FindBeneficiary(out var beneficiary) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        if (call.Read(ContractsJson.Default.GiveConsentRequest) is not { TextVersion: { } version })
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        var given = await give.ExecuteAsync(beneficiary, version, call.Claim.Helper, call.Aborted);
        return given.Consent is null ? ApiAnswer.Of(ServiceFailure.Conflict) : await answers.StatusAsync(call.Claim, call.Aborted);
    }

    /// <summary>204 also when there was nothing to take back.</summary>
    internal async Task<ApiAnswer> WithdrawAsync(PersonCall call)
    {
        if (call.FindBeneficiary(out var beneficiary) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        await withdraw.ExecuteAsync(beneficiary, call.Aborted, call.Claim.Helper);
        return ApiAnswer.NoContent;
    }

    private static OtherWayDto OtherWay(string kind, string key) =>
        new(kind, ServiceTexts.Get($"OtherWay{key}Title"), ServiceTexts.Get($"OtherWay{key}Description"));
}
