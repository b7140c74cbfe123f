using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Scheduling;

namespace SocialInsurance.Service.Scheduling;

/// <summary>What jobs need besides the ports of the platform; the composition root fills it.</summary>
public sealed record JobPorts
{
    public required IJobLedger Ledger { get; init; }

    public required IDueReader Due { get; init; }

    /// <summary>Where facts for receivers go; null: they stay in the outbox.</summary>
    public IFactChannel? Facts { get; init; }

    /// <summary>The nightly comparison run; null: it is left to whoever runs it from outside.</summary>
    public NightlyComparison? Comparison { get; init; }

    /// <summary>Jobs of other rooms, beside those of this one.</summary>
    public IReadOnlyList<IJob> Others { get; init; } = [];
}

/// <summary>A comparison run every night, as its operator configured it.</summary>
/// <param name="At">local time</param>
/// <param name="RunsFolder">published runs; one folder a night</param>
/// <param name="Policy">the text of the policy in force on a day</param>
/// <param name="Threads">1..1024</param>
public sealed record NightlyComparison(
    TimeOnly At, IReadOnlyList<string> Registers, string FeedsFolder, string RunsFolder, Func<DateOnly, byte[]> Policy, int Threads)
{
    /// <summary>Writes the page of a run; null: none.</summary>
    public Func<RunReport, byte[]>? Page { get; init; }

    /// <summary>Records that caseworkers found wrong, for the brake.</summary>
    public IReversalReader? Reversals { get; init; }
}
