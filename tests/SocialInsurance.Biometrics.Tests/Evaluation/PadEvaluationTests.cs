using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests.Evaluation;

public sealed class PadEvaluationTests
{
    private static readonly VerificationProfile Profile = VerificationProfile.Standard;

    [Fact]
    public void Rates_are_counted_by_unit_species_and_source()
    {
        var result = Evaluate(
            ("a", true, "", "lab", Still(0.9f)),
            ("b", true, "", "field", Still(0.2f)),
            ("c", false, "print", "lab", Still(0.05f)),
            ("d", false, "print", "lab", Still(0.4f)),
            ("e", false, "mask", "lab", Still(0.2f)));
        Assert.Equal(new ErrorRate(1, 2), result.BonaFide.Error);
        Assert.Equal(new ErrorRate(0, 2), result.BonaFide.AtReview);
        Assert.Equal(["mask", "print"], result.Species.Select(s => s.Name));
        Assert.Equal((new ErrorRate(0, 1), new ErrorRate(1, 2)), (result.Species[0].Error, result.Species[1].Error));
        Assert.Equal(new ErrorRate(1, 1), result.Species[0].AtReview);
        Assert.Equal(0.5, result.AverageError);
        Assert.Equal(new ErrorRate(1, 3), result.Sources.Single(s => s.Source == "lab").Attacks.Error);
        Assert.Equal(new ErrorRate(1, 1), result.Sources.Single(s => s.Source == "field").BonaFide.Error);
        Assert.Equal([PadUnitVerdict.BonaFide, PadUnitVerdict.Review, PadUnitVerdict.Attack, PadUnitVerdict.BonaFide, PadUnitVerdict.Review], result.Units.Select(u => u.Verdict));
    }

    [Fact]
    public void Clip_is_judged_by_the_mean_of_its_frontal_frames()
    {
        PadFrame[] frames = [.. Enumerable.Repeat(Frame(0.5f), 15), .. Enumerable.Repeat(Frame(0f) with { YawDegrees = 40 }, 10)];
        var unit = Evaluate(("clip", true, "", "", Clip(frames))).Units[0];
        Assert.Equal((PadUnitVerdict.BonaFide, 15, 25), (unit.Verdict, unit.UsedFrames, unit.Frames));
        Assert.Equal(0.5, unit.Score, 6);
    }

    [Fact]
    public void Unit_without_enough_frames_is_no_response_and_counted_apart()
    {
        PadFrame[] few = [.. Enumerable.Repeat(Frame(0.9f), 14), Frame(0) with { Outcome = FrameOutcome.NoFace }];
        var result = Evaluate(
            ("short", false, "replay", "", Clip(few)), ("whole", false, "replay", "", Still(0)), ("broken", true, "", "", new PadMeasurement([], "IOException", float.NaN, 0)));
        Assert.Equal(new ErrorRate(1, 2), result.Species[0].NonResponse);
        Assert.Equal(new ErrorRate(0, 1), result.Species[0].Error);
        Assert.Equal(new ErrorRate(1, 1), result.BonaFide.NonResponse);
        Assert.Equal(["NoFace", "", "IOException"], result.Units.Select(u => u.Reason));
        Assert.True(double.IsNaN(result.AverageError));
    }

    [Fact]
    public void Page_names_units_frames_and_intervals_and_escapes_the_list()
    {
        var page = PadEvaluationReport.Html(Evaluate(("<a>", true, "", "s&t", Still(0.9f)), ("b", false, "print", "s&t", Still(0.01f))));
        Assert.Contains("&lt;a&gt;", page, StringComparison.Ordinal);
        Assert.Contains("s&amp;t", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,spoof,print", 3, "spoof")]
    [InlineData("good.jpg,bonafide,", 3, "good.jpg")]
    [InlineData("a,attack", 3, "2 fields")]
    public void List_is_refused_with_its_line(string row, int line, string found)
    {
        var fault = Assert.Throws<InvalidListException>(() => PadList.Parse(["path,label,species", "good.jpg,bonafide,", row]));
        Assert.Equal((line, found), (fault.Line, fault.Found == "2" ? "2 fields" : fault.Found));
    }

    [Fact]
    public void Attack_without_a_species_has_a_name_and_empty_lines_keep_the_count()
    {
        Assert.Equal("unnamed", PadList.Parse(["path,label,species", "", "a,attack,"])[0].Species);
        Assert.Equal(4, Assert.Throws<InvalidListException>(() => PadList.Parse(["path,label,species", "", "a,attack,", "b,no,"])).Line);
    }

    [Fact]
    public void Area_is_the_share_of_pairs_in_order() => Prop.ForAll<byte[], byte[]>((bonaFide, attacks) =>
    {
        LabelledValue[] values = [.. bonaFide.Select(v => new LabelledValue(0, true, v % 8)), .. attacks.Select(v => new LabelledValue(1, false, v % 8))];
        var area = VoteStatistics.AreaOf(values);
        var pairs = bonaFide.SelectMany(b => attacks.Select(a => b % 8 > a % 8 ? 1 : b % 8 == a % 8 ? 0.5 : 0)).ToArray();
        return (pairs.Length == 0 ? double.IsNaN(area.Area) : Math.Abs(area.Area - pairs.Average()) < 1e-9)
            && area.Interval95.Low >= 0 && area.Interval95.High <= 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Perfect_area_of_three_and_three_proves_nothing()
    {
        LabelledValue[] values = [.. Enumerable.Range(0, 6).Select(i => new LabelledValue(i, i > 2, i > 2 ? 10 + i : i))];
        var area = VoteStatistics.AreaOf(values);
        Assert.Equal(1, area.Area);
        Assert.Equal(new RateInterval(0, 1), area.Interval95);
        Assert.Equal(new ErrorRate(0, 6), VoteStatistics.LeaveOneOut(values));
    }

    [Fact]
    public void Left_out_value_is_judged_by_the_others()
    {
        LabelledValue[] values = [new(0, false, 0), new(1, false, 1), new(2, false, 9), new(3, true, 8), new(4, true, 10), new(5, true, 11)];
        Assert.InRange(VoteStatistics.LeaveOneOut(values).Errors, 1, 3);
        Assert.Equal(1, VoteStatistics.JackknifeRange(values).High);
    }

    private static PadEvaluationResult Evaluate(params (string Path, bool BonaFide, string Species, string Source, PadMeasurement Measured)[] units) => PadEvaluation.Evaluate(
        [.. units.Select(u => new PadUnit(u.Path, u.BonaFide, u.Species, u.Source))], units.ToDictionary(u => u.Path, u => u.Measured), Profile, []);

    private static PadMeasurement Still(float score) => Clip(Frame(score));

    private static PadMeasurement Clip(params PadFrame[] frames) => new([.. frames], null, float.NaN, 0);

    private static PadFrame Frame(float score) => new(FrameOutcome.Acceptable, 0, 0, score, [score, .. Enumerable.Repeat(float.NaN, 7)]);
}
