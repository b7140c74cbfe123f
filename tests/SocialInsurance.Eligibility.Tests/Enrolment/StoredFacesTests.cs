using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Eligibility.Tests.Enrolment;

public sealed class StoredFacesTests
{
    [Theory]
    [InlineData(0, StoredFaceNotice.None)]
    [InlineData(79_999, StoredFaceNotice.None)]
    [InlineData(80_000, StoredFaceNotice.PrepareFiling)]
    [InlineData(99_999, StoredFaceNotice.PrepareFiling)]
    [InlineData(100_000, StoredFaceNotice.FilingDue)]
    public void Counter_warns_at_80000_and_100000(long count, StoredFaceNotice expected) =>
        Assert.Equal(expected, StoredFaces.Of(count, new StoredFaceLimits()).Notice);
}
