using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>
/// Everybody of a synthetic province: beneficiaries 0..N-1, then 3 N people of their age and 8 N younger ones who draw no
/// benefit here. All facts are pure functions of the index.
/// Numbers are synthetic: made-up sequence numbers in public region codes, valid check characters; any likeness is chance.
/// </summary>
sealed partial class Population
{
    internal static readonly DateOnly AsOf = new(2026, 10, 31);

    const ulong Regions = 120;
    const ulong Blocks = 250; // four sequence numbers each: a person, and room for a twin
    const ulong OldDays = 12775; // born 1931-11-01 .. 1966-10-21
    const ulong YoungDays = 21900; // born 1966-11-01 .. 2026-10-17
    const ulong Stride = 1_000_000_007; // prime, so that index -> number is one-to-one
    const ulong DivisionUnit = 100_000_000_000; // the digits after the division code

    static readonly int FirstOldDay = new DateOnly(1931, 11, 1).DayNumber;
    static readonly int FirstYoungDay = new DateOnly(1966, 11, 1).DayNumber;

    readonly Mixer mixer;
    readonly ulong offset;

    internal Population(long beneficiaries, int seed)
    {
        Beneficiaries = beneficiaries;
        Elders = 3 * beneficiaries;
        Others = 11 * beneficiaries;
        mixer = new Mixer(seed);
        offset = mixer.At(0, 0) % Stride;
        AsOfDay = AsOf.DayNumber;
        Newcomers = new Newcomers(this);
    }

    internal long Beneficiaries { get; }

    /// <summary>The first of the <see cref="Others"/>: as old as the beneficiaries.</summary>
    internal long Elders { get; }

    internal long Others { get; }

    internal int AsOfDay { get; }

    /// <summary>Other people who become beneficiaries on the days after the as-of date.</summary>
    internal Newcomers Newcomers { get; }

    /// <summary>Noise for a purpose and an index.</summary>
    internal ulong Noise(int purpose, long index) => mixer.At(purpose, index);

    internal PersonDocument DocumentOf(long person)
    {
        ulong h = mixer.At(6, person);
        return h % 1000 >= 6 || IsPlanted(person) || PairOf(person) != PairKind.None ? PersonDocument.Resident
            : (PersonDocument)(1 + (int)(mixer.At(7, person) % 10));
    }

    /// <summary>First 17 digits: region, birth date, sequence.</summary>
    internal ulong First17(long person)
    {
        bool isOld = person < Beneficiaries + Elders;
        long elder = ElderTwinOf(person);
        long owner = elder != person ? elder : SharesBlock(person) ? person - 1 : person;
        long index = isOld ? owner : owner - Beneficiaries - Elders;
        ulong x = (((ulong)index * Stride) + offset) % (Regions * Blocks * (isOld ? OldDays : YoungDays));
        ulong region = x % Regions;
        x /= Regions;
        int day = (isOld ? FirstOldDay : FirstYoungDay) + (int)(x / Blocks);
        ulong code = 430_000 + ((region / 10 + 1) * 100) + (region % 10) + 1;
        ulong sequence = (x % Blocks * 4) + ((ulong)(owner >> 1) % 2) + (owner != person ? 2UL : 0);
        return (code * DivisionUnit) + ((ulong)Calendar.Compact(day) * 1000) + sequence;
    }

    bool SharesBlock(long person) =>
        person < Beneficiaries && (person & 1) == 1 && PairOf(person) is PairKind.Twins or PairKind.TwinMixup or PairKind.BirthdayMixup;

    /// <summary>Whose brother or sister this person is, by name and number nearly the same; else the person itself.</summary>
    internal long TwinOf(long person) => person >= Beneficiaries ? ElderTwinOf(person)
        : PairOf(person) is PairKind.Twins or PairKind.TwinMixup ? person & ~1L : person;

    /// <summary>One beneficiary in 200 has a twin outside the register: the death of one is not the death of the other.</summary>
    long ElderTwinOf(long person)
    {
        long sibling = ((person - Beneficiaries) * 200) + 37;
        return person >= Beneficiaries && sibling < Beneficiaries && PairOf(sibling) == PairKind.None ? sibling : person;
    }

    internal int BirthOn(long person) => (int)(First17(person) / 1000 % 100_000_000);

    internal int Region(long person) => (int)(First17(person) / DivisionUnit);

    /// <summary>Due dates are spread: about one in twelve is due on the as-of date.</summary>
    internal int DueDay(long person) => AsOfDay - 30 + (int)(mixer.At(8, person) % 365);

    /// <summary>A beneficiary who appears in activity feeds; some much more often than others.</summary>
    internal long ActivePerson(ulong noise)
    {
        double u = (noise >> 11) * (1.0 / (1UL << 53));
        long person = (long)(Beneficiaries * u * Math.Sqrt(u));
        while (ClassOf(person) is PersonClass.AliveSilent or PersonClass.AliveAbroad)
        {
            person = (person + 1) % Beneficiaries;
        }

        return person;
    }

    /// <summary>Somebody else in the register whose number a clerk may take by mistake.</summary>
    internal long AnotherRegistered(long person, ulong noise) => (person + 1 + (long)(noise % 7)) % Beneficiaries;

    /// <summary>Check character of the first 17 digits.</summary>
    internal static byte Check(ulong first17) => DocumentNumber.CheckCharacter(first17);
}

/// <summary>yyyymmdd of day numbers from 1900 to 2059, by table.</summary>
static class Calendar
{
    static readonly int FirstDay = new DateOnly(1900, 1, 1).DayNumber;

    static readonly int[] Table = [.. Enumerable.Range(0, 58_440).Select(i => DateOnly.FromDayNumber(FirstDay + i)).Select(d => d.Year * 10000 + d.Month * 100 + d.Day)];

    internal static int Compact(int day) => Table[day - FirstDay];

    /// <summary>Days since 1900 in 16 bits; 0 = none.</summary>
    internal static ushort Short(int day) => (ushort)(day - FirstDay);

    /// <summary>yyyymmdd of <see cref="Short"/>; 0 = none.</summary>
    internal static int OfShort(uint value) => value == 0 ? 0 : Table[value];
}
