using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Service.Health;
using SocialInsurance.Service.Notices;
using SocialInsurance.Service.Platform;
using SocialInsurance.Storage.Operations;

namespace SocialInsurance.Service.Operations;

/// <summary>What alarms ask: faults of the store, the way by face, work that waits, when care was last taken. No label names anybody. Thread-safe.</summary>
internal sealed class OperationMeter
{
    private volatile CaseCounts? cases;
    private volatile IReadOnlyDictionary<NoticeState, long>? facts;
    private volatile IReadOnlyList<CareNote> notes = [];
    private long heldFeeds = -1;
    private long auditEntries = -1;
    private long lastRun = -1;

    public OperationMeter(IMeterFactory meters, IServiceProvider services)
    {
        var meter = meters.Create(PlatformMeter.MeterName);
        meter.CreateObservableGauge("socialinsurance.store.fault", () => services.GetRequiredService<StoreWatch>().Current is null ? 0 : 1, "{fault}", "1 since the store refused a write, until one works again");
        meter.CreateObservableGauge("socialinsurance.faces.open", () => services.GetRequiredService<PlatformPorts>().Faces is null ? 0 : 1, "{way}", "Whether the way by face is open on this instance");
        meter.CreateObservableGauge("socialinsurance.cases.open", OpenCases, "{case}", "Review cases that are not closed, by colour");
        meter.CreateObservableGauge("socialinsurance.cases.overdue", () => Known(cases?.Overdue), "{case}", "Review cases past their deadline");
        meter.CreateObservableGauge("socialinsurance.cases.unassigned", () => Known(cases?.Unassigned), "{case}", "Review cases that nobody has");
        meter.CreateObservableGauge("socialinsurance.facts", Facts, "{fact}", "Facts for receivers in the outbox, by state");
        meter.CreateObservableGauge("socialinsurance.feeds.held", () => Known(Interlocked.Read(ref heldFeeds)), "{delivery}", "Deliveries that the brake holds and nobody released");
        meter.CreateObservableGauge("socialinsurance.audit.entries", () => Known(Interlocked.Read(ref auditEntries)), "{entry}", "Entries of the audit log");
        meter.CreateObservableGauge("socialinsurance.comparison.last_run.timestamp", () => Known(Interlocked.Read(ref lastRun)), "s", "When the newest comparison run was recorded, seconds since 1970");
        meter.CreateObservableGauge("socialinsurance.operation.last_success.timestamp", LastSuccess, "s", "When backup, restore check, verification and export of the audit log last went well, noted in this data folder, seconds since 1970");
        meter.CreateObservableGauge("socialinsurance.operation.ok", LastOk, "{operation}", "Whether the newest of these went well");
        meter.CreateObservableGauge("socialinsurance.job.ended.timestamp", () => JobsEnded(services), "s", "When the newest run of a job ended, seconds since 1970");
    }

    internal CaseCounts? Cases
    {
        set => cases = value;
    }

    internal IReadOnlyDictionary<NoticeState, long>? FactStates
    {
        set => facts = value;
    }

    internal IReadOnlyList<CareNote> Notes
    {
        set => notes = value;
    }

    internal long HeldFeeds
    {
        set => Interlocked.Exchange(ref heldFeeds, value);
    }

    /// <param name="run">null: none yet</param>
    internal void Books(long entries, DateTimeOffset? run)
    {
        Interlocked.Exchange(ref auditEntries, entries);
        Interlocked.Exchange(ref lastRun, run?.ToUnixTimeSeconds() ?? -1);
    }

    /// <summary>No sample while nothing is known: an alarm must not take silence for zero.</summary>
    private static IEnumerable<Measurement<long>> Known(long? value) => value is { } known and >= 0 ? [new Measurement<long>(known)] : [];

    private IEnumerable<Measurement<long>> OpenCases() => cases is { } known
        ? [Labelled(known.Red, "colour", "red"), Labelled(known.Yellow, "colour", "yellow"), Labelled(known.Blue, "colour", "blue")]
        : [];

    private IEnumerable<Measurement<long>> Facts() => facts is { } known
        ? Enum.GetValues<NoticeState>().Select(state => Labelled(known.GetValueOrDefault(state), "state", Name(state)))
        : [];

    private IEnumerable<Measurement<long>> LastSuccess() => notes
        .Where(static note => note.LastGoodAt is not null)
        .Select(static note => Labelled(note.LastGoodAt!.Value.ToUnixTimeSeconds(), "operation", Name(note.Operation)));

    private IEnumerable<Measurement<long>> LastOk() => notes.Select(static note => Labelled(note.Ok ? 1 : 0, "operation", Name(note.Operation)));

    private static IEnumerable<Measurement<long>> JobsEnded(IServiceProvider services) => (services.GetService<JobScheduler>()?.Standing.Newest ?? [])
        .Where(static run => run.EndedAt is not null)
        .Select(static run => Labelled(run.EndedAt!.Value.ToUnixTimeSeconds(), "job", run.Code));

    private static Measurement<long> Labelled(long value, string label, string of) => new(value, new KeyValuePair<string, object?>(label, of));

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
