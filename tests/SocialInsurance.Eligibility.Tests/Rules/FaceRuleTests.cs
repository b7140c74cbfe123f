using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

public sealed class FaceRuleTests
{
    private static readonly FacePolicy Face = SamplePolicy.Policy.FaceAt(SamplePolicy.AsOf);
    private static readonly FaceEvidence Good = new(0.6, FaceAcquisitionFailure.None, 0.8, 20, ChallengePassed: true, Attempt: 1, SampleInjected: false);

    private static readonly Gen<double> Scores = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(v => v / 1000.0), Gen.Elements(0.41, 0.315, 0.3, 0.1, 0, 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity));

    private static readonly Gen<FaceEvidence> Any =
        from score in Scores
        from failure in Gen.Frequency((3, Gen.Constant(FaceAcquisitionFailure.None)), (1, Gen.Elements(Enum.GetValues<FaceAcquisitionFailure>())), (1, Gen.Choose(12, 99).Select(v => (FaceAcquisitionFailure)v)))
        from pad in Scores
        from frames in Gen.Choose(0, 30)
        from passed in Gen.Elements(true, true, false)
        from attempt in Gen.Choose(1, 6)
        from age in Gen.Elements<int?>(null, 0, 119, 120, 400)
        from injected in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new FaceEvidence(score, failure, pad, frames, passed, attempt, injected, age);

    [Fact]
    public void Thresholds_are_those_of_the_profile()
    {
        Assert.Equal((0.41, 0.315, 0.30, 0.10, 15, 3),
            (Face.MatchThreshold, Face.UnsureThreshold, Face.PadPassMean, Face.PadReviewMean, Face.PadMinimumFrames, Face.MaximumAttempts));
        var decision = Face.Decide(Good);
        Assert.Equal((FaceOutcome.Certified, "calibrated", SamplePolicy.Policy.Stamp), (decision.Outcome, decision.Profile.Name, decision.Policy));
        Assert.Empty(decision.Reasons);
    }

    [Theory]
    [InlineData(0.41, 0.30, 15, FaceOutcome.Certified, null)]
    [InlineData(0.4099, 0.30, 15, FaceOutcome.RetryAllowed, FaceReason.ComparisonUnsure)]
    [InlineData(0.315, 0.30, 15, FaceOutcome.RetryAllowed, FaceReason.ComparisonUnsure)]
    [InlineData(0.3149, 0.30, 15, FaceOutcome.RetryAllowed, FaceReason.NonMatch)]
    [InlineData(0.6, 0.2999, 15, FaceOutcome.ReferToCaseworker, FaceReason.PadUnsure)]
    [InlineData(0.6, 0.10, 15, FaceOutcome.ReferToCaseworker, FaceReason.PadUnsure)]
    [InlineData(0.6, 0.0999, 15, FaceOutcome.RetryAllowed, FaceReason.PadFailed)]
    [InlineData(0.6, 0.9, 14, FaceOutcome.RetryAllowed, FaceReason.PadTooFewFrames)]
    [InlineData(0.6, double.NaN, 15, FaceOutcome.RetryAllowed, FaceReason.PadTooFewFrames)]
    [InlineData(double.NaN, 0.9, 15, FaceOutcome.ReferToCaseworker, FaceReason.ScoreUnusable)]
    [InlineData(double.PositiveInfinity, 0.9, 15, FaceOutcome.ReferToCaseworker, FaceReason.ScoreUnusable)]
    public void First_attempt_on_a_border_ends_as_the_policy_says(double score, double pad, int frames, FaceOutcome outcome, FaceReason? reason)
    {
        var decision = Face.Decide(Good with { ComparisonScore = score, PadMean = pad, PadFrames = frames });
        Assert.Equal(outcome, decision.Outcome);
        Assert.Equal(reason is { } r ? [r] : [], decision.Reasons);
    }

    [Theory]
    [InlineData(0.4099, 120, FaceOutcome.ReferToCaseworker, FaceReason.ReferenceOld)]
    [InlineData(0.315, 300, FaceOutcome.ReferToCaseworker, FaceReason.ReferenceOld)]
    [InlineData(0.4099, 119, FaceOutcome.RetryAllowed, FaceReason.ComparisonUnsure)]
    [InlineData(0.4099, null, FaceOutcome.RetryAllowed, FaceReason.ComparisonUnsure)]
    [InlineData(0.3149, 300, FaceOutcome.RetryAllowed, FaceReason.NonMatch)]
    [InlineData(0.41, 300, FaceOutcome.Certified, null)]
    public void Unsure_score_against_an_old_photograph_goes_to_a_human_at_once(double score, int? age, FaceOutcome outcome, FaceReason? reason)
    {
        var decision = Face.Decide(Good with { ComparisonScore = score, ReferenceAgeMonths = age });
        Assert.Equal(outcome, decision.Outcome);
        Assert.Equal(reason is { } r ? [r] : [], decision.Reasons);
    }

    [Fact]
    public void Policy_that_names_no_age_and_no_refresh_knows_neither()
    {
        var silent = Face with { ReferenceOldAfterMonths = null, RefreshThreshold = null };
        Assert.Equal((120, 0.55), (Face.ReferenceOldAfterMonths, Face.RefreshThreshold));
        Assert.Equal([FaceReason.ComparisonUnsure], silent.Decide(Good with { ComparisonScore = 0.4, ReferenceAgeMonths = 900 }).Reasons);
    }

    [Fact]
    public void Third_attempt_without_success_goes_to_a_human_and_says_so()
    {
        var poor = Good with { ComparisonScore = 0.2 };
        Assert.Equal((FaceOutcome.RetryAllowed, 2), Ended(Face.Decide(poor)));
        Assert.Equal((FaceOutcome.RetryAllowed, 1), Ended(Face.Decide(poor with { Attempt = 2 })));
        var last = Face.Decide(poor with { Attempt = 3 });
        Assert.Equal((FaceOutcome.ReferToCaseworker, 0), Ended(last));
        Assert.Equal([FaceReason.NonMatch, FaceReason.AttemptsExhausted], last.Reasons);
        Assert.Equal((FaceOutcome.ReferToCaseworker, 0), Ended(Face.Decide(Good with { Attempt = 4 })));
        Assert.Equal(FaceOutcome.Certified, Face.Decide(Good with { Attempt = 3 }).Outcome);
    }

    [Fact]
    public void Injected_sample_and_missing_reference_go_to_a_human_at_once()
    {
        Assert.Equal([FaceReason.SampleInjected], Face.Decide(Good with { SampleInjected = true }).Reasons);
        Assert.Equal(FaceOutcome.ReferToCaseworker, Face.Decide(Good with { SampleInjected = true }).Outcome);
        Assert.Equal(FaceOutcome.ReferToCaseworker, Face.Decide(Good with { Failure = FaceAcquisitionFailure.NoReference }).Outcome);
    }

    [Fact]
    public void Every_acquisition_failure_has_its_own_reason()
    {
        var failures = Enum.GetValues<FaceAcquisitionFailure>().Where(f => f != FaceAcquisitionFailure.None).ToArray();
        var reasons = failures.Select(f => Assert.Single(Face.Decide(Good with { Failure = f }).Reasons)).ToArray();
        Assert.Equal(failures.Select(f => f.ToString()), reasons.Select(r => r.ToString()));
    }

    [Fact]
    public void From_any_evidence_the_attempts_end_certified_or_with_a_human() => Check(Any.ArrayOf(5), attempts =>
    {
        for (int i = 0; i < attempts.Length; i++)
        {
            var decision = Face.Decide(attempts[i] with { Attempt = i + 1 });
            if (decision.Outcome != FaceOutcome.RetryAllowed) return i < Face.MaximumAttempts;
        }
        return false;
    });

    [Fact]
    public void Certified_means_match_live_challenge_and_no_doubt() => Check(Any, e =>
    {
        bool all = e is { Failure: FaceAcquisitionFailure.None, ChallengePassed: true, SampleInjected: false, PadFrames: >= 15, Attempt: <= 3 }
            && e.PadMean >= 0.30 && e.ComparisonScore >= 0.41 && double.IsFinite(e.ComparisonScore);
        return all == (Face.Decide(e).Outcome == FaceOutcome.Certified);
    });

    [Fact]
    public void Every_refusal_says_why_and_only_refusals_do() => Check(Any, e =>
    {
        var decision = Face.Decide(e);
        return decision.Outcome == FaceOutcome.Certified == (decision.Reasons.Count == 0)
            && decision.AttemptsLeft > 0 | decision.Outcome != FaceOutcome.RetryAllowed;
    });

    [Fact]
    public void Every_reason_has_short_advice_in_both_languages() => Assert.All(Enum.GetValues<FaceReason>(), reason =>
    {
        var advice = FaceAdvice.For(reason);
        Assert.InRange(advice.Chinese.Length, 1, 60);
        Assert.Contains(advice.Chinese, c => c is >= '\u4e00' and <= '\u9fff');
        Assert.NotEmpty(advice.English);
    });

    [Fact]
    public void Attempt_below_one_is_a_broken_contract() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Face.Decide(Good with { Attempt = 0 }));

    [Fact]
    public void Threshold_changes_on_its_day()
    {
        string text = SamplePolicy.Change("        - { from: 2019-01-01, value: 0.41, legalBasis: face-profile }\n",
            "        - { from: 2019-01-01, value: 0.41, legalBasis: face-profile }\n        - { from: 2026-11-01, value: 0.45, legalBasis: face-profile }\n");
        var policy = SamplePolicy.Load(Encoding.UTF8.GetBytes(text));
        Assert.Equal(0.41, policy.FaceAt(new DateOnly(2026, 10, 31)).MatchThreshold);
        Assert.Equal(0.45, policy.FaceAt(new DateOnly(2026, 11, 1)).MatchThreshold);
    }

    private static (FaceOutcome, int) Ended(FaceDecision decision) => (decision.Outcome, decision.AttemptsLeft);

    private static void Check<T>(Gen<T> inputs, Func<T, bool> holds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(inputs), x => holds(x)));
}
