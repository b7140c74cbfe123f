namespace SocialInsurance.Comparison;

/// <summary>
/// The Fellegi-Sunter model: how likely each level is when record and subject are one person (m) and when they are two (u), and how
/// many unlinked records belong to some subject. Immutable, thread-safe. Source: Fellegi and Sunter, A Theory for Record Linkage,
/// J. Am. Stat. Assoc. 64 (1969); words as in Splink.
/// </summary>
/// <remarks>
/// Within three edits of the number, date of birth and sex are part of the same digits: their m and u are then those given a near
/// number. The levels of the number have their own m and u for numbers that failed their check, which prove a slip.
/// </remarks>
sealed record LinkageModel
{
    internal const int Levels = (int)ComparisonLevel.SexMissing + 1;

    /// <summary>
    /// Weight from which a pair is a possible link: odds of one to two. Chosen on the generator's truth and on a population of equal
    /// age, three seeds each; the README has precision and recall. Below it stand one more of 1,196 planted and 39 more of the living.
    /// </summary>
    internal const double PossibleLinkBits = -1;

    /// <summary>
    /// Weight from which a pair is at least a faint link: odds of one to 250. It accuses nobody; whoever reads it may ask the person to
    /// appear, and 250 who appear once are a smaller evil than one dead person paid for another year.
    /// </summary>
    internal const double FaintLinkBits = -8;

    /// <summary>The same for a misdirected record, of which one in two concerns somebody else here: odds of one to a thousand, about 150 bearers of one name.</summary>
    internal const double FaintMisdirectedBits = -10;

    /// <summary>
    /// The same for a name one character off that of a misdirected record whose very name nobody bears: 128 bearers at the worst that is learned of
    /// such slips, so that their number decides; names that agree in less stand below.
    /// </summary>
    internal const double FaintNearNameBits = -16;

    /// <summary>A record concerns one person: what lies so far below its best link is none.</summary>
    internal const double BelowBestBits = 10;

    /// <summary>Number of subjects.</summary>
    internal required int Subjects { get; init; }

    /// <summary>Share of unlinked records that belong to some subject; by <see cref="RecordNumber"/>.</summary>
    internal required double[] LinkShare { get; init; }

    /// <summary>Probability that an unlinked record and a subject have equal names by chance, averaged over the records.</summary>
    internal required double MeanNameFrequency { get; init; }

    /// <summary>[context][level]; contexts by <see cref="ContextOf"/>.</summary>
    internal required double[][] M { get; init; }

    /// <summary>[context][level]</summary>
    internal required double[][] U { get; init; }

    /// <summary>The model before it has seen data.</summary>
    internal static LinkageModel Prior(int subjects, double meanNameFrequency) => new()
    {
        Subjects = subjects,
        LinkShare = [LinkagePriors.ShareOfUsable, LinkagePriors.ShareOfFaulty, LinkagePriors.ShareOfMisdirected],
        MeanNameFrequency = meanNameFrequency,
        M = LinkagePriors.M(),
        U = LinkagePriors.U(),
    };

    /// <summary>Which table holds a level of this vector.</summary>
    internal static LinkageContext ContextOf(ComparisonLevel level, in ComparisonVector vector) => level switch
    {
        < ComparisonLevel.NumberEqual => LinkageContext.Name,
        < ComparisonLevel.BirthDateEqual => vector.RecordNumber switch
        {
            RecordNumber.Faulty => LinkageContext.FaultyNumber,
            RecordNumber.Misdirected => LinkageContext.MisdirectedNumber,
            RecordNumber.Unregistered => LinkageContext.UsableNumber,
        },
        _ => vector.IsNumberNear ? LinkageContext.NearNumber
            : vector.RecordNumber == RecordNumber.Misdirected ? LinkageContext.FarMisdirected
            : LinkageContext.FarNumber,
    };

    /// <summary>What is not even a faint link.</summary>
    internal static double LeastBits(RecordNumber number, FoundBy by) =>
        number != RecordNumber.Misdirected ? FaintLinkBits : by == FoundBy.NearName ? FaintNearNameBits : FaintMisdirectedBits;

