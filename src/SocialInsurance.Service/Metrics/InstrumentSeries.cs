using System.Diagnostics.Metrics;

namespace SocialInsurance.Service.Metrics;

/// <summary>How an instrument is written in Prometheus text.</summary>
internal enum SeriesKind
{
    /// <summary>Only grows.</summary>
    Counter = 1,

    /// <summary>Goes up and down.</summary>
    Gauge = 2,

    /// <summary>Counts of measurements up to each bound.</summary>
    Histogram = 3,
}

/// <summary>One set of labels with its value; <c>BucketCounts</c> (not cumulative, one more than bounds) only in a histogram.</summary>
internal readonly record struct Sample(string Labels, double Value, long Count, long[]? BucketCounts);

/// <summary>The values of one instrument by labels. Thread-safe.</summary>
internal sealed class InstrumentSeries(Instrument instrument)
{
    /// <summary>Label sets kept for one instrument; more are dropped, so that no input can grow the memory.</summary>
    internal const int MaxSeries = 500;

    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Cell> _cells = new(StringComparer.Ordinal);

    internal Instrument Instrument { get; } = instrument;

    internal SeriesKind Kind { get; } = KindOf(instrument);

    /// <summary>Upper bounds of the buckets, ascending, without infinity.</summary>
    internal IReadOnlyList<double> Bounds { get; } =
        (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBounds;

    internal void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        lock (_gate)
        {
            if (!_cells.TryGetValue(labels, out var cell))
            {
                if (_cells.Count >= MaxSeries)
                {
                    return;
                }

                _cells.Add(labels, cell = new Cell(Kind == SeriesKind.Histogram ? Bounds.Count + 1 : 0));
            }

            // an observed instrument, or a gauge that is set, reports its whole value each time
            cell.Add(value, replace: Instrument.IsObservable || Instrument is Gauge<double> or Gauge<long> or Gauge<int>, Bounds);
        }
    }

    /// <summary>A consistent copy, ordered by labels.</summary>
    internal IReadOnlyList<Sample> Read()
    {
        lock (_gate)
        {
            return [.. _cells
                .OrderBy(cell => cell.Key, StringComparer.Ordinal)
                .Select(cell => new Sample(cell.Key, cell.Value.Value, cell.Value.Count, (long[]?)cell.Value.Buckets?.Clone()))];
        }
    }

    private static SeriesKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Histogram<>) ? SeriesKind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? SeriesKind.Counter
            : SeriesKind.Gauge;
    }

    private sealed class Cell(int buckets)
    {
        internal double Value { get; private set; }

        internal long Count { get; private set; }

        internal long[]? Buckets { get; } = buckets == 0 ? null : new long[buckets];

        internal void Add(double value, bool replace, IReadOnlyList<double> bounds)
        {
            Value = replace ? value : Value + value;
            Count++;
            if (Buckets is null)
            {
                return;
            }

            var bucket = 0;
            while (bucket < bounds.Count && value > bounds[bucket])
            {
                bucket++;
            }

            Buckets[bucket]++;
        }
    }
}
