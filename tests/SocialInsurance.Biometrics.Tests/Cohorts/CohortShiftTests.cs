using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Tests.Cohorts;

public sealed class CohortShiftTests
{
    private static readonly CalibrationSettings Settings = VerificationProfile.Calibrated.Calibration! with { Neighbours = 10, MinimumMembers = 40, DuplicateSimilarity = 0.75, ShiftWeight = 1.5, MeanFloor = 0 };

    [Fact]
    public void Shift_is_symmetric() => Prop.ForAll<int>(seed =>
    {
        var (crowd, pair) = (Crowd.Of(61, seed), Crowd.Of(2, seed + 1));
        var shift = new CohortShift(Crowd.Cohort(crowd), Settings);
        return shift.Compare(pair[0], pair[1]) == shift.Compare(pair[1], pair[0]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_of_the_cohort_changes_no_bit_of_the_score() => Prop.ForAll<int>(seed =>
    {
        var (crowd, pair) = (Crowd.Of(57, seed), Crowd.Of(2, seed + 1));
        var shuffled = crowd.ToArray();
        new Random(seed).Shuffle(shuffled);
        return new CohortShift(Crowd.Cohort(crowd), Settings).Compare(pair[0], pair[1]).Shifted
            == new CohortShift(Crowd.Cohort(shuffled), Settings).Compare(pair[0], pair[1]).Shifted;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Mean_agrees_with_a_sort_in_double_precision() => Prop.ForAll<int>(seed =>
    {
        var (crowd, probe) = (Crowd.Of(63, seed), Crowd.Of(1, seed + 1)[0]);
        var oracle = crowd.Select(m => Dot(m, probe)).Where(s => s <= Settings.DuplicateSimilarity).OrderDescending().Take(Settings.Neighbours).Average();
        return Math.Abs(oracle - new CohortShift(Crowd.Cohort(crowd), Settings).Measure(probe)!.Value.Mean) < 1e-6;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Person_in_the_cohort_and_its_duplicates_are_left_out()
    {
        var (crowd, person) = (Crowd.Of(60, 1), Crowd.Of(1, 2)[0]);
        var duplicate = BiometricTemplate.FromEmbedding([.. person.Values.ToArray().Select((v, i) => i % 16 == 0 ? v * 0.5f : v)]);
        Assert.True(person.CompareWith(duplicate).Value > Settings.DuplicateSimilarity);
        var without = new CohortShift(Crowd.Cohort(crowd), Settings).Measure(person);
        var with = new CohortShift(Crowd.Cohort([.. crowd, person, duplicate]), Settings).Measure(person);
        Assert.Equal(without!.Value.Mean, with!.Value.Mean);
    }

    [Fact]
    public void Own_reference_among_the_members_moves_no_score_however_unlike_the_picture_of_today_is()
    {
        var (crowd, person) = (Crowd.Of(60, 1), Crowd.Of(1, 2)[0]);
        var today = BiometricTemplate.FromEmbedding([.. person.Values.ToArray().Select((v, i) => i % 2 == 0 ? v : -0.2f * v)]);
        Assert.InRange(person.CompareWith(today).Value, 0.3, Settings.DuplicateSimilarity);
        var without = new CohortShift(Crowd.Cohort(crowd), Settings).Compare(person, today);
        var with = new CohortShift(Crowd.Cohort([.. crowd, person]), Settings).Compare(person, today);
        Assert.Equal(without.Shifted, with.Shifted);
    }

    [Fact]
    public void Shifted_score_is_raw_less_half_the_weight_of_what_both_means_exceed_the_floor()
    {
        var (crowd, pair) = (Crowd.Of(60, 1), Crowd.Of(2, 2));
        var shift = new CohortShift(Crowd.Cohort(crowd), Settings with { MeanFloor = 0.02 });
        var score = shift.Compare(pair[0], pair[1]);
        var expected = score.Raw - (0.75 * (shift.Measure(pair[0])!.Value.Mean + shift.Measure(pair[1])!.Value.Mean - 0.04));
        Assert.Equal(expected, score.Shifted!.Value, 12);
        Assert.Equal(shift.Cohort.Digest, score.CohortDigest);
    }

    [Fact]
    public void Face_that_resembles_the_crowd_needs_a_higher_similarity()
    {
        var shift = new CohortShift(Crowd.Cohort(Crowd.Of(60, 1, likeness: 1f)), Settings);
        var (common, rare) = (Crowd.Of(1, 2, likeness: 1f)[0], Crowd.Of(1, 3, likeness: 0f)[0]);
        Assert.True(shift.Compare(common, common).Shifted < shift.Compare(rare, rare).Shifted);
    }

    [Fact]
    public void Means_up_to_the_floor_leave_the_score_as_it_is()
    {
        var pair = Crowd.Of(2, 2);
        var score = new CohortShift(Crowd.Cohort(Crowd.Of(60, 1)), Settings with { MeanFloor = 0.9 }).Compare(pair[0], pair[1]);
        Assert.True(score.IsCalibrated);
        Assert.Equal(score.Raw, score.Shifted);
    }

    [Fact]
    public void Cohort_with_too_few_members_left_gives_an_uncalibrated_score()
    {
        var (crowd, pair) = (Crowd.Of(39, 1), Crowd.Of(2, 2));
        var score = new CohortShift(Crowd.Cohort(crowd), Settings).Compare(pair[0], pair[1]);
        Assert.False(score.IsCalibrated);
        Assert.Null(score.CohortDigest);
        Assert.Equal(pair[0].CompareWith(pair[1]), score.Decisive);
    }

    [Fact]
    public void Mean_stored_with_a_reference_is_used_and_one_of_another_cohort_is_measured_anew()
    {
        var pair = Crowd.Of(2, 2);
        var shift = new CohortShift(Crowd.Cohort(Crowd.Of(60, 1)), Settings);
        var fresh = shift.Compare(pair[0], pair[1]);
        var stored = new CohortSimilarity(0.9, shift.Cohort.Digest);
        Assert.Equal(fresh, shift.Compare(pair[0], pair[1], stored with { CohortDigest = "of another" }, null));
        Assert.True(shift.Compare(pair[0], pair[1], stored, null).Shifted < fresh.Shifted);
    }

    private static double Dot(BiometricTemplate a, BiometricTemplate b)
    {
        var sum = 0.0;
        for (var i = 0; i < BiometricTemplate.Length; i++)
        {
            sum += (double)a.Values[i] * b.Values[i];
        }

        return sum;
    }
}