    /// <summary>Weight of a pair as a list of steps that add up to it.</summary>
    /// <param name="vector">What was observed.</param>
    /// <param name="nameFrequency">Share of the subjects who have the record's name, 0..1; nearly that name when that is how the pair was found.</param>
    /// <param name="by">What brought the pair together.</param>
    /// <param name="steps">Receives the steps, or null.</param>
    internal MatchWeight WeightOf(in ComparisonVector vector, double nameFrequency, FoundBy by = FoundBy.Number, List<ComparisonStep>? steps = null)
    {
        int total = 0;
        Add(ComparisonLevel.Prior, PriorOf(vector.RecordNumber));
        Add(vector.Name, WeightOf(ContextOf(vector.Name, vector), vector.Name));
        if (MeanFrequencyOf(vector.Name, by) is > 0 and double mean)
        {
            Add(ComparisonLevel.NameFrequency, NameFrequencyWeight(mean, nameFrequency));
        }

        Add(vector.Number, WeightOf(ContextOf(vector.Number, vector), vector.Number));
        Add(vector.BirthDate, WeightOf(ContextOf(vector.BirthDate, vector), vector.BirthDate));
        Add(vector.Sex, WeightOf(ContextOf(vector.Sex, vector), vector.Sex));
        return new MatchWeight(total);

        void Add(ComparisonLevel level, MatchWeight weight)
        {
            total += weight.Millibits;
            steps?.Add(new ComparisonStep(level, weight));
        }
    }

    /// <summary>Before anything is compared.</summary>
    internal MatchWeight PriorOf(RecordNumber number) => MatchWeight.OfBits(Math.Log2(LinkShare[(int)number] / Subjects));

    /// <summary>How many subjects by chance have a name that agrees so well, 0..1, where it is known for this very name; else 0.</summary>
    internal double MeanFrequencyOf(ComparisonLevel name, FoundBy by) =>
        name == ComparisonLevel.NameExact ? MeanNameFrequency
        : by == FoundBy.NearName && name <= ComparisonLevel.NameNear ? U[(int)LinkageContext.Name][(int)ComparisonLevel.NameSoundAlike]
            + U[(int)LinkageContext.Name][(int)ComparisonLevel.NameLookAlike] + U[(int)LinkageContext.Name][(int)ComparisonLevel.NameNear]
        : 0;

    /// <summary>Of an equal name that so many bear, beside one of mean frequency.</summary>
    internal static MatchWeight NameFrequencyWeight(double mean, double frequency) => MatchWeight.OfBits(Math.Log2(mean / frequency));

    /// <summary>log2 of m / u; 0 for a value that is missing or that the table does not have.</summary>
    internal MatchWeight WeightOf(LinkageContext context, ComparisonLevel level)
    {
        double m = M[(int)context][(int)level];
        double u = level == ComparisonLevel.NameExact ? MeanNameFrequency : U[(int)context][(int)level];
        return IsMissing(level) || m == 0 || u == 0 ? default : MatchWeight.OfBits(Math.Log2(m / u));
    }

    internal static bool IsMissing(ComparisonLevel level) =>
        level is ComparisonLevel.NameMissing or ComparisonLevel.BirthDateMissing or ComparisonLevel.SexMissing;
}

/// <summary>Tables of the model: a level may mean another thing beside another number.</summary>
enum LinkageContext
{
    /// <summary>Names.</summary>
    Name = 0,

    /// <summary>Numbers of records whose number holds its check.</summary>
    UsableNumber = 1,

    /// <summary>Numbers of records whose number failed its check.</summary>
    FaultyNumber = 2,

    /// <summary>Date of birth and sex, numbers at most three edits apart.</summary>
    NearNumber = 3,

    /// <summary>Date of birth and sex, numbers further apart.</summary>
    FarNumber = 4,

    /// <summary>Numbers of records whose number is registered under another name.</summary>
    MisdirectedNumber = 5,

    /// <summary>Date of birth and sex beside such a number, further apart.</summary>
    FarMisdirected = 6,
}
