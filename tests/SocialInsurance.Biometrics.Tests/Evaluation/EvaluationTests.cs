using System.Globalization;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Biometrics.Tests.Cohorts;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Tests.Evaluation;

public sealed class EvaluationTests
{
    private static readonly EvaluationConditions Conditions = new("test@2026.1", Crowd.ModelDigest, null, 0, null, null);

    [Fact]
    public void Listed_pairs_are_counted_by_kind_and_group_and_pictures_without_a_template_left_out()
    {
        var people = Crowd.Of(3, 1, likeness: 0);
        var pictures = Pictures(("a1", people[0]), ("a2", people[0]), ("b", people[1]), ("c", people[2]), ("dark", null));
        var pairs = VerificationEvaluation.ParsePairs(["reference,probe,mated,age", "a1,a2,1,70", "a1,b,0,70", "b,c,0,30", "a1,dark,1,70"]);
        var result = VerificationEvaluation.Evaluate(pairs, pictures, null, null, [("match", 0.5)], Conditions);
        Assert.Equal((1, 2), (result.Scores.Mated.Length, result.Scores.NonMated.Length));
        Assert.Equal(new ErrorRate(1, 5), result.FailureToAcquire);
        Assert.Equal(new ErrorRate(0, 2), result.OperatingPoints[0].FalseMatch);
        Assert.Equal(["age=60+", "age=<60"], result.Groups.Select(g => g.Name));
        Assert.Equal((1, 1), (result.Groups[0].Mated, result.Groups[0].NonMated));
    }

    [Fact]
    public void Subjects_make_every_pair_of_different_people_non_mated()
    {
        var people = Crowd.Of(3, 1);
        var pictures = Pictures(("a1", people[0]), ("a2", people[0]), ("b", people[1]), ("c", people[2]));
        var subjects = VerificationEvaluation.ParseSubjects(["path,subject", "a1,a", "a2,a", "b,b", "c,c"]);
        var result = VerificationEvaluation.Evaluate(VerificationEvaluation.ParsePairs(["reference,probe,mated", "a1,a2,1"]), pictures, subjects, null, [], Conditions);
        Assert.Equal(5, result.Scores.NonMated.Length);
        Assert.Equal(NonMatedSource.AllSubjects, result.NonMatedFrom);
    }

    [Fact]
    public void False_matches_are_counted_within_each_group_and_combination_without_hidden_duplicates()
    {
        var alike = Crowd.Of(2, 1, likeness: 2f);
        var others = Crowd.Of(2, 2, likeness: 0);
        var pictures = Pictures(("a", alike[0]), ("b", alike[1]), ("c", others[0]), ("d", others[1]), ("c2", others[0]));
        var people = GroupEvaluation.ParseLabels(["path,age,sex", "a,70,female", "b,61,female", "c,30,male", "d,20,female", "c2,30,male"]);
        var similarity = alike[0].CompareWith(alike[1]).Value;
        Assert.InRange(similarity, 0.5, 0.9);
        var result = GroupEvaluation.Evaluate(people, pictures, null, 0.95, [similarity - 0.01], Conditions);
        var groups = result.Groups.ToDictionary(g => g.Name, g => g.FalseMatches[0].FalseMatch);
        Assert.Equal(1, result.HiddenDuplicates);
        Assert.Equal(new ErrorRate(1, 1), groups["age=60+ sex=female"]);
        Assert.Equal(new ErrorRate(1, 3), groups["sex=female"]);
        Assert.Equal(new ErrorRate(0, 0), groups["age=<60 sex=male"]);
        Assert.Equal(new ErrorRate(1, 9), groups["all"]);
    }

