using System.Globalization;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>When people fall due, resolved at a date. Immutable, safe for all threads.</summary>
internal sealed class DueMonths
{
    private const int YearMonths = 12;
    private const int DivisionDigits = 6;
    private readonly DueBasis _basis;
    private readonly int _cycleMonths;
    private readonly (int First, int Last, int Months)[] _cycles;
    private readonly int _spreadFrom;
    private readonly int _spreadMonths;
    private readonly int[] _migratedOn;

    internal DueMonths(DueDates dates, int cycleMonths, DateOnly valuesOn)
    {
        (_basis, _cycleMonths) = (dates.BasisAt(valuesOn), cycleMonths);
        _cycles = [.. dates.Cycles.OrderByDescending(c => c.Division.Length).Select(c => RangeOf(c, valuesOn))];
        (_spreadFrom, _spreadMonths) = dates.Spread is { } spread ? (Calendar.MonthNumber(Calendar.Of(spread.From)), spread.Months) : (0, 0);
        _migratedOn = [.. dates.Spread?.MigratedOn.Select(d => Calendar.Of(d)) ?? []];
    }

    /// <summary>Month number in which the person falls due; 0 when nothing is known, that is: due.</summary>
    internal int MonthOf(in PersonFacts facts)
    {
        int dueOn = Own(facts.DueOn), certifiedOn = Own(facts.LastCertifiedOn);
        if (_basis == DueBasis.BirthdayMonth && certifiedOn > 0 && facts.BirthOn > 0)
            return BirthdayMonth(Calendar.MonthNumber(certifiedOn), Calendar.MonthNumber(facts.BirthOn), CycleOf(facts.Division));
        if (dueOn > 0) return Calendar.MonthNumber(dueOn);
        if (certifiedOn > 0) return Calendar.MonthNumber(certifiedOn) + CycleOf(facts.Division);
        return _spreadMonths > 0 ? _spreadFrom + (int)(Hash(facts.Id) % (ulong)_spreadMonths) : 0;
    }

    /// <summary>Last day of the month in which somebody without a due day of their own falls due; null when their own stands or nothing is known.</summary>
    internal DateOnly? SpreadDueOn(in PersonFacts facts)
    {
        int month = Own(facts.DueOn) > 0 ? 0 : MonthOf(facts);
        return month > 0 ? new DateOnly(month / YearMonths, (month % YearMonths) + 1, 1).AddMonths(1).AddDays(-1) : null;
    }

    /// <summary>The last month within the cycle that is a birthday month, or a whole number of cycles away from one.</summary>
    internal static int BirthdayMonth(int certified, int birth, int cycle)
    {
        int latest = certified + cycle, grid = Math.Min(cycle, YearMonths);
        int beyond = ((latest - birth) % grid + grid) % grid;
        return latest - beyond;
    }

    internal int CycleOf(int division)
    {
        foreach (var (first, last, months) in _cycles)
            if (division >= first && division <= last) return months;
        return _cycleMonths;
    }

    /// <summary>FNV-1a, then the finaliser of SplitMix64: the same month for an identifier in every run, evenly over the months.</summary>
    internal static ulong Hash(ReadOnlySpan<byte> id)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in id) hash = (hash ^ b) * 1099511628211;
        hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ hash >> 27) * 0x94D049BB133111EB;
        return hash ^ hash >> 31;
    }

    private int Own(int on) => Array.IndexOf(_migratedOn, on) >= 0 ? 0 : on;

    private static (int First, int Last, int Months) RangeOf(DivisionCycle cycle, DateOnly valuesOn)
    {
        int size = 1;
        for (int i = cycle.Division.Length; i < DivisionDigits; i++) size *= 10;
        int first = int.Parse(cycle.Division, CultureInfo.InvariantCulture) * size;
        return (first, first + size - 1, (int)DatedValues.At(cycle.Months, valuesOn)!.Value);
    }
}
