using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class LinkageModelTests
{
    static readonly ComparisonLevel[] Names = 
    [
        ComparisonLevel.NameExact, ComparisonLevel.NameVariant, ComparisonLevel.NameShortened, ComparisonLevel.NameSubstitute, ComparisonLevel.NameSoundAlike,
        ComparisonLevel.NameLookAlike, ComparisonLevel.NameNear, ComparisonLevel.NameSurnameOnly, ComparisonLevel.NameDifferent,
    ];

    static readonly ComparisonLevel[] Numbers =
    [
        ComparisonLevel.NumberEqual, ComparisonLevel.NumberOneEdit, ComparisonLevel.NumberTwoEdits,
        ComparisonLevel.NumberThreeEdits, ComparisonLevel.NumberSequenceOnly, ComparisonLevel.NumberFar,
    ];

    static readonly ComparisonLevel[] Births = [ComparisonLevel.BirthDateEqual, ComparisonLevel.BirthDateSwapped, ComparisonLevel.BirthDateOneDigit, ComparisonLevel.BirthDateDifferent];

    static readonly ComparisonLevel[] Sexes = [ComparisonLevel.SexSame, ComparisonLevel.SexOther];

    static LinkageModel Prior(int subjects = 300_000) => LinkageModel.Prior(subjects, 2e-5);

    static readonly Gen<ComparisonVector> Vectors =
        from name in Gen.Elements(Names)
        from number in Gen.Elements(Numbers)
        from birth in Gen.Elements(Births)
        from sex in Gen.Elements(Sexes)
        from recordNumber in Gen.Elements(RecordNumber.Unregistered, RecordNumber.Faulty, RecordNumber.Misdirected)
        select new ComparisonVector(name, number, birth, sex, recordNumber);

    [Fact]
    public void Closer_agreement_never_weighs_less() => Prop.ForAll(Vectors.ToArbitrary(), v =>
    {
        int At(ComparisonVector x) => Prior().WeightOf(x, 2e-5).Millibits;
        ComparisonVector Worse(ComparisonLevel[] levels, ComparisonLevel now, Func<ComparisonLevel, ComparisonVector> with) =>
            now == levels[^1] ? v : with(levels[Array.IndexOf(levels, now) + 1]);
        return At(v) >= At(Worse(Names, v.Name, l => v with { Name = l }))
            && At(v) >= At(Worse(Sexes, v.Sex, l => v with { Sex = l }))
            && (v.IsNumberNear || At(v) >= At(Worse(Births, v.BirthDate, l => v with { BirthDate = l })))
            && (v.Number == ComparisonLevel.NumberThreeEdits || At(v) >= At(Worse(Numbers, v.Number, l => v with { Number = l })));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rarer_name_weighs_more_and_a_larger_register_less() => Prop.ForAll(Vectors.ToArbitrary(), v =>
    {
        int difference = Prior().WeightOf(v, 1e-6).Millibits - Prior().WeightOf(v, 1e-3).Millibits;
        bool isByName = v.Name == ComparisonLevel.NameExact ? Math.Abs(difference - 9966) <= 2 : difference == 0; // log2(1000) bits
        return isByName && Prior(3_000_000).WeightOf(v, 1e-5).Millibits < Prior().WeightOf(v, 1e-5).Millibits;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Steps_add_up_to_the_weight() => Prop.ForAll(Vectors.ToArbitrary(), v =>
    {
        var steps = new List<ComparisonStep>();
        return Prior().WeightOf(v, 1e-4, steps: steps).Millibits == steps.Sum(s => s.Weight.Millibits) && steps[0].Level == ComparisonLevel.Prior;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Missing_values_say_nothing()
    {
        var steps = new List<ComparisonStep>();
        Prior().WeightOf(new ComparisonVector(ComparisonLevel.NameMissing, ComparisonLevel.NumberFar, ComparisonLevel.BirthDateMissing, ComparisonLevel.SexMissing, RecordNumber.Unregistered), 1e-4, steps: steps);
        Assert.All(steps.Where(s => LinkageModel.IsMissing(s.Level)), s => Assert.Equal(0, s.Weight.Millibits));
        Assert.Equal(3, steps.Count(s => LinkageModel.IsMissing(s.Level)));
    }

    /// <summary>Counts that a known truth would give, levels independent of each other.</summary>
    static List<PairPattern> Synthetic(LinkageModel truth, double links, double others)
    {
        var patterns = new List<PairPattern>();
        foreach (ComparisonLevel name in Names)
        {
            foreach (ComparisonLevel number in Numbers[2..4])
            {
                foreach (ComparisonLevel birth in Births)
                {
                    var vector = new ComparisonVector(name, number, birth, ComparisonLevel.SexSame, RecordNumber.Unregistered);
                    double m = truth.M[0][(int)name] * truth.M[1][(int)number] * truth.M[3][(int)birth];
                    double u = (name == ComparisonLevel.NameExact ? 2e-5 : truth.U[0][(int)name]) * truth.U[1][(int)number] * truth.U[3][(int)birth];
                    long pairs = (long)Math.Round(links * m + others * u);
                    patterns.Add(new PairPattern(vector, (int)Math.Round(Math.Log2(2e-5)), pairs));
                }
            }
        }

        return patterns;
    }

    /// <summary>Links that are unlikelier than not teach nothing, so that equal names are overrated a little, and slips stay near their priors.</summary>
    [Fact]
    public void Training_finds_the_shares_that_made_the_data_but_for_links_that_cannot_be_told()
    {
        LinkageModel prior = Prior(100_000);
        double[][] m = LinkagePriors.M();
        m[0][(int)ComparisonLevel.NameExact] -= .07;
        m[0][(int)ComparisonLevel.NameNear] += .025;
        m[0][(int)ComparisonLevel.NameSoundAlike] += .02;
        m[0][(int)ComparisonLevel.NameSurnameOnly] += .015;
        m[0][(int)ComparisonLevel.NameDifferent] += .01;
        (m[1][(int)ComparisonLevel.NumberTwoEdits], m[1][(int)ComparisonLevel.NumberThreeEdits]) = (.60, .40);
        const long Records = 200_000;
        LinkageModel learned = ModelTraining.Train(prior, Synthetic(prior with { M = m }, 5000, (double)Records * 100_000), (Records, 0));
        Assert.InRange(learned.LinkShare[0], .9 * 5000 / Records, 1.1 * 5000 / Records);
        Assert.InRange(learned.M[0][(int)ComparisonLevel.NameExact], .81, .93);
        Assert.InRange(learned.M[0][(int)ComparisonLevel.NameNear], .017, .059);
        Assert.InRange(learned.M[0][(int)ComparisonLevel.NameSoundAlike], .012, .045);
        Assert.InRange(learned.U[0][(int)ComparisonLevel.NameSurnameOnly], .027, .033);
        Assert.InRange(learned.U[1][(int)ComparisonLevel.NumberTwoEdits], .8e-7, 1.2e-7);
    }

    [Fact]
    public void Training_on_nothing_leaves_the_priors()
    {
        LinkageModel prior = Prior();
        LinkageModel learned = ModelTraining.Train(prior, [], (0, 0));
        Assert.Equal(prior.LinkShare, learned.LinkShare);
        foreach (ComparisonLevel level in (ComparisonLevel[])[.. Names, .. Numbers, .. Births])
        {
            var vector = new ComparisonVector(Names[0], level is >= ComparisonLevel.NumberEqual and <= ComparisonLevel.NumberFar ? level : Numbers[2], Births[0], Sexes[0], RecordNumber.Unregistered);
            int context = (int)LinkageModel.ContextOf(level, vector);
            Assert.Equal(prior.M[context][(int)level], learned.M[context][(int)level], 1e-12);
        }
    }

    /// <summary>Seen on a province: 241 strangers, each half taken for a link, taught that links look like them, and 80 of the living were flagged.</summary>
    [Fact]
    public void Training_does_not_learn_links_from_strangers_who_are_nearly_links()
    {
        ComparisonVector With(ComparisonLevel name, ComparisonLevel number) => new(name, number, ComparisonLevel.BirthDateEqual, ComparisonLevel.SexSame, RecordNumber.Unregistered);
        ComparisonVector strangers = With(ComparisonLevel.NameNear, ComparisonLevel.NumberTwoEdits);
        LinkageModel learned = ModelTraining.Train(
            Prior(300_000),
            [
                new PairPattern(With(ComparisonLevel.NameExact, ComparisonLevel.NumberTwoEdits), -16, 300),
                new PairPattern(With(ComparisonLevel.NameExact, ComparisonLevel.NumberThreeEdits), -16, 350),
                new PairPattern(strangers, 0, 241),
                new PairPattern(With(ComparisonLevel.NameDifferent, ComparisonLevel.NumberTwoEdits), 0, 3_000),
                new PairPattern(With(ComparisonLevel.NameDifferent, ComparisonLevel.NumberThreeEdits), 0, 60_000),
            ],
            (185_000, 0));
        Assert.InRange(learned.WeightOf(strangers, 2e-5).Bits, -30, LinkageModel.PossibleLinkBits);
    }

    [Fact]
    public void Training_does_not_take_a_crowd_of_neighbours_for_links()
    {
        // a hundred thousand pairs two edits apart with other names: people of one birthday and division
        var crowd = new ComparisonVector(ComparisonLevel.NameDifferent, ComparisonLevel.NumberTwoEdits, ComparisonLevel.BirthDateEqual, ComparisonLevel.SexSame, RecordNumber.Unregistered);
        LinkageModel learned = ModelTraining.Train(Prior(60_000), [new PairPattern(crowd, 0, 100_000)], (60_000, 0));
        Assert.InRange(learned.WeightOf(crowd, 2e-5).Bits, -60, -5);
    }
}
