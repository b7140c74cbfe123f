using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests.Evaluation;

public sealed class PadMeasurerTests(LoadedModels models) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sicert-pad").FullName;
    private readonly List<PadProgress> _reports = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_goes_on_where_it_was_and_drops_a_torn_line()
    {
        PadUnit[] units = [Unit("grace_hopper.jpg"), Unit("eileen_collins.jpg")];
        var first = Measure(units);
        Assert.Equal(2, Frames);
        Assert.All(units, u => Assert.Equal(FrameOutcome.Acceptable, Assert.Single(first[u.Path].Frames).Outcome));

        var log = Path.Combine(_folder, PadMeasurementLog.FileName);
        var lines = File.ReadAllLines(log);
        File.WriteAllText(log, string.Join('\n', lines[..2]) + "\n" + lines[2][..100]);
        var second = Measure(units);
        Assert.Equal(1, Frames);
        Assert.All(units, u => Assert.Equal(first[u.Path].Frames[0].Score, second[u.Path].Frames[0].Score));

        Measure(units);
        Assert.Equal(0, Frames);
    }

    [Fact]
    public void Log_of_another_profile_is_begun_anew()
    {
        Measure([Unit("grace_hopper.jpg")]);
        var other = VerificationProfile.Standard with { Pad = VerificationProfile.Standard.Pad with { Fusion = VerificationProfile.Standard.Pad.Fusion with { Version = "other" } } };
        using var log = PadMeasurementLog.Open(_folder, models.Prepared, other);
        Assert.Equal(0, log.Reused);
    }

    [Fact]
    public void Unit_that_cannot_be_read_is_a_result()
    {
        File.WriteAllText(Path.Combine(_folder, "text.jpg"), "no picture");
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        var measured = Measure([Unit(Path.Combine(_folder, "text.jpg")), Unit(Path.Combine(_folder, "empty")), Unit(Path.Combine(_folder, "none.jpg"))]);
        Assert.Equal(FrameOutcome.Unreadable, Assert.Single(measured[Path.Combine(_folder, "text.jpg")].Frames).Outcome);
        Assert.NotNull(measured[Path.Combine(_folder, "empty")].Fault);
        Assert.Equal(nameof(FileNotFoundException), measured[Path.Combine(_folder, "none.jpg")].Fault);
    }

    private long Frames => _reports.Count == 0 ? 0 : _reports.Max(r => r.Frames);

    private IReadOnlyDictionary<string, PadMeasurement> Measure(PadUnit[] units)
    {
        _reports.Clear();
        using var log = PadMeasurementLog.Open(_folder, models.Prepared, VerificationProfile.Standard);
        return new PadMeasurer(models.Prepared, VerificationProfile.Standard, log)
            .Measure(Path.GetDirectoryName(Pictures.SamplePath("x"))!, units, workers: 1, new Direct(_reports), TestContext.Current.CancellationToken);
    }

    private static PadUnit Unit(string path) => new(path, true, string.Empty, string.Empty);

    private sealed class Direct(List<PadProgress> reports) : IProgress<PadProgress>
    {
        public void Report(PadProgress value) => reports.Add(value);
    }
}
