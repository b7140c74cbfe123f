namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>A measured value of a bona fide or attack presentation, oriented so that higher speaks for bona fide.</summary>
/// <param name="Unit">Index of the clip or still that it is from.</param>
public readonly record struct LabelledValue(int Unit, bool IsBonaFide, double Value);

/// <summary>Area under the ROC curve: how often a bona fide value is above an attack value; ties count half.</summary>
/// <param name="Area">NaN when one kind is missing.</param>
public readonly record struct RocArea(double Area, int BonaFide, int Attacks)
{
    /// <summary>
    /// 95 % interval after Hanley and McNeil (1982), for independent values: of units, not of frames of one clip. At an area
    /// of 0 or 1 the formula gives no width, though small n proves little: there the rule of three over the smaller class.
    /// </summary>
    public RateInterval Interval95
    {
        get
        {
            if (double.IsNaN(Area))
            {
                return new RateInterval(0, 1);
            }

            var bound = Math.Min(1, 3.0 / Math.Min(BonaFide, Attacks));
            if (Area is 0 or 1)
            {
                return Area == 0 ? new RateInterval(0, bound) : new RateInterval(1 - bound, 1);
            }

            var (q1, q2, a2) = (Area / (2 - Area), 2 * Area * Area / (1 + Area), Area * Area);
            var variance = ((Area * (1 - Area)) + ((BonaFide - 1) * (q1 - a2)) + ((Attacks - 1) * (q2 - a2))) / ((double)BonaFide * Attacks);
            var half = 1.959963984540054 * Math.Sqrt(Math.Max(0, variance));
            return new RateInterval(Math.Max(0, Area - half), Math.Min(1, Area + half));
        }
    }
}

/// <summary>What a vote is worth on labelled data. Pure; thread-safe.</summary>
public static class VoteStatistics
{
    /// <summary>NaN values are left out.</summary>
    public static RocArea AreaOf(IEnumerable<LabelledValue> values)
    {
        LabelledValue[] ascending = [.. values.Where(v => !double.IsNaN(v.Value)).OrderBy(v => v.Value)];
        var bonaFide = ascending.Count(v => v.IsBonaFide);
        var attacks = ascending.Length - bonaFide;
        if (bonaFide == 0 || attacks == 0)
        {
            return new RocArea(double.NaN, bonaFide, attacks);
        }

        var (wins, below) = (0.0, 0);
        for (var i = 0; i < ascending.Length;)
        {
            var end = i;
            while (end < ascending.Length && ascending[end].Value == ascending[i].Value)
            {
                end++;
            }

            var attacksHere = ascending[i..end].Count(v => !v.IsBonaFide);
            wins += (end - i - attacksHere) * (below + (attacksHere / 2.0));
            below += attacksHere;
            i = end;
        }

        return new RocArea(wins / ((double)bonaFide * attacks), bonaFide, attacks);
    }

    /// <summary>Lowest and highest area when one unit at a time is left out: how much one clip carries.</summary>
    public static RateInterval JackknifeRange(IReadOnlyCollection<LabelledValue> values)
    {
        double[] areas = [.. values.Select(v => v.Unit).Distinct()
            .Select(unit => AreaOf(values.Where(v => v.Unit != unit)).Area)
            .Where(a => !double.IsNaN(a))];
        return areas.Length == 0 ? new RateInterval(double.NaN, double.NaN) : new RateInterval(areas.Min(), areas.Max());
    }

    /// <summary>Errors when each value is judged by the threshold that is best for all the others.</summary>
    public static ErrorRate LeaveOneOut(IEnumerable<LabelledValue> values)
    {
        LabelledValue[] all = [.. values.Where(v => !double.IsNaN(v.Value))];
        if (all.Count(v => v.IsBonaFide) < 2 || all.Count(v => !v.IsBonaFide) < 2)
        {
            return new ErrorRate(0, 0);
        }

        return new ErrorRate(all.Count(left => (left.Value >= BestThreshold(all, left)) != left.IsBonaFide), all.Length);
    }

    /// <summary>Midpoint between two neighbours with the least mean of both error rates.</summary>
    private static double BestThreshold(LabelledValue[] all, LabelledValue left)
    {
        LabelledValue[] others = [.. all.Where(v => v != left).OrderBy(v => v.Value)];
        var (bonaFide, attacks) = (others.Count(v => v.IsBonaFide), others.Count(v => !v.IsBonaFide));
        var (best, threshold, rejected, accepted) = (1.0, others[0].Value, 0, attacks);
        for (var i = 0; i + 1 < others.Length; i++)
        {
            rejected += others[i].IsBonaFide ? 1 : 0;
            accepted -= others[i].IsBonaFide ? 0 : 1;
            var error = ((double)rejected / bonaFide) + ((double)accepted / attacks);
            if (error < best && others[i].Value < others[i + 1].Value)
            {
                (best, threshold) = (error, (others[i].Value + others[i + 1].Value) / 2);
            }
        }

        return threshold;
    }
}
