namespace SocialInsurance.Cli.Province;

/// <summary>The planted truth about a beneficiary.</summary>
enum PersonClass : byte
{
    /// <summary>Alive and entitled, with whatever evidence the feeds hold.</summary>
    Alive,

    /// <summary>Alive, but no feed ever mentions the person.</summary>
    AliveSilent,

    /// <summary>Alive, and one terminal source wrongly reports the death; activity goes on.</summary>
    AliveReportedDead,

    /// <summary>Dead, reported by one to three sources.</summary>
    Dead,

    /// <summary>Dead, and every terminal record carries another number.</summary>
    DeadUnlinkable,

    /// <summary>Serves a sentence on the as-of date.</summary>
    Custody,

    /// <summary>Draws a benefit elsewhere too.</summary>
    DuplicateBenefit,

    /// <summary>Stands in the register twice.</summary>
    DuplicateRegistration,

    /// <summary>The register has a number that fails its checksum.</summary>
    InvalidNumber,
}

static class PersonClasses
{
    /// <summary>Name in truth.csv.</summary>
    internal static string TextOf(PersonClass value) => value switch
    {
        PersonClass.Alive => "alive",
        PersonClass.AliveSilent => "aliveSilent",
        PersonClass.AliveReportedDead => "aliveReportedDead",
        PersonClass.Dead => "dead",
        PersonClass.DeadUnlinkable => "deadUnlinkable",
        PersonClass.Custody => "custody",
        PersonClass.DuplicateBenefit => "duplicateBenefit",
        PersonClass.DuplicateRegistration => "duplicateRegistration",
        PersonClass.InvalidNumber => "invalidNumber",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
