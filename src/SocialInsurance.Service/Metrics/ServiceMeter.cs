using System.Diagnostics.Metrics;
using SocialInsurance.Service.Grpc;

namespace SocialInsurance.Service.Metrics;

/// <summary>The host's own instruments. Thread-safe.</summary>
internal sealed class ServiceMeter
{
    internal const string MeterName = "SocialInsurance.Service";

    private readonly Counter<long> _grpcCalls;
    private readonly Counter<long> _overviewReads;

    public ServiceMeter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _grpcCalls = meter.CreateCounter<long>("socialinsurance.grpc.calls", "{call}", "gRPC calls that ended, by method and status");
        _overviewReads = meter.CreateCounter<long>("socialinsurance.overview.reads", "{read}", "Readings of the overview from the stores, by result");
    }

    /// <param name="method">path of a served method or <c>unknown</c>, so that strangers cannot grow the series</param>
    internal void GrpcCall(string method, GrpcStatus status) =>
        _grpcCalls.Add(1, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("status", status.ToString()));

    internal void OverviewRead(bool failed) =>
        _overviewReads.Add(1, new KeyValuePair<string, object?>("result", failed ? "failed" : "ok"));
}
