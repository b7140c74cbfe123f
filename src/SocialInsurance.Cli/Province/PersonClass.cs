namespace SocialInsurance.Cli.Province;

/// <summary>The planted truth about a beneficiary.</summary>
enum PersonClass : byte
{
    /// <summary>Alive and entitled, with whatever evidence the feeds hold.</summary>
    Alive,

    /// <summary>Alive, but no feed ever mentions the person.</summary>
    AliveSilent,

    /// <summary>Alive abroad: one journey out, then nothing from any domestic department for most of a year.</summary>
    AliveAbroad,

    /// <summary>Alive, with a twin whose number and name are nearly the same.</summary>
    Twin,

    /// <summary>Alive, and a terminal source says otherwise: see <see cref="FalseReport"/>.</summary>
    AliveReportedDead,

    /// <summary>Dead, reported by one to three sources under the right number.</summary>
    Dead,

    /// <summary>Dead, and every terminal record carries the code of another division in its number.</summary>
    DeadUnlinkable,

    /// <summary>Dead, and every terminal record carries a mistyped number: see <see cref="NumberForm"/>.</summary>
    DeadMistyped,

    /// <summary>Dead, and the first record arrives only with one of the deliveries after the as-of date.</summary>
    DeadReportedLate,

    /// <summary>Dead, and no department knows; often family goes on using the card.</summary>
    DeadUnreported,

    /// <summary>Serves a sentence on the as-of date.</summary>
    Custody,

    /// <summary>Draws a benefit elsewhere too.</summary>
    DuplicateBenefit,

    /// <summary>Stands in the register twice.</summary>
    DuplicateRegistration,

    /// <summary>The register has a number that fails its checksum.</summary>
    InvalidNumber,
}

/// <summary>How a living person came to be reported dead.</summary>
enum FalseReport : byte
{
    None,

    /// <summary>Right number and name of a living person; nobody died.</summary>
    SimplyFalse,

    /// <summary>Somebody of the same name died; the clerk took the living namesake's number from a list.</summary>
    Namesake,

    /// <summary>Somebody else died, under another name; the record carries this person's number.</summary>
    Stranger,
}

/// <summary>What binds the beneficiaries 2j and 2j + 1.</summary>
enum PairKind : byte
{
    None,

    /// <summary>Same birthday and division, numbers two apart, one surname, one character of the given names in common.</summary>
    Twins,

    /// <summary>Twins; the first died and the record carries the number of the second.</summary>
    TwinMixup,

    /// <summary>Born on one day in one division; the first died and the clerk took the other row of the list.</summary>
    BirthdayMixup,

    /// <summary>Neighbours in the register, nothing else in common; the first died under the number of the second.</summary>
    RowMixup,
}

static class PersonClasses
{
    /// <summary>Name in truth.csv.</summary>
    internal static string TextOf(PersonClass value) => Camel(value);

    internal static bool IsDead(PersonClass value) => value
        is PersonClass.Dead or PersonClass.DeadUnlinkable or PersonClass.DeadMistyped or PersonClass.DeadReportedLate or PersonClass.DeadUnreported;

    internal static string Camel<T>(T value)
        where T : struct, Enum => char.ToLowerInvariant($"{value}"[0]) + $"{value}"[1..];
}
