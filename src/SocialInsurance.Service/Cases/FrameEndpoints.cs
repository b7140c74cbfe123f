using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>Frames kept for the review of a case, as the case file shows them. Thread-safe.</summary>
internal sealed class CaseFaces(IReviewFrameReader reader, ITemplateVault vault)
{
    /// <summary>Null when none are kept, or they are erased.</summary>
    internal async Task<FaceEvidenceDto?> FindAsync(CaseId id, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(id, cancellationToken) is not { } kept || await vault.ReviewFrames.ReadAsync(kept.Set, cancellationToken) is not { } shown)
        {
            return null;
        }

        var face = shown.Face;
        return new FaceEvidenceDto(
            face.EndedAt, face.MatchScore, face.MatchThreshold, face.PadScore, face.PadThreshold, [.. face.Reasons.SelectMany(TextsOf)], [.. shown.Frames.Select(FrameOf)]);
    }

    /// <summary>A frame as JPEG; null when there is none.</summary>
    internal async Task<byte[]?> FindFrameAsync(CaseId id, string frame, CancellationToken cancellationToken) =>
        int.TryParse(frame, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await reader.FindAsync(id, cancellationToken) is { } kept
            ? await vault.ReviewFrames.ReadFrameAsync(kept.Set, number, cancellationToken)
            : null;

    private static IEnumerable<TextDto> TextsOf(string name)
    {
        if (Enum.TryParse<FaceReason>(name, out var reason))
        {
            var text = FaceAdvice.For(reason);
            yield return new TextDto(text.Chinese, text.English);
        }
    }

    private static CaseFrameDto FrameOf(KeptFrame frame) => new(
        frame.Number.ToString(CultureInfo.InvariantCulture), frame.Kind == FrameKind.Best ? "best" : "challenge", frame.Action, frame.TakenAt);
}

/// <summary><c>GET /api/v1/staff/cases/{caseId}/frames/{frameId}</c>: a picture, for the review only. The gate has looked at role and region.</summary>
internal static class FrameEndpoints
{
    internal static void AddFrames(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports.ReviewFrames is { } reader)
        {
            services.AddSingleton(new CaseFaces(reader, ports.Templates));
        }
    }

    internal static async Task ReadAsync(HttpContext context, string frameId)
    {
        var caller = context.Caller();
        if (context.RequestServices.GetService<CaseFaces>() is not { } faces
            || await faces.FindFrameAsync(caller.Case!.Id, frameId, context.RequestAborted) is not { } jpeg)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
            return;
        }

        try
        {
            // written down before the picture goes out
            await context.RequestServices.GetRequiredService<StaffReadLog>()
                .WriteAsync(caller.Account, StaffReadKind.Frames, caller.Case.Beneficiary, null, context.RequestAborted);
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = jpeg.Length;
            context.Response.Headers.ContentDisposition = "inline";
            await context.Response.Body.WriteAsync(jpeg, context.RequestAborted);
        }
        finally
        {
            Array.Clear(jpeg);
        }
    }
}
