using System.Globalization;
using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Models;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>How far the answers of a model are from those of its float form, in the unit that its task has.</summary>
internal static class ModelLoss
{
    private const int Bins = 66;
    private const float DegreesPerBin = 3;
    private const int LeftEyeOuter = 36;
    private const int RightEyeOuter = 45;

    internal static string Of(ModelTask task, ModelBinding expected, ModelBinding found, IEnumerable<float[]> crops)
    {
        List<double> errors = [];
        foreach (var crop in crops)
        {
            crop.CopyTo(expected.Input);
            crop.CopyTo(found.Input);
            expected.Run();
            found.Run();
            errors.Add(task switch
            {
                ModelTask.Template => TensorPrimitives.CosineSimilarity(expected.Output(), found.Output()),
                ModelTask.PresentationAttack => MathF.Abs(Live(expected.Output()) - Live(found.Output())),
                ModelTask.Pose => Enumerable.Range(0, 3).Max(i => MathF.Abs(Degrees(expected.Output(i)) - Degrees(found.Output(i)))),
                ModelTask.Detection => Overlap(Best(expected), Best(found)),
                ModelTask.Landmarks => PointError(expected.Output(), found.Output()),
                _ => throw new ArgumentOutOfRangeException(nameof(task), task, "expected a task that is quantised"),
            });
        }

        var (name, worst) = task switch
        {
            ModelTask.Template => ("cosine", errors.Min()),
            ModelTask.PresentationAttack => ("change of the live score", errors.Max()),
            ModelTask.Pose => ("degrees, worst axis", errors.Max()),
            ModelTask.Detection => ("overlap of best boxes", errors.Min()),
            _ => ("points / eye distance", errors.Max()),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{name}: mean {errors.Average():F4}, worst {worst:F4}");
    }

    private static float Live(ReadOnlySpan<float> logits)
    {
        Span<float> shares = stackalloc float[logits.Length];
        TensorPrimitives.SoftMax(logits, shares);
        return shares[0];
    }

    private static float Degrees(ReadOnlySpan<float> logits)
    {
        Span<float> shares = stackalloc float[Bins];
        TensorPrimitives.SoftMax(logits, shares);
        var bin = 0f;
        for (var i = 0; i < Bins; i++)
        {
            bin += shares[i] * i;
        }

        return bin * DegreesPerBin;
    }

    private static float[] Best(ModelBinding model)
    {
        var scores = model.Output();
        var best = 0;
        for (var i = 1; i < scores.Length / 2; i++)
        {
            best = scores[(2 * i) + 1] > scores[(2 * best) + 1] ? i : best;
        }

        return model.Output(1).Slice(4 * best, 4).ToArray();
    }

    private static float Overlap(float[] a, float[] b)
    {
        var common = MathF.Max(0, MathF.Min(a[2], b[2]) - MathF.Max(a[0], b[0])) * MathF.Max(0, MathF.Min(a[3], b[3]) - MathF.Max(a[1], b[1]));
        return common / (((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - common);
    }

    private static float PointError(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        var sum = 0f;
        for (var i = 0; i < expected.Length; i += 2)
        {
            sum += MathF.Sqrt(MathF.Pow(expected[i] - found[i], 2) + MathF.Pow(expected[i + 1] - found[i + 1], 2));
        }

        var eyes = expected.Slice(2 * LeftEyeOuter, 2);
        var distance = TensorPrimitives.Distance(eyes, expected.Slice(2 * RightEyeOuter, 2));
        return sum / (expected.Length / 2) / distance;
    }
}
