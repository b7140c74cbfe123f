using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests.Evaluation;

/// <summary>Acquisition of the two public-domain portraits, resumed.</summary>
public sealed class TemplateAcquirerTests(LoadedModels models) : IDisposable
{
    private static readonly string[] Names = ["grace_hopper.jpg", "eileen_collins.jpg"];

    private readonly string _folder = Directory.CreateTempSubdirectory("sicert-cache").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Second_run_reuses_every_template_of_the_first()
    {
        var (first, madeBefore) = Run(VerificationProfile.Standard);
        var (second, reused) = Run(VerificationProfile.Standard);
        Assert.Equal((0, 2), (madeBefore, reused));
        Assert.All(Names, n => Assert.Equal(1, first[n].Template!.CompareWith(second[n].Template!).Value, 6));
    }

    [Fact]
    public void Torn_last_record_is_dropped_and_made_again()
    {
        Run(VerificationProfile.Standard);
        var path = Path.Combine(_folder, TemplateCache.FileName);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - 100);
        }

        Assert.Equal(1, Run(VerificationProfile.Standard).Reused);
        Assert.Equal(2, Run(VerificationProfile.Standard).Reused);
    }

    [Fact]
    public void Cache_is_for_its_owner_alone_also_where_it_was_made_for_everybody()
    {
        var path = Path.Combine(_folder, TemplateCache.FileName);
        for (var i = 0; i < 2; i++)
        {
            TemplateCache.Open(_folder, models.Prepared, VerificationProfile.Standard).Dispose();
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
                File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
            }
        }
    }

    [Fact]
    public void Cache_of_another_profile_is_begun_anew()
    {
        Run(VerificationProfile.Standard);
        var stricter = VerificationProfile.Standard with { Quality = VerificationProfile.Standard.Quality with { MinimumSharpness = 1e6f } };
        var (pictures, reused) = Run(stricter);
        Assert.Equal(0, reused);
        Assert.All(pictures.Values, p => Assert.Equal(FrameOutcome.Blurred, p.Outcome));
    }

    [Fact]
    public void Tiny_evaluation_of_the_samples_finds_the_mated_pair_above_the_other()
    {
        var (pictures, _) = Run(VerificationProfile.Standard);
        var pairs = VerificationEvaluation.ParsePairs(["reference,probe,mated", $"{Names[0]},{Names[0]},1", $"{Names[0]},{Names[1]},0"]);
        var result = VerificationEvaluation.Evaluate(
            pairs, pictures, null, null, [("match", VerificationProfile.Standard.MatchThreshold)], new EvaluationConditions("standard", string.Empty, null, 0, null, null));
        Assert.Equal(0, result.EqualErrorRate);
        Assert.Equal((0, 0), (result.OperatingPoints[0].FalseMatch.Errors, result.OperatingPoints[0].FalseNonMatch.Errors));
    }

    [Fact]
    public void Acquisition_that_is_cancelled_stops()
    {
        using var cache = TemplateCache.Open(_folder, models.Prepared, VerificationProfile.Standard);
        var acquirer = new TemplateAcquirer(models.Prepared, VerificationProfile.Standard, cache);
        Assert.ThrowsAny<OperationCanceledException>(() => acquirer.Acquire(SampleFolder, Names, 1, null, new CancellationToken(canceled: true)));
    }

    private static string SampleFolder => Path.GetDirectoryName(Pictures.SamplePath(Names[0]))!;

    private (IReadOnlyDictionary<string, AcquiredPicture> Pictures, int Reused) Run(VerificationProfile profile)
    {
        using var cache = TemplateCache.Open(_folder, models.Prepared, profile);
        var reused = cache.Reused;
        return (new TemplateAcquirer(models.Prepared, profile, cache).Acquire(SampleFolder, Names, 2, null, TestContext.Current.CancellationToken), reused);
    }
}
