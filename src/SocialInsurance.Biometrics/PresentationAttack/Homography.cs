using System.Numerics;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>A map from plane to plane, h33 = 1; fitted linearly in the least-squares sense (Hartley and Zisserman, 4.1). Immutable.</summary>
internal readonly struct Homography
{
    private const int Unknowns = 8;
    private const double LeastPivot = 1e-9;

    private readonly float _a, _b, _c, _d, _e, _f, _g, _h;

    private Homography(ReadOnlySpan<double> h) => (_a, _b, _c, _d, _e, _f, _g, _h) =
        ((float)h[0], (float)h[1], (float)h[2], (float)h[3], (float)h[4], (float)h[5], (float)h[6], (float)h[7]);

    internal Vector2 Apply(Vector2 p)
    {
        var w = (_g * p.X) + (_h * p.Y) + 1;
        return new Vector2((_a * p.X) + (_b * p.Y) + _c, (_d * p.X) + (_e * p.Y) + _f) / w;
    }

    /// <summary>False when the points lie so that there is no one map. Coordinates should be near 1.</summary>
    internal static bool TryFit(ReadOnlySpan<Vector2> from, ReadOnlySpan<Vector2> to, out Homography map)
    {
        Span<double> normal = stackalloc double[Unknowns * (Unknowns + 1)];
        normal.Clear();
        for (var i = 0; i < from.Length; i++)
        {
            var (x, y) = ((double)from[i].X, (double)from[i].Y);
            Accumulate(normal, [x, y, 1, 0, 0, 0, -to[i].X * x, -to[i].X * y, to[i].X]);
            Accumulate(normal, [0, 0, 0, x, y, 1, -to[i].Y * x, -to[i].Y * y, to[i].Y]);
        }

        Span<double> solution = stackalloc double[Unknowns];
        var solved = Solve(normal, solution);
        map = solved ? new Homography(solution) : default;
        return solved;
    }

    /// <summary>Adds one equation, eight coefficients and the right side, to the normal equations.</summary>
    private static void Accumulate(Span<double> normal, ReadOnlySpan<double> equation)
    {
        for (var row = 0; row < Unknowns; row++)
        {
            for (var column = 0; column <= Unknowns; column++)
            {
                normal[(row * (Unknowns + 1)) + column] += equation[row] * equation[column];
            }
        }
    }

    /// <summary>Gauss with row pivots, in place.</summary>
    private static bool Solve(Span<double> system, Span<double> solution)
    {
        const int width = Unknowns + 1;
        for (var step = 0; step < Unknowns; step++)
        {
            var pivot = step;
            for (var row = step + 1; row < Unknowns; row++)
            {
                pivot = Math.Abs(system[(row * width) + step]) > Math.Abs(system[(pivot * width) + step]) ? row : pivot;
            }

            if (Math.Abs(system[(pivot * width) + step]) < LeastPivot)
            {
                return false;
            }

            for (var column = 0; column < width; column++)
            {
                (system[(step * width) + column], system[(pivot * width) + column]) = (system[(pivot * width) + column], system[(step * width) + column]);
            }

            for (var row = 0; row < Unknowns; row++)
            {
                var factor = row == step ? 0 : system[(row * width) + step] / system[(step * width) + step];
                for (var column = step; column < width; column++)
                {
                    system[(row * width) + column] -= factor * system[(step * width) + column];
                }
            }
        }

        for (var i = 0; i < Unknowns; i++)
        {
            solution[i] = system[(i * width) + Unknowns] / system[(i * width) + i];
        }

        return true;
    }
}
