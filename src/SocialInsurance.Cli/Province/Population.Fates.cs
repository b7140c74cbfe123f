namespace SocialInsurance.Cli.Province;

/// <content>What happened to whom: class, pair, death, reports. Shares are per 100,000 people and stand in the README.</content>
sealed partial class Population
{
    const long PlantedPeople = 100;
    const ulong Whole = 100_000;

    // one person of each class among the first people, so that the smallest province shows everything (indices 2, 7, 12, ..)
    static readonly PersonClass[] Planted =
    [
        PersonClass.Dead, PersonClass.DeadUnlinkable, PersonClass.AliveReportedDead, PersonClass.Custody, PersonClass.DuplicateBenefit,
        PersonClass.DuplicateRegistration, PersonClass.InvalidNumber, PersonClass.AliveSilent, PersonClass.AliveAbroad, PersonClass.DeadMistyped,
        PersonClass.DeadReportedLate, PersonClass.DeadUnreported,
    ];

    // and one pair of each kind (indices 8 and 9, 18 and 19, ..)
    static readonly PairKind[] PlantedPairs = [PairKind.Twins, PairKind.TwinMixup, PairKind.BirthdayMixup, PairKind.RowMixup];

    static readonly NumberForm[] Slips =
    [
        NumberForm.DigitReplaced, NumberForm.NeighboursSwapped, NumberForm.DigitDropped, NumberForm.DigitDoubled, NumberForm.BirthSwapped,
        NumberForm.LookAlikeDigit, NumberForm.WrongCheck, NumberForm.FifteenDigitsSlip,
    ];

    /// <summary>One of the first people, whose class does not depend on the seed.</summary>
    internal static bool IsPlanted(long person) => person < PlantedPeople;

    internal PairKind PairOf(long person)
    {
        if (IsPlanted(person))
        {
            return person % 10 >= 8 && person / 10 < PlantedPairs.Length ? PlantedPairs[person / 10] : PairKind.None;
        }

        return (person | 1) >= Beneficiaries ? PairKind.None : (mixer.At(9, person >> 1) % Whole) switch // per 100,000 pairs
        {
            < 1000 => PairKind.Twins,
            < 1008 => PairKind.TwinMixup,
            < 1028 => PairKind.BirthdayMixup,
            < 1038 => PairKind.RowMixup,
            _ => PairKind.None,
        };
    }

    internal PersonClass ClassOf(long person)
    {
        if (person >= Beneficiaries)
        {
            return PersonClass.Alive; // a newcomer
        }

        PairKind pair = PairOf(person);
        if (pair is PairKind.TwinMixup or PairKind.BirthdayMixup or PairKind.RowMixup)
        {
            return (person & 1) == 0 ? PersonClass.DeadMistyped : PersonClass.AliveReportedDead;
        }

        PersonClass own = IsPlanted(person)
            ? person % 5 == 2 && person / 5 < Planted.Length ? Planted[person / 5] : PersonClass.Alive
            : Drawn(mixer.At(1, person) % Whole);
        return own == PersonClass.Alive && pair == PairKind.Twins ? PersonClass.Twin : own;
    }

    static PersonClass Drawn(ulong lot) => lot switch
    {
        < 800 => PersonClass.Dead,
        < 830 => PersonClass.DeadUnlinkable,
        < 850 => PersonClass.AliveReportedDead,
        < 950 => PersonClass.Custody,
        < 1250 => PersonClass.DuplicateBenefit,
        < 1300 => PersonClass.DuplicateRegistration,
        < 1500 => PersonClass.InvalidNumber,
        < 1580 => PersonClass.DeadMistyped,
        < 1630 => PersonClass.DeadReportedLate,
        < 1680 => PersonClass.DeadUnreported,
        < 1980 => PersonClass.AliveAbroad,
        < 12980 => PersonClass.AliveSilent,
        _ => PersonClass.Alive,
    };

    internal bool IsDead(long person) => PersonClasses.IsDead(ClassOf(person));

