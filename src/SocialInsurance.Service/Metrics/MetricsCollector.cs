using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;

namespace SocialInsurance.Service.Metrics;

/// <summary>
/// Listens to the product's meters, the web server's and the runtime's. Meters made by another host in the same
/// process are left to that host. Thread-safe.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _series = new();
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _meters;

    public MetricsCollector(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Publish;
        _listener.MeasurementsCompleted = (instrument, _) => _series.TryRemove(instrument, out InstrumentSeries? _);
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        Listen<float>();
        Listen<double>();
        Listen<decimal>();
        _listener.Start();
    }

    /// <summary>Everything measured so far, as Prometheus text 0.0.4.</summary>
    internal string Write()
    {
        _listener.RecordObservableInstruments();
        return PrometheusText.Write(_series.Values);
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsWanted(string meter) =>
        meter.StartsWith("SocialInsurance.", StringComparison.Ordinal)
        || meter is "Microsoft.AspNetCore.Hosting" or "Microsoft.AspNetCore.Server.Kestrel" or "System.Runtime";

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (IsWanted(instrument.Meter.Name) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, _meters)))
        {
            listener.EnableMeasurementEvents(instrument, _series.GetOrAdd(instrument, static added => new InstrumentSeries(added)));
        }
    }

    private void Listen<T>()
        where T : struct, INumber<T> =>
        _listener.SetMeasurementEventCallback<T>(static (_, value, tags, state) =>
            ((InstrumentSeries)state!).Record(double.CreateChecked(value), tags));
}
