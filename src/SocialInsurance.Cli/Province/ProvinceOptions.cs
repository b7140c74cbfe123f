namespace SocialInsurance.Cli.Province;

/// <summary>What to generate. Same options, same bytes.</summary>
public sealed record ProvinceOptions
{
    /// <summary>The most daily deliveries.</summary>
    public const int MostDays = 60;

    /// <summary>Beneficiaries of the register, besides second registrations and the two samples; 100..50,000,000.</summary>
    public required long Beneficiaries { get; init; }

    /// <summary>Records of all feeds together, about; small provinces get what the planted cases need.</summary>
    public required long Records { get; init; }

    /// <summary>Chooses one of many provinces of this size.</summary>
    public required int Seed { get; init; }

    /// <summary>Folder; made when missing, files of a former province are replaced.</summary>
    public required string OutDir { get; init; }

    /// <summary>Written as policy.yaml when given.</summary>
    public string? PolicyYaml { get; init; }

    /// <summary>Daily deliveries after the as-of date, each in a folder <c>day-1</c>, <c>day-2</c>, ..; 0..<see cref="MostDays"/>.</summary>
    public int Days { get; init; }

    /// <summary>Name of the source whose last delivery has a second, poisoned file; null: none.</summary>
    public string? Poison { get; init; }

    /// <summary>Worker threads.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What was generated: file names relative to the folder, lines without header for each, people by class.</summary>
public sealed record ProvinceSummary(
    IReadOnlyList<string> Files, IReadOnlyDictionary<string, long> Records, IReadOnlyDictionary<string, long> Classes);
