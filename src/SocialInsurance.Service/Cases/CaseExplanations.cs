using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Cases;

/// <summary>Why the machine sent the person to a caseworker.</summary>
/// <param name="Policy">that decided; null when it is no longer kept here, or people opened the case</param>
/// <param name="Trace">of the run; null when it is not kept here</param>
internal sealed record CaseReasons(Policy? Policy, DecisionExplanation? Trace, ExplanationDto? Explanation, FaceEvidenceDto? Face);

/// <summary>Explains the decision behind a case from what is stored with it, and from run and policy where they are still here. Thread-safe.</summary>
internal sealed class CaseExplanations(PlatformPorts ports, CaseFaces? faces = null)
{
    internal async Task<CaseReasons> OfAsync(CaseMaterial material, CancellationToken cancellationToken)
    {
        if (material.Opened is not { } decision)
        {
            return new CaseReasons(ports.PolicyAt(material.Context.Today), null, null, null);
        }

        var policy = PolicyOf(decision);
        if (decision.Origin is not DecisionOrigin.ComparisonRun { Run: var run })
        {
            var face = faces is null ? null : await faces.FindAsync(material.State.Id, cancellationToken);
            return new CaseReasons(policy, null, Write(decision, policy, null, []), face ?? FaceOf(decision));
        }

        var trace = ports.ExplainRun is { } explain ? await explain(run, decision.Beneficiary, cancellationToken) : null;
        // without the port no trace was ever promised; with it, one that is gone is said to be gone
        TextDto[] gone = trace is null && ports.ExplainRun is not null ? [CaseTexts.Fill("CaseExplainRunGone", run.Value)] : [];
        return new CaseReasons(policy, trace, Write(decision, policy, trace, gone), null);
    }

    /// <summary>The very version that decided, by its digest; null when the library no longer holds it.</summary>
    private Policy? PolicyOf(CertificationDecision decision)
    {
        var policy = ports.PolicyAt(ports.LocalDay(decision.DecidedAt));
        return RecordRun.PolicyOf(policy.Stamp) == decision.Policy ? policy : null;
    }

    private ExplanationDto Write(CertificationDecision decision, Policy? policy, DecisionExplanation? trace, IEnumerable<TextDto> gone)
    {
        List<TextDto> lines = [CaseTexts.Fill("CaseExplainDecidedAt", CaseTexts.Day(ports.LocalDay(decision.DecidedAt)), decision.Policy.Version)];
        if (policy is null)
        {
            lines.Add(CaseTexts.Fill("CaseExplainPolicyGone", decision.Policy.Version));
        }

        lines.AddRange(gone);
        lines.Add(decision.Evidence is { } stored
            ? CaseTexts.Fill("CaseExplainEvidence", CaseTexts.SourceOf(policy, stored.Source), CaseTexts.Day(stored.OccurredOn), stored.Places)
            : ServiceTexts.Get("CaseExplainNoEvidence"));
        lines.AddRange(trace is null ? [] : LinesOf(trace, policy));
        return new ExplanationDto(CaseTexts.Of(decision.Outcome), decision.RuleCode, decision.Policy.Version, lines);
    }

    private static IEnumerable<TextDto> LinesOf(DecisionExplanation trace, Policy? policy)
    {
        yield return new TextDto(trace.Reason.Chinese, trace.Reason.English);
        foreach (var step in trace.Steps)
        {
            yield return CaseTexts.Fill("CaseExplainStep", step.Code, ServiceTexts.Get(step.Result switch
            {
                RuleStepResult.Decided => "CaseExplainStepFired",
                RuleStepResult.NotHeld => "CaseExplainStepPassed",
                RuleStepResult.HeldAfterDecision => "CaseExplainStepLater",
            }));
        }

        foreach (var link in trace.Links)
        {
            yield return CaseTexts.Fill(
                "CaseExplainLink", CaseTexts.SourceOf(policy, link.Source), link.OccurredOn is { } on ? CaseTexts.Day(on) : "—", $"{link.File}:{link.Line}", (int)Math.Round(link.Probability * 100));
        }
    }

    /// <summary>Where nothing is kept any more: scores are no part of a decision and stay empty, nothing is made up.</summary>
    private static FaceEvidenceDto FaceOf(CertificationDecision decision) => new(
        decision.DecidedAt,
        null,
        null,
        null,
        null,
        Enum.TryParse<FaceReason>(decision.RuleCode.Split('.')[^1], out var reason) ? [TextOf(FaceAdvice.For(reason))] : [],
        []);

    private static TextDto TextOf(ReasonText text) => new(text.Chinese, text.English);
}
