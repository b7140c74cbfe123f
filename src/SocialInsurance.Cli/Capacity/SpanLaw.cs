namespace SocialInsurance.Cli.Capacity;

/// <summary>The law by which lengths of sessions are drawn, seconds.</summary>
internal abstract record SpanLaw
{
    internal abstract double MeanSeconds { get; }

    /// <summary>Seconds, above 0.</summary>
    internal abstract double Draw(Chance chance);

    /// <summary>Memoryless: what Erlang's formulas suppose.</summary>
    internal sealed record Exponential(double Mean) : SpanLaw
    {
        internal override double MeanSeconds => Mean;

        internal override double Draw(Chance chance) => chance.Exponential(Mean);
    }

    /// <summary>What people do: many are quick, some take long; nobody longer than the service lets them.</summary>
    /// <param name="Spread">standard deviation over mean, 0 to 2</param>
    internal sealed record LogNormal(double Mean, double Spread, double MostSeconds) : SpanLaw
    {
        private readonly double sigma = Math.Sqrt(Math.Log(1 + (Spread * Spread)));

        internal override double MeanSeconds => Mean;

        internal override double Draw(Chance chance) =>
            Math.Min(MostSeconds, Mean * Math.Exp((sigma * chance.Normal()) - (sigma * sigma / 2)));
    }

    /// <summary>As measured: one of the values, each as likely as the others.</summary>
    internal sealed record Measured(IReadOnlyList<double> Seconds) : SpanLaw
    {
        internal override double MeanSeconds => Seconds.Average();

        internal override double Draw(Chance chance) => Seconds[chance.Next(Seconds.Count)];
    }
}
