using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>
/// Everybody of a synthetic province: beneficiaries 0..N-1, then 11 N other people. All facts are pure functions of the index.
/// Numbers are synthetic: made-up sequence numbers in public region codes, valid check characters; any likeness is chance.
/// </summary>
sealed class Population
{
    internal static readonly DateOnly AsOf = new(2026, 10, 31);

    const ulong Regions = 120;
    const ulong Sequences = 1000;
    const ulong OldDays = 12775; // born 1931-11-01 .. 1966-10-21
    const ulong YoungDays = 21900; // born 1966-11-01 .. 2026-10-17
    const ulong Stride = 1_000_000_007; // prime, so that index -> number is one-to-one

    static readonly int FirstOldDay = new DateOnly(1931, 11, 1).DayNumber;
    static readonly int FirstYoungDay = new DateOnly(1966, 11, 1).DayNumber;

    // one person of each class among the first people, so that the smallest province shows everything
    static readonly PersonClass[] Planted =
    [
        PersonClass.Dead, PersonClass.DeadUnlinkable, PersonClass.AliveReportedDead, PersonClass.Custody, PersonClass.DuplicateBenefit,
        PersonClass.DuplicateRegistration, PersonClass.InvalidNumber, PersonClass.AliveSilent,
    ];

    readonly Mixer mixer;
    readonly ulong offset;

    internal Population(long beneficiaries, int seed)
    {
        Beneficiaries = beneficiaries;
        Others = 11 * beneficiaries;
        mixer = new Mixer(seed);
        offset = mixer.At(0, 0) % Stride;
        AsOfDay = AsOf.DayNumber;
    }

    internal long Beneficiaries { get; }

    internal long Others { get; }

    internal int AsOfDay { get; }

    /// <summary>Noise for a purpose and an index.</summary>
    internal ulong Noise(int purpose, long index) => mixer.At(purpose, index);

    internal PersonClass ClassOf(long person)
    {
        if (person % 11 == 7 && person / 11 < Planted.Length)
        {
            return Planted[person / 11];
        }

        return (mixer.At(1, person) % 100_000) switch
        {
            < 800 => PersonClass.Dead,
            < 830 => PersonClass.DeadUnlinkable,
            < 850 => PersonClass.AliveReportedDead,
            < 950 => PersonClass.Custody,
            < 1250 => PersonClass.DuplicateBenefit,
            < 1300 => PersonClass.DuplicateRegistration,
            < 1500 => PersonClass.InvalidNumber,
            < 12500 => PersonClass.AliveSilent,
            _ => PersonClass.Alive,
        };
    }

    internal bool IsDead(long person) => ClassOf(person) is PersonClass.Dead or PersonClass.DeadUnlinkable;

    /// <summary>The dead die between 8 and 338 days before the as-of date, most within the last month.</summary>
    internal int DeathDay(long person)
    {
        ulong h = mixer.At(2, person);
        return AsOfDay - 8 - (int)(h % 10 < 8 ? (h >> 8) % 31 : (h >> 8) % 330);
    }

    /// <summary>Somebody goes on using the card of this dead person.</summary>
    internal bool IsActiveAfterDeath(long person) => mixer.At(3, person) % 100 < 3;

    /// <summary>Bit 0 death certificate, bit 1 cremation, bit 2 household deregistration; never none.</summary>
    internal int TerminalSources(long person)
    {
        ulong h = mixer.At(4, person) % 10;
        return ClassOf(person) == PersonClass.AliveReportedDead ? 1 << (int)(h % 3) : h switch { < 4 => 7, < 6 => 3, < 7 => 6, < 8 => 1, < 9 => 2, _ => 4 };
    }

    /// <summary>All terminal records of this dead person carry another given name.</summary>
    internal bool HasWrongNameInDeath(long person) => ClassOf(person) == PersonClass.Dead && mixer.At(5, person) % 100 == 0;

    /// <summary>The unlinkable dead: a broken check character at most once in 5,000 people (that row is rejected), else another valid number.</summary>
    internal bool HasBrokenNumberInDeath(long person) => person > 100 && person % 5000 < 100 && ClassOf(person) == PersonClass.DeadUnlinkable;

    /// <summary>0 resident, 1 foreigner (9 characters), 2 Hong Kong/Macau permit, 3 Taiwan permit, 4 residence permit 83.</summary>
    internal int DocumentOf(long person)
    {
        ulong h = mixer.At(6, person) % 1000;
        return h < 3 && (ClassOf(person) is PersonClass.Alive or PersonClass.AliveSilent) ? 1 + (int)(mixer.At(7, person) % 4) : 0;
    }

    /// <summary>First 17 digits: region, birth date, sequence.</summary>
    internal ulong First17(long person)
    {
        bool isOld = person < Beneficiaries;
        ulong x = ((ulong)(isOld ? person : person - Beneficiaries) * Stride + offset) % (Regions * Sequences * (isOld ? OldDays : YoungDays));
        ulong region = x % Regions;
        x /= Regions;
        int day = (isOld ? FirstOldDay : FirstYoungDay) + (int)(x / Sequences);
        ulong code = 430_000 + (region / 10 + 1) * 100 + region % 10 + 1;
        return code * 100_000_000_000 + (ulong)Calendar.Compact(day) * 1000 + x % Sequences;
    }

    internal int BirthOn(long person) => (int)(First17(person) / 1000 % 100_000_000);

    internal int Region(long person) => (int)(First17(person) / 100_000_000_000);

    /// <summary>Due dates are spread: about one in twelve is due on the as-of date.</summary>
    internal int DueDay(long person) => AsOfDay - 30 + (int)(mixer.At(8, person) % 365);

    /// <summary>A beneficiary who appears in activity feeds; some much more often than others.</summary>
    internal long ActivePerson(ulong noise)
    {
        double u = (noise >> 11) * (1.0 / (1UL << 53));
        long person = (long)(Beneficiaries * u * Math.Sqrt(u));
        while (ClassOf(person) == PersonClass.AliveSilent)
        {
            person = (person + 1) % Beneficiaries;
        }

        return person;
    }

    /// <summary>Check character of the first 17 digits.</summary>
    internal static byte Check(ulong first17) => DocumentNumber.CheckCharacter(first17);
}

/// <summary>yyyymmdd of day numbers from 1900 to 2059, by table.</summary>
static class Calendar
{
    static readonly int FirstDay = new DateOnly(1900, 1, 1).DayNumber;

    static readonly int[] Table = [.. Enumerable.Range(0, 58_440).Select(i => DateOnly.FromDayNumber(FirstDay + i)).Select(d => d.Year * 10000 + d.Month * 100 + d.Day)];

    internal static int Compact(int day) => Table[day - FirstDay];
}
