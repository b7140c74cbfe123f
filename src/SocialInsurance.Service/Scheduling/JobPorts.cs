using SocialInsurance.Eligibility.Corrections;
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
