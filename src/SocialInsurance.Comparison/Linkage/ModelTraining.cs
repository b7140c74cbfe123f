namespace SocialInsurance.Comparison;

/// <summary>Pairs that look alike: the same levels, a name about as frequent.</summary>
/// <param name="Vector">What was observed.</param>
/// <param name="NameFrequencyBits">log2 of the share of subjects with the record's name, rounded; 0 or less.</param>
/// <param name="Pairs">How many.</param>
readonly record struct PairPattern(ComparisonVector Vector, int NameFrequencyBits, long Pairs);

/// <summary>
/// Learns the model from the candidate pairs by expectation maximisation, started and held by the priors: few pairs change little.
/// Pairs that no blocking rule brought together are taken as two people. Deterministic: patterns come in order.
/// Source: Dempster, Laird and Rubin, J. R. Stat. Soc. B 39 (1977).
/// </summary>
static class ModelTraining
{
    const int MostRounds = 100;
    const double Settled = 1e-9; // relative change of the likelihood's parameters

    // levels whose shares add up to one, by the tables they are learned in
    static readonly (ComparisonLevel First, ComparisonLevel Last, LinkageContext[] Contexts)[] Comparisons =
    [
        (ComparisonLevel.NameExact, ComparisonLevel.NameDifferent, [LinkageContext.Name]),
        (ComparisonLevel.NumberEqual, ComparisonLevel.NumberFar, [LinkageContext.UsableNumber, LinkageContext.FaultyNumber]),
        (ComparisonLevel.BirthDateEqual, ComparisonLevel.BirthDateDifferent, [LinkageContext.NearNumber, LinkageContext.FarNumber]),
        (ComparisonLevel.SexSame, ComparisonLevel.SexOther, [LinkageContext.NearNumber, LinkageContext.FarNumber]),
    ];

    /// <param name="prior">Where to start.</param>
    /// <param name="patterns">All candidate pairs, counted, in order.</param>
    /// <param name="records">Unlinked records with usable and with faulty numbers.</param>
    internal static LinkageModel Train(LinkageModel prior, IReadOnlyList<PairPattern> patterns, (long Usable, long Faulty) records)
    {
        LinkageModel model = prior;
        for (int round = 0; round < MostRounds; round++)
        {
            LinkageModel next = Maximise(prior, model, patterns, records);
            double change = Change(model, next);
            model = next;
            if (change < Settled)
            {
                break;
            }
        }

        return model;
    }

    /// <summary>
    /// A pattern less likely than this to be one person teaches as a stranger's: hundreds of strangers, each taken for a third of a link, taught
    /// that links look like them, and so became links.
    /// </summary>
    const double LeastTaught = 0.5;

    static LinkageModel Maximise(LinkageModel prior, LinkageModel model, IReadOnlyList<PairPattern> patterns, (long Usable, long Faulty) records)
    {
        double[][] links = Empty();
        double[][] others = Empty();
        double[] linked = new double[3];
        foreach (PairPattern pattern in patterns)
        {
            double p = model.WeightOf(pattern.Vector, double.Exp2(pattern.NameFrequencyBits)).Probability;
            linked[(int)pattern.Vector.RecordNumber] += p * pattern.Pairs;
            p = p < LeastTaught ? 0 : p;
            foreach (ComparisonLevel level in (ReadOnlySpan<ComparisonLevel>)[pattern.Vector.Name, pattern.Vector.Number, pattern.Vector.BirthDate, pattern.Vector.Sex])
            {
                int context = (int)LinkageModel.ContextOf(level, pattern.Vector);
                links[context][(int)level] += p * pattern.Pairs;
                others[context][(int)level] += (1 - p) * pattern.Pairs;
            }
        }

        return prior with
        {
            LinkShare = [Share(linked[0], records.Usable, LinkagePriors.ShareOfUsable), Share(linked[1], records.Faulty, LinkagePriors.ShareOfFaulty), prior.LinkShare[2]],
            M = LearnM(prior.M, links),
            U = LearnU(prior, others, records),
        };
    }

    static double Share(double linked, long records, double prior) =>
        (linked + LinkagePriors.RecordsBehindShare * prior) / (records + LinkagePriors.RecordsBehindShare);

