using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>What could not be read of a register row that was accepted all the same: a person is never dropped.</summary>
[Flags]
public enum SubjectFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A date is no real date in the descriptor's notation, or a certification after the as-of date; it is 0 here.</summary>
    DateUnreadable = 1,

    /// <summary>No name, or one in a wrong encoding: no record can agree with it.</summary>
    NameUnreadable = 2,

    /// <summary>A rejected row (<see cref="RejectReason.DuplicateId"/>) has this identifier and another number: records under that one find nobody.</summary>
    OtherNumberRejected = 4,
}

/// <summary>One row of the register. Dates are yyyymmdd, 0 = none. Blittable, 56 bytes, part of the state format.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Subject
{
    /// <summary>Bytes before <see cref="Key"/>.</summary>
    internal const int KeyOffset = 0;

    /// <summary>Bytes before <see cref="NameKey"/>.</summary>
    internal const int NameKeyOffset = 8;

    /// <summary><see cref="DocumentKey"/> value; 0 = the number cannot be used and no record is joined.</summary>
    public long Key { get; init; }

    /// <summary><see cref="Comparison.NameKey"/> value; 0 = no name.</summary>
    public ulong NameKey { get; init; }

    /// <summary><see cref="RecordPlace"/> of the register row.</summary>
    public ulong RowPlace { get; init; }

    /// <summary>First eight bytes of the status code, in memory order; 0 = none.</summary>
    public ulong Status { get; init; }

    /// <summary>To be certified again by this date.</summary>
    public int DueOn { get; init; }

    /// <summary>Last certification.</summary>
    public int LastCertifiedOn { get; init; }

    /// <summary>Date of birth as the register has it.</summary>
    public int BirthOn { get; init; }

    /// <summary>First six digits of the division code (county level); 0 = none.</summary>
    public int Division { get; init; }

    /// <summary>Number of subjects with this key, at least 1.</summary>
    public int RegisteredTimes { get; init; }

    /// <summary>Why <see cref="Key"/> is 0.</summary>
    public DocumentNumberFault NumberFault { get; init; }

    /// <summary>What could not be read.</summary>
    public SubjectFlags Flags { get; init; }

    /// <summary>Always 0: fills the struct to its size, so that no byte of the state file is left to what the stack held.</summary>
    internal ushort Reserved { get; init; }

    internal Subject Registered(int times) => this with { RegisteredTimes = times };

    /// <summary>This row after <paramref name="repeated"/>, rejected because it has the same identifier.</summary>
    internal Subject Repeated(in Subject repeated) =>
        Key != 0 && repeated.Key != 0 && Key != repeated.Key ? this with { Flags = Flags | SubjectFlags.OtherNumberRejected } : this;
}