    /// <summary>Day of the death, of the wrongly reported death, or of the record under this person's number.</summary>
    internal int DeathDay(long person)
    {
        ulong h = mixer.At(2, FalseReportOf(person) == FalseReport.Stranger ? person - 1 : person);
        return AsOfDay - ClassOf(person) switch
        {
            PersonClass.DeadReportedLate => 3 + (int)(h % 25), // the law allows a month
            PersonClass.DeadUnreported => 30 + (int)(h % 330),
            _ => 8 + (int)(h % 10 < 8 ? (h >> 8) % 31 : (h >> 8) % 330), // most within the last month
        };
    }

    /// <summary>Somebody goes on using the card of this dead person.</summary>
    internal bool IsActiveAfterDeath(long person) =>
        mixer.At(3, person) % 100 < (ClassOf(person) == PersonClass.DeadUnreported ? 60UL : 3UL);

    /// <summary>Bit 0 death certificate, bit 1 cremation, bit 2 household deregistration; 0 when no source says so.</summary>
    internal int TerminalSources(long person)
    {
        PersonClass who = ClassOf(person);
        if (who == PersonClass.AliveReportedDead)
        {
            long record = FalseReportOf(person) == FalseReport.Stranger ? person - 1 : person;
            return 1 << (int)(mixer.At(4, record) % 3);
        }

        ulong h = mixer.At(4, person);
        return PairOf(person) >= PairKind.TwinMixup ? 1 << (int)(h % 3) // one clerk's mistake
            : !PersonClasses.IsDead(who) || who == PersonClass.DeadUnreported ? 0
            : (h % 10) switch { < 4 => 7, < 6 => 3, < 7 => 6, < 8 => 1, < 9 => 2, _ => 4 };
    }

    internal FalseReport FalseReportOf(long person) => ClassOf(person) != PersonClass.AliveReportedDead ? FalseReport.None
        : PairOf(person) >= PairKind.TwinMixup ? FalseReport.Stranger
        : !IsPlanted(person) && mixer.At(10, person) % 2 == 0 ? FalseReport.Namesake : FalseReport.SimplyFalse;

    /// <summary>The wrongly reported person sees a doctor two days before the as-of date; the others have what chance gives them.</summary>
    internal bool IsSeenAfterReport(long person) => IsPlanted(person) || mixer.At(11, person) % 3 != 0;

    /// <summary>Delivery, counted from the as-of date, that brings a late report: 1..5.</summary>
    internal int ReportedOnDay(long person) => 1 + (int)(mixer.At(12, person) % 5);

    /// <summary>Delivery with which the register corrects a wrong number or name: 1..30.</summary>
    internal int CorrectedOnDay(long person) => 1 + (int)(mixer.At(13, person) % 30);

    /// <summary>The register has one wrong character in the name of this living person.</summary>
    internal bool IsMisspeltInRegister(long person) => !IsPlanted(person) && ClassOf(person) == PersonClass.Alive && mixer.At(14, person) % 2000 == 0;

    /// <summary>How the number stands in all terminal records of a dead person: one document, copied by each office.</summary>
    internal NumberForm DeathNumberForm(long person)
    {
        ulong h = mixer.At(15, person);
        return ClassOf(person) switch
        {
            PersonClass.DeadUnlinkable => NumberForm.WrongDivision,
            PersonClass.DeadMistyped when PairOf(person) < PairKind.TwinMixup => Slips[h % (ulong)Slips.Length],
            PersonClass.DeadMistyped => NumberForm.Clean, // of the other one
            _ => (h % 100) switch { < 6 => NumberForm.FifteenDigits, < 8 => NumberForm.Blanks, < 9 => NumberForm.LowerCase, _ => NumberForm.Clean },
        };
    }

    /// <summary>How the name stands in all terminal records of this person.</summary>
    internal NameTable.Spelling DeathSpelling(long person) => (ClassOf(person), mixer.At(5, person) % 200) switch
    {
        (PersonClass.Dead, < 2) => NameTable.Spelling.OtherGivenName,
        (PersonClass.Dead, < 4) => NameTable.Spelling.NearGivenName,
        (PersonClass.DeadMistyped, < 10) => NameTable.Spelling.NearGivenName,
        _ => NameTable.Spelling.Clean,
    };
}