    static double[][] LearnM(double[][] prior, double[][] links)
    {
        double[][] m = [.. prior.Select(t => (double[])t.Clone())]; // tables that are not learned stay
        foreach ((ComparisonLevel first, ComparisonLevel last, LinkageContext[] contexts) in Comparisons)
        {
            foreach (LinkageContext context in contexts)
            {
                int c = (int)context;
                Blend(m[c], prior[c], links[c], first, last, LinkagePriors.LinksBehindM);
                for (int level = (int)first; level <= (int)last; level++)
                {
                    m[c][level] = Math.Clamp(m[c][level], prior[c][level] / LinkagePriors.LargestShiftOfM, prior[c][level] * LinkagePriors.LargestShiftOfM);
                }
            }
        }

        return m;
    }

    /// <summary>
    /// Names that differ are an unbiased sample, because only rules without names bring them together; numbers are counted against all
    /// pairs of the run; dates and sex beside a far number stay as they are by their make-up.
    /// </summary>
    static double[][] LearnU(LinkageModel prior, double[][] others, (long Usable, long Faulty) records)
    {
        double[][] u = [.. prior.U.Select(t => (double[])t.Clone())];
        Blend(u[0], prior.U[0], others[0], ComparisonLevel.NameVariant, ComparisonLevel.NameDifferent, LinkagePriors.PairsBehindU);
        for (int level = (int)ComparisonLevel.NameVariant; level <= (int)ComparisonLevel.NameNear; level++)
        {
            u[0][level] = Math.Max(u[0][level], prior.U[0][level] / LinkagePriors.LargestFallOfNames);
        }

        int near = (int)LinkageContext.NearNumber;
        Blend(u[near], prior.U[near], others[near], ComparisonLevel.BirthDateEqual, ComparisonLevel.BirthDateDifferent, LinkagePriors.PairsBehindU);
        Blend(u[near], prior.U[near], others[near], ComparisonLevel.SexSame, ComparisonLevel.SexOther, LinkagePriors.PairsBehindU);
        foreach ((LinkageContext context, long count) in ((LinkageContext, long)[])[(LinkageContext.UsableNumber, records.Usable), (LinkageContext.FaultyNumber, records.Faulty)])
        {
            double pairs = Math.Max(1, (double)count * prior.Subjects);
            for (int level = (int)ComparisonLevel.NumberOneEdit; level <= (int)ComparisonLevel.NumberThreeEdits; level++)
            {
                double believed = prior.U[(int)context][level];
                u[(int)context][level] = Math.Clamp(others[(int)context][level] / pairs, believed / LinkagePriors.LargestFall, believed * LinkagePriors.LargestRise);
            }
        }

        return u;
    }

    /// <summary>Shares of the levels first..last: seen counts plus <paramref name="weight"/> imagined ones spread as in the prior.</summary>
    static void Blend(double[] into, double[] prior, double[] seen, ComparisonLevel first, ComparisonLevel last, double weight)
    {
        double priorTotal = 0;
        double seenTotal = 0;
        for (int i = (int)first; i <= (int)last; i++)
        {
            priorTotal += prior[i];
            seenTotal += seen[i];
        }

        for (int i = (int)first; i <= (int)last; i++)
        {
            into[i] = (seen[i] + weight * prior[i] / priorTotal) / (seenTotal + weight);
        }
    }

    static double Change(LinkageModel a, LinkageModel b)
    {
        double change = 0;
        for (int i = 0; i < 2; i++)
        {
            change = Math.Max(change, Math.Abs(a.LinkShare[i] - b.LinkShare[i]) / a.LinkShare[i]);
        }

        for (int context = 0; context < a.M.Length; context++)
        {
            for (int level = 0; level < LinkageModel.Levels; level++)
            {
                change = Math.Max(change, Math.Abs(a.M[context][level] - b.M[context][level]));
            }
        }

        return change;
    }

    static double[][] Empty() => [.. Enumerable.Range(0, Enum.GetValues<LinkageContext>().Length).Select(_ => new double[LinkageModel.Levels])];
}
