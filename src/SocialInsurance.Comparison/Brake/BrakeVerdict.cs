namespace SocialInsurance.Comparison;

/// <summary>What the brake says of a delivery. Stored by name in manifests: names never change.</summary>
public enum BrakeDecision
{
    /// <summary>Within its bounds, or without any yet: applied.</summary>
    Applied,

    /// <summary>The same content was applied in an earlier run: applied again, which changes nothing.</summary>
    AppliedBefore,

    /// <summary>Outside its bounds: the run goes on without it.</summary>
    Held,

    /// <summary>Outside its bounds, and a person released this very content: applied.</summary>
    Released,
}

/// <summary>Where a bound comes from.</summary>
public enum BrakeBasis
{
    /// <summary>The feed's own earlier deliveries.</summary>
    History,

    /// <summary><see cref="BrakeLimit.AbsoluteHigh"/>: too few earlier deliveries are known.</summary>
    Absolute,

    /// <summary><see cref="FeedDescriptor.MaxRejectedShare"/>: the descriptor read earlier deliveries, so the fault lies in this one.</summary>
    Descriptor,

    /// <summary>What the same content said when another descriptor read it.</summary>
    SameContent,
}

/// <summary>One measure against its bounds; values in the unit of <see cref="BrakeLimit.Unit"/>.</summary>
/// <param name="Low">Null: less than usual is no fault.</param>
public sealed record BrakeCheck(BrakeMeasure Measure, string Unit, double Value, double? Low, double? High, BrakeBasis Basis, bool IsOutside);

/// <summary>An earlier run's delivery.</summary>
/// <param name="Run">Name of the run folder.</param>
public sealed record DeliveryPlace(string Run, string File);

/// <summary>A person let one content of one feed through, or go. Counts for that digest only.</summary>
/// <param name="Feed">Name of the source.</param>
/// <param name="File">File name when it was held, or last there.</param>
/// <param name="Sha256">Digest of the content, lower-case hexadecimal.</param>
/// <param name="By">Who answers for it.</param>
public sealed record BrakeRelease(string Feed, string File, string Sha256, string Reason, string By, DateTimeOffset RecordedAt)
{
    /// <summary>True: the content had to go (<see cref="GoneDelivery"/>). Should it come again, this lets nothing through.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool LetsGo { get; init; }
}

/// <summary>What the brake decided about a delivery, and by which bounds; kept in the manifest.</summary>
/// <param name="LimitsVersion"><see cref="BrakeLimits.Version"/>.</param>
/// <param name="KnownDeliveries">Earlier deliveries of its kind that its bounds rest on.</param>
/// <param name="SameContentAs">The latest earlier run that applied the same content; null when the content is new.</param>
/// <param name="Checks">Every measure that says something, the offending ones included.</param>
/// <param name="Release">Set when a person let it through.</param>
public sealed record BrakeVerdict(
    BrakeDecision Decision, string LimitsVersion, int KnownDeliveries, DeliveryPlace? SameContentAs, IReadOnlyList<BrakeCheck> Checks, BrakeRelease? Release)
{
    /// <summary>
    /// Set on the first held delivery of a source: what the latest run had applied of this source and is no longer among the files. Whom these
    /// burden stands in <see cref="ComparisonState.OnlyInHeld"/>; null when nothing is missing.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GoneDelivery>? Missing { get; init; }

    /// <summary>Set on a hold: nothing of the delivery could be read, though its descriptor read others. No release changes that.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public InputError? Unreadable { get; init; }

    /// <summary>The measures that left their bounds.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<BrakeCheck> Outside => Checks.Where(c => c.IsOutside);
}
