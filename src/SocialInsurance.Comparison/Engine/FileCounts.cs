using System.Text.Json.Serialization;

namespace SocialInsurance.Comparison;

/// <summary>What became of one file. <c>Read = Accepted + Rejected</c>, or the run throws.</summary>
public sealed record FileCounts
{
    /// <summary>File name, as in <see cref="ComparisonState.Files"/>.</summary>
    public required string File { get; init; }

    /// <summary>Source of its descriptor.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the descriptor that it was read by.</summary>
    public string DescriptorDigest { get; init => field = value ?? ""; } = "";

    /// <summary>SHA-256 of its bytes, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Another file of the same source with the same content; then this one was not read.</summary>
    public string? SameContentAs { get; init; }

    /// <summary>Records, without the header.</summary>
    public long Read { get; init; }

    /// <summary>Records used.</summary>
    public long Accepted { get; init; }

    /// <summary>Records in rejects.csv.</summary>
    public long Rejected { get; init; }

    /// <summary>
    /// Earliest date after the as-of date among the records, yyyymmdd, whatever else is wrong with them; 0 = none. From that day on the
    /// file has to be read again.
    /// </summary>
    public int FirstFutureOn { get; init; }

    /// <summary>True when no record that lay in the future has become past by <paramref name="asOf"/>, yyyymmdd.</summary>
    internal bool HoldsUntil(int asOf) => FirstFutureOn == 0 || FirstFutureOn > asOf;

    /// <summary>Accepted records whose key is in the register.</summary>
    public long Matched { get; init; }

    /// <summary>Matched records whose name agrees with no subject of that key.</summary>
    public long NameDisagreed { get; init; }

    /// <summary>Accepted records of a terminal source whose key is not in the register: possible links, never to be forgotten.</summary>
    public long UnmatchedTerminal { get; init; }

    /// <summary>Of a register: accepted rows and rejected repetitions with a field that cannot be read; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UnreadableFields? Unreadable { get; init; }

    /// <summary>What the delivery looked like; null for registers and for files that were not read.</summary>
    public DeliveryStatistics? Statistics { get; init; }

    /// <summary>What the brake said of it; null where there is none, and for registers.</summary>
    public BrakeVerdict? Brake { get; init; }

    /// <summary>The run went on without this file; its counts are those of reading it.</summary>
    public bool IsHeld => Brake?.Decision == BrakeDecision.Held;
}
