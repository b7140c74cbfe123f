namespace SocialInsurance.Cli.Capacity;

/// <summary>What becomes of whoever finds every place taken.</summary>
internal enum Admission
{
    /// <summary>As the service does: told how long to wait, asks again, any instance.</summary>
    AskAgain,

    /// <summary>One line for each instance: what Erlang's formulas suppose.</summary>
    Queue,
}

/// <summary>Which instance a request goes to.</summary>
internal enum Balancer
{
    /// <summary>Any, by lot.</summary>
    Lot,

    /// <summary>Of two by lot the one with fewer sessions.</summary>
    FewerOfTwo,
}

/// <summary>A site (data centre) that is lost with its sessions.</summary>
/// <param name="AtSecond">of the day</param>
/// <param name="Sites">among how many sites the instances are spread evenly; one of them is lost for the rest of the day</param>
internal readonly record struct SiteLoss(double AtSecond, int Sites);

/// <summary>A day to be simulated. Times in seconds.</summary>
internal sealed record DayOptions
{
    /// <summary>People who come, over the day.</summary>
    internal required double Arrivals { get; init; }

    internal DayShape Shape { get; init; } = DayShape.Office;

    /// <summary>Arrivals after it are none; the simulation ends when everybody is gone.</summary>
    internal double Seconds { get; init; } = DayShape.SecondsPerDay;

    internal required int Instances { get; init; }

    internal required int CoresPerInstance { get; init; }

    /// <summary>Sessions at once for each core; the service's default is 10.</summary>
    internal required double PlacesPerCore { get; init; }

    /// <summary>Cores that one running session keeps busy: frames a second times CPU seconds a frame. 0: the processor never holds a session up.</summary>
    internal double CoresPerSession { get; init; }

    /// <summary>How long a session lasts where the processor does not hold it up.</summary>
    internal required SpanLaw Length { get; init; }

    internal Admission Admission { get; init; } = Admission.AskAgain;

    internal Balancer Balancer { get; init; } = Balancer.FewerOfTwo;

    /// <summary>Mean (exponential) of how long people are ready to wait in all; infinite: for ever.</summary>
    internal double PatienceSeconds { get; init; } = 600;

    internal SiteLoss? Loss { get; init; }

    internal required int Seed { get; init; }

    internal int PlacesPerInstance => Math.Max(1, (int)(PlacesPerCore * CoresPerInstance));
}