    [Fact]
    public void One_value_in_two_columns_is_two_groups()
    {
        var crowd = Crowd.Of(3, 1, likeness: 0);
        var people = GroupEvaluation.ParseLabels(["path,sex,origin", "a,other,here", "b,male,other", "c,other,there"]);

        var result = GroupEvaluation.Evaluate(people, Pictures(("a", crowd[0]), ("b", crowd[1]), ("c", crowd[2])), null, 0.95, [0.4], Conditions);

        var groups = result.Groups.ToDictionary(g => g.Name, g => (g.People, g.Pairs));
        Assert.Equal(((2, 1), (1, 0)), (groups["sex=other"], groups["origin=other"]));
        Assert.DoesNotContain("other", groups.Keys);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public void Curve_of_few_trials_claims_no_rate_that_they_cannot_show(int trials)
    {
        var scores = new ScoreSet(Enumerable.Repeat(0.9, trials), Enumerable.Repeat(0.1, trials));

        var svg = ReportChart.DetectionErrorTradeOff(scores);

        var points = svg.Split("polyline points='")[1].Split('\'')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(point => point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var decade = (480 - 52 - 8) / 6.0;
        Assert.Equal(52 + (decade * (6 - Math.Log10(trials))), points.Min(point => point[0]), 0.1);
        Assert.Contains("1/n", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Cohort_lowers_the_false_match_rate_of_a_crowd_that_looks_alike()
    {
        var crowd = Crowd.Of(120, 3, likeness: 1f);
        var pictures = Pictures([.. crowd.Take(60).Select((t, i) => ($"p{i}", (BiometricTemplate?)t))]);
        var people = GroupEvaluation.ParseLabels(["path,origin", .. pictures.Keys.Select(n => $"{n},here")]);
        var settings = VerificationProfile.Calibrated.Calibration! with { MinimumMembers = 50 };
        var shift = new CohortShift(Crowd.Cohort(crowd.Skip(60)), settings);
        var raw = GroupEvaluation.Evaluate(people, pictures, null, 0.95, [0.4], Conditions).Groups[0].FalseMatches[0].FalseMatch;
        var shifted = GroupEvaluation.Evaluate(people, pictures, shift, 0.95, [0.4], Conditions).Groups[0].FalseMatches[0].FalseMatch;
        Assert.True(raw.Errors > 0);
        Assert.Equal(new ErrorRate(0, raw.Trials), shifted);
    }

    [Fact]
    public void Report_names_every_operating_point_and_group_and_loads_nothing()
    {
        var people = Crowd.Of(40, 1);
        var pictures = Pictures([.. people.Select((t, i) => ($"p{i}", (BiometricTemplate?)t))]);
        var subjects = pictures.Keys.ToDictionary(n => n, n => n);
        var result = VerificationEvaluation.Evaluate(
            VerificationEvaluation.ParsePairs(["reference,probe,mated,<b>", "p0,p0,1,<i>"]), pictures, subjects, null, [("match", 0.41), ("unsure", 0.315)], Conditions);
        var html = EvaluationReport.Html(result);
        Assert.True(result.OperatingPoints.Length >= 3);
        Assert.All(result.OperatingPoints, p => Assert.Contains(System.FormattableString.Invariant($"{p.Name}</td><td>{p.Threshold}</td>"), html));
        Assert.Contains("&lt;b&gt;=&lt;i&gt;", html);
        Assert.Equal(2, html.Split("<svg").Length - 1);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("http", html);
        Assert.DoesNotContain("NaN", html);
    }

    [Theory]
    [InlineData(2, "reference,probe,mated", "a,b,yes")]
    [InlineData(1, "probe,reference,mated", "a,b,1")]
    [InlineData(3, "reference,probe,mated", "a,b,1", "a,b")]
    [InlineData(1, "reference,probe,mated")]
    public void List_that_cannot_be_used_is_refused_with_its_line(int line, params string[] lines) =>
        Assert.Equal(line, Assert.Throws<InvalidListException>(() => VerificationEvaluation.ParsePairs(lines)).Line);

    private static Dictionary<string, AcquiredPicture> Pictures(params (string Name, BiometricTemplate? Template)[] pictures) => pictures.ToDictionary(
        p => p.Name, p => new AcquiredPicture(p.Template is null ? FrameOutcome.TooDark : FrameOutcome.Acceptable, ImageStatus.Ok, p.Template));
}
