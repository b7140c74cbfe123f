namespace SocialInsurance.Comparison;

/// <summary>
/// What the model believes before it has seen a province. The chance levels of numbers follow from their make-up: a province has
/// about 120 divisions x 12,775 days of birth of pensioners x 1,000 sequences = 1.5e9 plausible numbers, of which so many lie one, two
/// or three edits around a given number (with the check character that fits).
/// </summary>
static class LinkagePriors
{
    /// <summary>One in a thousand deaths without register row is of somebody in the register.</summary>
    internal const double ShareOfUsable = 1e-3;

    /// <summary>A number that fails its check is somebody's, and one in ten is a pensioner's.</summary>
    internal const double ShareOfFaulty = 0.1;

    /// <summary>
    /// A record whose number is registered under another name: as likely as not the number is wrong, and who keeps registers confuses
    /// people of one register. Not learned: there are few.
    /// </summary>
    internal const double ShareOfMisdirected = 0.5;

    /// <summary>Imagined links behind each m: so many real ones weigh as much.</summary>
    internal const double LinksBehindM = 20;

    /// <summary>Imagined pairs behind each u of names, and of dates and sex beside a near number.</summary>
    internal const double PairsBehindU = 500;

    /// <summary>Imagined records behind the share of usable and of faulty numbers.</summary>
    internal const double RecordsBehindShare = 2000;

    /// <summary>A learned u of a number stays within this factor of its prior, down and up.</summary>
    internal const double LargestFall = 4;

    /// <summary>See <see cref="LargestFall"/>.</summary>
    internal const double LargestRise = 100;

    /// <summary>
    /// A learned m stays within this factor of its prior: among many people of one birthday and division, maximisation alone takes the
    /// crowd of neighbours with other names for links.
    /// </summary>
    internal const double LargestShiftOfM = 2;

    /// <summary>
    /// A learned u of a name stays above its prior by this divisor: that a rare level was not seen among the strangers of one run says little.
    /// </summary>
    internal const double LargestFallOfNames = 4;

    internal static double[][] M() =>
    [
        Names(exact: .88, variant: .004, shortened: .002, substitute: .003, sound: .025, look: .012, near: .034, surname: .022, different: .018),
        Numbers(.01, .01, .46, .19, .18, .15),
        Numbers(.02, .75, .13, .05, .02, .03),
        Births(.72, .03, .20, .05, same: .93),
        Births(.70, .05, .12, .13, same: .97),
        Numbers(.01, .01, .15, .15, .13, .55),
        Births(.20, .02, .05, .73, same: .60),
    ];

    internal static double[][] U() =>
    [
        Names(exact: 0, variant: 2e-5, shortened: 1e-5, substitute: 2e-5, sound: 4e-4, look: 2e-4, near: .0024, surname: .03, different: .96695),
        Numbers(1e-10, 2e-9, 1e-7, 3e-6, 1e-3, .999),
        Numbers(1e-10, 1.2e-8, 7e-7, 1e-5, 1e-3, .999),
        Births(.35, .02, .45, .18, same: .85),
        Births(8e-5, 6e-5, 2e-3, .998, same: .5),
        Numbers(1e-10, 2e-9, 1e-7, 3e-6, 1e-3, .999),
        Births(8e-5, 6e-5, 2e-3, .998, same: .5),
    ];

    static double[] Names(
        double exact, double variant, double shortened, double substitute, double sound, double look, double near, double surname, double different) => Table(
        (ComparisonLevel.NameExact, exact), (ComparisonLevel.NameVariant, variant), (ComparisonLevel.NameShortened, shortened),
        (ComparisonLevel.NameSubstitute, substitute), (ComparisonLevel.NameSoundAlike, sound), (ComparisonLevel.NameLookAlike, look),
        (ComparisonLevel.NameNear, near), (ComparisonLevel.NameSurnameOnly, surname), (ComparisonLevel.NameDifferent, different));

    static double[] Numbers(double equal, double one, double two, double three, double sequence, double far) => Table(
        (ComparisonLevel.NumberEqual, equal), (ComparisonLevel.NumberOneEdit, one), (ComparisonLevel.NumberTwoEdits, two),
        (ComparisonLevel.NumberThreeEdits, three), (ComparisonLevel.NumberSequenceOnly, sequence), (ComparisonLevel.NumberFar, far));

    static double[] Births(double equal, double swapped, double oneDigit, double different, double same) => Table(
        (ComparisonLevel.BirthDateEqual, equal), (ComparisonLevel.BirthDateSwapped, swapped), (ComparisonLevel.BirthDateOneDigit, oneDigit),
        (ComparisonLevel.BirthDateDifferent, different), (ComparisonLevel.SexSame, same), (ComparisonLevel.SexOther, 1 - same));

    static double[] Table(params (ComparisonLevel Level, double Probability)[] levels)
    {
        double[] table = new double[LinkageModel.Levels];
        foreach ((ComparisonLevel level, double probability) in levels)
        {
            table[(int)level] = probability;
        }

        return table;
    }
}
