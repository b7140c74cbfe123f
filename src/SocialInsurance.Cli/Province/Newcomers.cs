namespace SocialInsurance.Cli.Province;

/// <summary>
/// Younger people who reach their pension after the as-of date: one in 5,000 beneficiaries a day. The departments knew them before the
/// register did. The same for any number of days asked for, so that the first delivery does not depend on it. Immutable, thread-safe.
/// </summary>
sealed class Newcomers
{
    const int BornUpTo = 1976_12_31;
    const long OnePerDayIn = 5000;

    readonly Dictionary<long, int> slots = [];

    internal Newcomers(Population people)
    {
        PerDay = (int)Math.Max(1, people.Beneficiaries / OnePerDayIn);
        var chosen = new List<long>();
        for (long person = people.Beneficiaries + people.Elders; chosen.Count < PerDay * ProvinceOptions.MostDays; person++)
        {
            if (people.BirthOn(person) <= BornUpTo)
            {
                slots.Add(person, chosen.Count);
                chosen.Add(person);
            }
        }

        People = chosen;
    }

    internal int PerDay { get; }

    /// <summary>In the order in which they come, <see cref="PerDay"/> a day.</summary>
    internal IReadOnlyList<long> People { get; }

    /// <summary>Position in <see cref="People"/>, or -1.</summary>
    internal int SlotOf(long person) => slots.TryGetValue(person, out int slot) ? slot : -1;
}
