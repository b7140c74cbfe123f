using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Metrics;

namespace SocialInsurance.Service.Sessions;

/// <summary>What is counted and logged about live sessions: ends, times, verdicts; no person, no session id, no score. Thread-safe.</summary>
internal sealed class SessionMeter
{
    private static readonly InstrumentAdvice<double> Milliseconds = new() { HistogramBucketBoundaries = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] };

    private readonly ILogger<SessionMeter> _logger;
    private readonly Counter<long> _ends;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _waits;
    private readonly Counter<long> _limited;
    private readonly Histogram<double> _guidance;
    private readonly Histogram<double> _work;

    public SessionMeter(IMeterFactory meters, SessionPlaces places, ILogger<SessionMeter> logger)
    {
        _logger = logger;
        var meter = meters.Create(ServiceMeter.MeterName);
        _ends = meter.CreateCounter<long>("socialinsurance.session.ends", "{session}", "Connections of live sessions that ended, by reason and decision");
        _frames = meter.CreateCounter<long>("socialinsurance.session.frames", "{frame}", "Frames of live sessions, by verdict");
        _waits = meter.CreateCounter<long>("socialinsurance.session.waits", "{session}", "Sessions not opened because every place was taken");
        _limited = meter.CreateCounter<long>("socialinsurance.session.limited", "{session}", "Sessions not opened because of a velocity limit, by what was counted");
        _guidance = meter.CreateHistogram<double>("socialinsurance.session.guidance", "ms", "From a whole frame to its guidance on the way", null, Milliseconds);
        _work = meter.CreateHistogram<double>("socialinsurance.session.work", "ms", "Of that, on a worker", null, Milliseconds);
        meter.CreateObservableGauge("socialinsurance.session.places", () => places.Taken, "{session}", "Places taken on this instance");
        meter.CreateObservableGauge("socialinsurance.session.capacity", () => places.Capacity, "{session}", "Places of this instance");
    }

    internal void Frame(in FrameReading reading, TimeSpan latency)
    {
        _frames.Add(1, new KeyValuePair<string, object?>("verdict", reading.Verdict.ToString()));
        _guidance.Record(latency.TotalMilliseconds);
        _work.Record(reading.WorkMs);
    }

    internal void Waited() => _waits.Add(1);

    internal void Limited(Limits.LimitedBy by) => _limited.Add(1, new KeyValuePair<string, object?>("by", by.ToString()));

    /// <param name="decision">name of the outcome; null without one</param>
    internal void Ended(SessionEnd end, string? decision, int frames, TimeSpan age)
    {
        _ends.Add(1, new KeyValuePair<string, object?>("reason", end.Code()), new KeyValuePair<string, object?>("decision", decision ?? "none"));
        ServiceLog.SessionEnded(_logger, end.Code(), decision ?? "none", frames, (long)age.TotalMilliseconds);
    }

    internal void Fault(Exception fault) => ServiceLog.SessionFailed(_logger, fault.GetType().FullName!, fault.StackTrace);
}
