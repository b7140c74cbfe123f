using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Biometrics.Tests.Cohorts;

namespace SocialInsurance.Biometrics.Tests.Templates;

public sealed class TemplateTransformTests
{
    private static readonly Gen<byte[]> Keys = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(TemplateTransform.KeyBytes);

    [Fact]
    public void Scores_under_one_key_are_those_of_the_plain_templates() => Check(Keys, Gen.Choose(0, 100_000), (key, seed) =>
    {
        using var transform = Transform(key);
        var people = Crowd.Of(4, seed);
        return (from a in people
                from b in people
                select Math.Abs(a.CompareWith(b).Value - transform.Protect(a).CompareWith(transform.Protect(b)).Value)).Max() < 1e-6;
    });

    [Fact]
    public void Rekeying_is_protecting_with_the_new_key_and_unprotecting_gives_the_plain_template_back() => Check(Keys, Keys, (first, second) =>
    {
        using TemplateTransform old = Transform(first), next = Transform(second, 2);
        var plain = Crowd.Of(1, first[0])[0];
        var rekeyed = next.Rekey(old.Protect(plain), old);
        return rekeyed.KeyId == next.Id
            && Difference(rekeyed, next.Protect(plain)) < 1e-6
            && Difference(next.Unprotect(rekeyed), plain) < 1e-6;
    });

    [Fact]
    public void Hundred_rotations_change_no_score_by_more_than_the_tolerance()
    {
        var people = Crowd.Of(2, seed: 3);
        var expected = people[0].CompareWith(people[1]).Value;
        TemplateTransform? from = null;
        for (var i = 1; i <= 100; i++)
        {
            var to = Transform(KeyOf(i), (uint)i);
            people = [.. people.Select(p => to.Rekey(p, from))];
            from = to;
        }

        Assert.Equal(expected, people[0].CompareWith(people[1]).Value, 1e-6);
    }

    [Fact]
    public void Mated_templates_under_two_keys_score_like_strangers()
    {
        // 4,096 mated pairs: the same template under two keys, each pair with keys of its own
        const int pairs = 4096;
        var people = Crowd.Of(pairs, seed: 5);
        double sum = 0, squares = 0, highest = 0;
        for (var i = 0; i < pairs; i++)
        {
            using TemplateTransform one = Transform(KeyOf(2 * i)), other = Transform(KeyOf((2 * i) + 1), 2);
            var score = RawScore(one.Protect(people[i]), other.Protect(people[i]));
            (sum, squares, highest) = (sum + score, squares + (score * score), Math.Max(highest, score));
        }

        // independent directions in 512 dimensions: mean 0, deviation 1/sqrt(512) = 0.0442
        var (mean, deviation) = (sum / pairs, Math.Sqrt(squares / pairs));
        TestContext.Current.TestOutputHelper?.WriteLine($"n = {pairs}, mean {mean:F5} +- {1.96 * deviation / Math.Sqrt(pairs):F5}, deviation {deviation:F5}, highest {highest:F4}");
        Assert.InRange(mean, -0.003, 0.003);
        Assert.InRange(deviation, 0.042, 0.0465);
        Assert.True(highest < 0.315, $"expected every score below the unsure threshold 0.315, found {highest}");
    }

    [Fact]
    public void Templates_under_two_keys_or_none_are_never_compared()
    {
        using TemplateTransform one = Transform(KeyOf(1)), other = Transform(KeyOf(2), 2);
        var plain = Crowd.Of(1, seed: 1)[0];
        Assert.Throws<InvalidOperationException>(() => one.Protect(plain).CompareWith(other.Protect(plain)));
        Assert.Throws<InvalidOperationException>(() => one.Protect(plain).CompareWith(plain));
        Assert.Throws<InvalidOperationException>(() => one.Protect(one.Protect(plain)));
        Assert.Throws<InvalidOperationException>(() => other.Unprotect(one.Protect(plain)));
        Assert.Throws<InvalidOperationException>(() => other.Rekey(plain, one));
    }

    [Fact]
    public void Key_of_another_length_or_without_an_id_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Transform(new byte[31]));
        Assert.Throws<ArgumentException>(() => Transform(new byte[32], 0));
    }

    [Fact]
    public void Same_key_under_another_id_is_another_rotation()
    {
        var plain = Crowd.Of(1, seed: 2)[0];
        using TemplateTransform one = Transform(KeyOf(1)), other = Transform(KeyOf(1), 2);
        Assert.InRange(RawScore(one.Protect(plain), other.Protect(plain)), -0.3, 0.3);
    }

    [Fact]
    public void Dropped_transform_turns_into_nothing()
    {
        var plain = Crowd.Of(1, seed: 2)[0];
        var transform = Transform(KeyOf(1));
        transform.Dispose();
        Assert.Throws<ArgumentException>(() => transform.Protect(plain));
    }

    [Fact]
    public void Cohort_under_a_key_shifts_scores_as_the_plain_one_and_survives_its_file()
    {
        using var transform = Transform(KeyOf(9));
        var plain = Crowd.Cohort(Crowd.Of(300, seed: 11));
        var keyed = CohortFile.Read(CohortFile.Write(plain.Rekey(null, transform)), Crowd.Models);
        Assert.Equal(transform.Id, keyed.KeyId);
        var settings = Profiles.VerificationProfile.Calibrated.Calibration!;
        var pair = Crowd.Of(2, seed: 12);
        var expected = new CohortShift(plain, settings).Compare(pair[0], pair[1]);
        var found = new CohortShift(keyed, settings).Compare(transform.Protect(pair[0]), transform.Protect(pair[1]));
        Assert.True(found.IsCalibrated);
        Assert.Equal(expected.Shifted!.Value, found.Shifted!.Value, 2e-6);
        Assert.Throws<InvalidOperationException>(() => new CohortShift(keyed, settings).Measure(pair[0]));
    }

    [Fact]
    public void Cohort_of_members_under_different_keys_is_refused()
    {
        using var transform = Transform(KeyOf(9));
        var people = Crowd.Of(2, seed: 11);
        Assert.Throws<ArgumentException>(() => Crowd.Cohort([people[0], transform.Protect(people[1])]));
    }

    private static TemplateTransform Transform(byte[] key, uint id = 1) => new(new TemplateKeyId(id), key);

    private static byte[] KeyOf(int seed) => System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(seed));

    private static double Difference(BiometricTemplate a, BiometricTemplate b) =>
        Enumerable.Range(0, BiometricTemplate.Length).Max(i => Math.Abs(a.Values[i] - b.Values[i]));

    private static double RawScore(BiometricTemplate a, BiometricTemplate b) =>
        Enumerable.Range(0, BiometricTemplate.Length).Sum(i => (double)a.Values[i] * b.Values[i]);

    private static void Check<T, U>(Gen<T> first, Gen<U> second, Func<T, U, bool> holds) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Arb.From(first), Arb.From(second), (x, y) => holds(x, y)));
}
