using System.Collections.Immutable;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Tests.Cohorts;

/// <summary>Templates of people who do not exist, from a seed.</summary>
internal static class Crowd
{
    internal static readonly string ModelDigest = new('a', 64);

    internal static readonly ImmutableArray<ModelIdentity> Models = [new(ModelTask.Template, "template", ModelDigest)];

    /// <param name="likeness">Share that all of the crowd have in common, 0..1: the higher, the more they resemble each other.</param>
    internal static BiometricTemplate[] Of(int people, int seed, float likeness = 0.5f)
    {
        var random = new Random(seed);
        var common = Values(new Random(7));
        return [.. Enumerable.Range(0, people).Select(_ => Values(random).Select((v, i) => v + (likeness * common[i])).ToArray())
            .Select(v => BiometricTemplate.FromEmbedding(v))];
    }

    internal static Cohort Cohort(IEnumerable<BiometricTemplate> members) =>
        new([.. members.Select((t, i) => new CohortMember(t, i % 2 == 0 ? "even" : "odd"))], ModelDigest);

    private static float[] Values(Random random) => [.. Enumerable.Range(0, BiometricTemplate.Length).Select(_ => random.NextSingle() - 0.5f)];
}
