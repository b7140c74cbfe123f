using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Service.Notices;

namespace SocialInsurance.Service.Scheduling;

/// <summary>Runs of jobs as counts, who leads and what fails. Thread-safe.</summary>
internal sealed class JobMeter
{
    private readonly Counter<long> runs;

    public JobMeter(IMeterFactory meters, IServiceProvider services)
    {
        var meter = meters.Create(PlatformMeter.MeterName);
        runs = meter.CreateCounter<long>("socialinsurance.job.runs", "{run}", "Runs of jobs that ended here, by job and result");
        meter.CreateObservableGauge("socialinsurance.jobs.leader", () => services.GetRequiredService<JobScheduler>().Standing.IsLeader ? 1 : 0, "{instance}", "Whether this instance runs the jobs");
        meter.CreateObservableGauge("socialinsurance.jobs.failing", () => Failing(services), "{job}", "1 for a job whose last run did not work, on any instance");
    }

    internal void Ended(JobRun run) => runs.Add(
        1,
        new KeyValuePair<string, object?>("job", run.Code),
        new KeyValuePair<string, object?>("result", run.Fault == RunJob.Interrupted ? "interrupted" : JsonNamingPolicy.CamelCase.ConvertName(run.State.ToString())));

    private static IEnumerable<Measurement<int>> Failing(IServiceProvider services)
    {
        var standing = services.GetRequiredService<JobScheduler>().Standing;
        var failing = standing.Failing.ToHashSet();
        return standing.Newest.Select(run => new Measurement<int>(failing.Contains(run.Code) ? 1 : 0, new KeyValuePair<string, object?>("job", run.Code)));
    }
}
