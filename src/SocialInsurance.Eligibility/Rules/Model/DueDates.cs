namespace SocialInsurance.Eligibility.Rules;

/// <summary>From what the month of the next certification is counted.</summary>
public enum DueBasis
{
    /// <summary>From the last certification; the register's own due date comes first.</summary>
    Rolling = 1,
    /// <summary>The last birthday month within the cycle after the last certification (无感: 生日月认证).</summary>
    BirthdayMonth = 2,
}

/// <summary>A basis in force from a day on, until the next one.</summary>
public sealed record DatedBasis(DateOnly From, DueBasis Value, IReadOnlyList<string> LegalBases, TextPosition Position);

/// <summary>Another cycle for a division; the longest matching code wins.</summary>
/// <param name="Division">2, 4 or 6 leading digits of the division code.</param>
/// <param name="Months">Months of a cycle, dated.</param>
public sealed record DivisionCycle(string Division, IReadOnlyList<DatedValue> Months, TextPosition Position);

/// <summary>How people whose month nobody knows are spread over the year.</summary>
/// <param name="From">First month of the spread.</param>
/// <param name="Months">Over so many months, evenly, by a hash of the identifier.</param>
/// <param name="MigratedOn">Due dates and last certifications on these days came from a migration or a campaign and say nothing about the person.</param>
public sealed record DueSpread(DateOnly From, int Months, IReadOnlyList<DateOnly> MigratedOn, IReadOnlyList<string> LegalBases, TextPosition Position);

/// <summary>When people fall due; a policy without this section is rolling, with one cycle for everyone.</summary>
public sealed record DueDates(IReadOnlyList<DatedBasis> Basis, IReadOnlyList<DivisionCycle> Cycles, DueSpread? Spread)
{
    internal static readonly DueDates Plain = new([], [], null);

    /// <summary>The basis in force on a day.</summary>
    public DueBasis BasisAt(DateOnly date)
    {
        var found = DueBasis.Rolling;
        foreach (var basis in Basis)
            if (basis.From <= date) found = basis.Value;
        return found;
    }
}
