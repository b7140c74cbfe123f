namespace SocialInsurance.Comparison;

/// <summary>
/// The weights of a model, taken once: <see cref="LinkageModel.WeightOf"/> of millions of pairs, without its logarithms. Immutable, thread-safe.
/// </summary>
sealed class LinkageWeights
{
    static readonly int Contexts = Enum.GetValues<LinkageContext>().Length;

    readonly LinkageModel model;
    readonly int[] priors; // by kind of number, thousandths of a bit
    readonly int[][] levels; // [context][level], thousandths of a bit

    internal LinkageWeights(LinkageModel model)
    {
        this.model = model;
        priors = [.. Enum.GetValues<RecordNumber>().Select(number => model.PriorOf(number).Millibits)];
        levels = [.. Enumerable.Range(0, Contexts).Select(context =>
            Enumerable.Range(0, LinkageModel.Levels).Select(level => model.WeightOf((LinkageContext)context, (ComparisonLevel)level).Millibits).ToArray())];
    }

    /// <summary>Equal to the model's, to the thousandth of a bit.</summary>
    internal MatchWeight Of(in ComparisonVector vector, double nameFrequency, FoundBy by = FoundBy.Number)
    {
        int name = model.MeanFrequencyOf(vector.Name, by) is > 0 and double mean ? LinkageModel.NameFrequencyWeight(mean, nameFrequency).Millibits : 0;
        return new MatchWeight(
            priors[(int)vector.RecordNumber] + name + Of(vector.Name, vector) + Of(vector.Number, vector) + Of(vector.BirthDate, vector) + Of(vector.Sex, vector));
    }

    int Of(ComparisonLevel level, in ComparisonVector vector) => levels[(int)LinkageModel.ContextOf(level, vector)][(int)level];
}
