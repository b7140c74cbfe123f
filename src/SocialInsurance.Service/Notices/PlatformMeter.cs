using System.Diagnostics.Metrics;
using System.Text.Json;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Service.Notices;

/// <summary>What the platform did for people, as counts. No label names anybody. Thread-safe.</summary>
internal sealed class PlatformMeter
{
    internal const string MeterName = "SocialInsurance.Platform";

    private readonly Counter<long> tries;
    private volatile IReadOnlyDictionary<NoticeState, long> notices = new Dictionary<NoticeState, long>();
    private long storedFaces;
    private int filing;
    private volatile IReadOnlyDictionary<CertificationMethod, long> certified = new Dictionary<CertificationMethod, long>();

    public PlatformMeter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        tries = meter.CreateCounter<long>("socialinsurance.notice.tries", "{notice}", "Notices handed to their channels, by result");
        meter.CreateObservableGauge("socialinsurance.notices", () => Each(notices, "state"), "{notice}", "Notices in the outbox, by state");
        meter.CreateObservableGauge("socialinsurance.certified", () => Each(certified, "method"), "{person}", "People by the method of their last certification here");
        meter.CreateObservableGauge("socialinsurance.stored_faces", () => Interlocked.Read(ref storedFaces), "{face}", "Face templates stored, former ones that are still kept among them");
        meter.CreateObservableGauge("socialinsurance.stored_faces.filing", () => filing, "{step}", "Filing with the cyberspace office: 0 far away, 1 to be prepared, 2 due");
    }

    internal StoredFaces StoredFaces
    {
        set
        {
            Interlocked.Exchange(ref storedFaces, value.Count);
            Interlocked.Exchange(ref filing, (int)value.Notice);
        }
    }

    internal IReadOnlyDictionary<NoticeState, long> Notices
    {
        set => notices = value;
    }

    internal IReadOnlyDictionary<CertificationMethod, long> Certified
    {
        set => certified = value;
    }

    internal void Dispatched(DispatchRound round)
    {
        Add(round.Sent, "sent");
        Add(round.Failed, "failed");
        Add(round.GivenUp, "givenUp");
    }

    private static IEnumerable<Measurement<long>> Each<T>(IReadOnlyDictionary<T, long> counts, string label)
        where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => new Measurement<long>(
            counts.GetValueOrDefault(value), new KeyValuePair<string, object?>(label, JsonNamingPolicy.CamelCase.ConvertName(value.ToString()))));

    private void Add(int count, string result)
    {
        if (count > 0)
        {
            tries.Add(count, new KeyValuePair<string, object?>("result", result));
        }
    }
}
