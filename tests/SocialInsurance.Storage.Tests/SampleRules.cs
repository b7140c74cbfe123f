using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Storage.Tests;

/// <summary>Rules of reviewing for tests of the store: no holidays, one basis that carries every measure, short demands.</summary>
internal static class SampleRules
{
    public const string Basis = "test-basis";

    public static ReviewRules Rules { get; } = new(
        "review-test",
        new WorkCalendar(new HashSet<DateOnly>(), new HashSet<DateOnly>(), DateOnly.MaxValue),
        [new ReviewDeadline(null, null, 5)],
        new NoticeDemand(0, 0, 0, 0, false),
        new NoticeDemand(3, 2, 60, 15, true),
        [new LegalBasis(Basis, "试验依据", "test basis", Enum.GetValues<BenefitMeasure>(), Enum.GetValues<MeasureGround>())],
        30,
        5,
        false);

    public static CaseSurroundings Surroundings { get; } = new(_ => Rules, TimeSpan.FromHours(8));

    public static HandleCase Handle(PlatformStorage storage, TimeProvider time) => new(storage.Store, Surroundings, time);
}
