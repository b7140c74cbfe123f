using System.Buffers;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Cohorts;

/// <summary>
/// Mean of the highest similarities of a template to a cohort of other people: how easily this face is taken for
/// another. Stored with a reference, it saves half of the work of a comparison as long as the cohort is the same.
/// </summary>
/// <param name="CohortDigest">Digest of the cohort it was measured with; another cohort gives another value.</param>
public readonly record struct CohortSimilarity(double Mean, string CohortDigest);

/// <summary>A comparison score with what a cohort says of it.</summary>
/// <param name="Raw">Cosine similarity, -1..1.</param>
/// <param name="Shifted">See <see cref="CohortShift.Shift"/>; null when uncalibrated.</param>
/// <param name="CohortDigest">Null when uncalibrated.</param>
public readonly record struct CalibratedScore(double Raw, double? Shifted, string? CohortDigest)
{
    public bool IsCalibrated => Shifted is not null;

    /// <summary>The score that thresholds apply to: shifted when calibrated, else raw.</summary>
    public ComparisonScore Decisive => new(Shifted ?? Raw);

    internal static CalibratedScore Uncalibrated(ComparisonScore raw) => new(raw.Value, null, null);
}

/// <summary>
/// Symmetric score normalisation by the top of a cohort (an additive form of AS-norm, Matejka et al. 2017): a face that
/// resembles many others must resemble its reference more. Pure and thread-safe.
/// </summary>
public sealed class CohortShift(Cohort cohort, CalibrationSettings settings)
{
    public Cohort Cohort { get; } = cohort;

    public CalibrationSettings Settings { get; } = settings;

    /// <summary>
    /// Mean of the k highest similarities to members. Members above the duplicate similarity are left out: they are the
    /// person. Null when fewer members are left than a calibration needs.
    /// </summary>
    public CohortSimilarity? Measure(BiometricTemplate template)
    {
        var similarities = ArrayPool<float>.Shared.Rent(Cohort.PaddedSize);
        try
        {
            Cohort.SimilaritiesTo(template, similarities);
            return MeanOfHighest(similarities.AsSpan(0, Cohort.Size)) is { } mean ? new CohortSimilarity(mean, Cohort.Digest) : null;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(similarities, clearArray: true);
        }
    }

    /// <summary>
    /// Raw and shifted score; uncalibrated when the cohort is too small for either template. A cohort of enrolled people holds the
    /// person too: members that duplicate the reference are left out for the probe as well, however unlike the probe they are.
    /// </summary>
    public CalibratedScore Compare(BiometricTemplate reference, BiometricTemplate probe)
    {
        var ofReference = ArrayPool<float>.Shared.Rent(Cohort.PaddedSize);
        var ofProbe = ArrayPool<float>.Shared.Rent(Cohort.PaddedSize);
        try
        {
            Cohort.SimilaritiesTo(reference, ofReference);
            Cohort.SimilaritiesTo(probe, ofProbe);
            for (var member = 0; member < Cohort.Size; member++)
            {
                ofProbe[member] = ofReference[member] > Settings.DuplicateSimilarity ? float.PositiveInfinity : ofProbe[member];
            }

            var raw = reference.CompareWith(probe);
            return MeanOfHighest(ofReference.AsSpan(0, Cohort.Size)) is { } r && MeanOfHighest(ofProbe.AsSpan(0, Cohort.Size)) is { } p
                ? new CalibratedScore(raw.Value, Shift(raw.Value, new(r, Cohort.Digest), new(p, Cohort.Digest)), Cohort.Digest)
                : CalibratedScore.Uncalibrated(raw);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(ofReference, clearArray: true);
            ArrayPool<float>.Shared.Return(ofProbe, clearArray: true);
        }
    }

    /// <summary>With means measured before, for a cohort that holds neither person; a mean of another cohort is measured anew.</summary>
    public CalibratedScore Compare(BiometricTemplate reference, BiometricTemplate probe, CohortSimilarity? referenceMean, CohortSimilarity? probeMean)
    {
        var raw = reference.CompareWith(probe);
        return Current(reference, referenceMean) is { } r && Current(probe, probeMean) is { } p
            ? new CalibratedScore(raw.Value, Shift(raw.Value, r, p), Cohort.Digest)
            : CalibratedScore.Uncalibrated(raw);
    }

    /// <summary>
    /// raw - weight / 2 x (excess of the reference + excess of the probe), where a mean's excess is what it has above the
    /// floor: the scores of ordinary faces stay on the raw scale and do not take over the noise of their means.
    /// </summary>
    public double Shift(double raw, CohortSimilarity reference, CohortSimilarity probe) =>
        raw - (Settings.ShiftWeight / 2 * (Excess(reference) + Excess(probe)));

    private double Excess(CohortSimilarity similarity) => Math.Max(0, similarity.Mean - Settings.MeanFloor);

    private CohortSimilarity? Current(BiometricTemplate template, CohortSimilarity? measured) =>
        measured?.CohortDigest == Cohort.Digest ? measured : Measure(template);

    /// <summary>Keeps the k highest in ascending order while reading; summed in that order, so that the members' order has no say.</summary>
    private double? MeanOfHighest(ReadOnlySpan<float> similarities)
    {
        Span<float> highest = stackalloc float[Settings.Neighbours];
        highest.Fill(float.NegativeInfinity);
        var eligible = 0;
        foreach (var similarity in similarities)
        {
            if (similarity > Settings.DuplicateSimilarity)
            {
                continue;
            }

            eligible++;
            if (similarity > highest[0])
            {
                Insert(highest, similarity);
            }
        }

        if (eligible < Settings.MinimumMembers)
        {
            return null;
        }

        var sum = 0.0;
        foreach (var similarity in highest)
        {
            sum += similarity;
        }

        return sum / highest.Length;
    }

    /// <summary>Puts a value into an ascending list in place of the lowest.</summary>
    private static void Insert(Span<float> ascending, float value)
    {
        var at = 1;
        while (at < ascending.Length && ascending[at] < value)
        {
            ascending[at - 1] = ascending[at];
            at++;
        }

        ascending[at - 1] = value;
    }
}
