using SocialInsurance.Biometrics.Cohorts;

namespace SocialInsurance.Biometrics.Tests.Cohorts;

public sealed class CohortFileTests
{
    private static readonly Cohort Original = Crowd.Cohort(Crowd.Of(11, 1));

    [Fact]
    public void Written_cohort_is_read_back_to_the_bit()
    {
        var read = CohortFile.Read(CohortFile.Write(Original), Crowd.Models);
        Assert.Equal(Original.Digest, read.Digest);
        Assert.Equal(6, read.Groups["even"]);
        Assert.Equal(5, read.Groups["odd"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(-1)]
    public void Altered_file_is_refused(int at)
    {
        var file = CohortFile.Write(Original);
        file[at < 0 ? file.Length + at : at] ^= 1;
        Assert.Throws<InvalidCohortException>(() => CohortFile.Read(file, Crowd.Models));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(5000)]
    public void Truncated_file_is_refused(int length) =>
        Assert.Throws<InvalidCohortException>(() => CohortFile.Read(CohortFile.Write(Original).AsSpan(0, length), Crowd.Models));

    [Fact]
    public void File_of_another_template_model_is_refused_with_both_digests()
    {
        var other = new string('b', 64);
        var fault = Assert.Throws<InvalidCohortException>(() => CohortFile.Read(CohortFile.Write(Original), [Crowd.Models[0] with { Sha256 = other }]));
        Assert.Equal(other, fault.Expected);
        Assert.Equal(Crowd.ModelDigest, fault.Found);
    }
}
