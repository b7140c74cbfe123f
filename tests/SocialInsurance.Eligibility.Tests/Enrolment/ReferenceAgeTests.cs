using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Eligibility.Tests.Enrolment;

public sealed class ReferenceAgeTests
{
    [Fact]
    public void Age_is_the_most_whole_months_that_fit() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(Arb.From(Gen.Choose(0, 20_000).Two()), days =>
        {
            var captured = new DateOnly(1970, 1, 1).AddDays(days.Item1);
            var on = captured.AddDays(days.Item2);
            var age = new ReferenceOrigin(captured, ReferenceSource.Archive).AgeMonths(on);
            return captured.AddMonths(age) <= on && captured.AddMonths(age + 1) > on;
        }));

    [Fact]
    public void Picture_of_a_later_day_has_no_age() =>
        Assert.Equal(0, new ReferenceOrigin(new DateOnly(2026, 3, 1), ReferenceSource.Window).AgeMonths(new DateOnly(2026, 1, 1)));

    [Fact]
    public void Reference_without_a_day_has_the_audited_bytes_of_version_1()
    {
        var reference = new ReferenceEnrolment(
            new ReferenceId(new Guid(1, 0, 0, new byte[8])), new BeneficiaryId("B1"), new ConsentId(new Guid(2, 0, 0, new byte[8])), Sha256Digest.Of("m"u8), 80, DateTimeOffset.UnixEpoch);
        CanonicalWriter expected = new(), found = new(), dated = new();
        expected.Restart("reference-enrolment/1");
        expected.Add(reference.Id.Value);
        expected.Add(reference.Beneficiary.Value);
        expected.Add(reference.Consent.Value);
        expected.Add(reference.ModelDigest);
        expected.Add(reference.QualityPercent);
        expected.Add(reference.RecordedAt);
        ((IAuditable)reference).WriteCanonical(found);
        Assert.Equal(expected.Written.ToArray(), found.Written.ToArray());
        ((IAuditable)(reference with { Origin = new ReferenceOrigin(new DateOnly(2020, 1, 1), ReferenceSource.Window) })).WriteCanonical(dated);
        Assert.NotEqual(expected.Written.ToArray(), dated.Written.ToArray());
    }
}
