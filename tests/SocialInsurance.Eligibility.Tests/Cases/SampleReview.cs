using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Tests.Cases;

/// <summary>Surroundings of a decision about a case, for tests of the pure parts.</summary>
internal static class SampleReview
{
    public static DateOnly Today { get; } = new(2026, 10, 31);

    public static ReviewRules Rules { get; } = new(
        "review-test",
        new WorkCalendar(new HashSet<DateOnly>(), new HashSet<DateOnly>(), DateOnly.MinValue),
        [new ReviewDeadline(null, null, 5)],
        new NoticeDemand(1, 1, 15, 15, false),
        new NoticeDemand(3, 2, 60, 15, true),
        [],
        30,
        5,
        false);

    public static CaseContext Context(BeneficiaryId person) =>
        new(BenefitStanding.Of(person, []), [], Rules, Today, new HashSet<CaseworkerId>());
}
