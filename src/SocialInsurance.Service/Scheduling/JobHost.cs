using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Scheduling;

/// <summary>Runs the jobs while the host runs, if this instance leads.</summary>
internal sealed class JobHost(JobScheduler scheduler) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => scheduler.RunAsync(stoppingToken);
}

/// <summary>What the scheduler tells, as log lines and counts.</summary>
internal sealed class JobWatcher(JobMeter meter, ILogger<JobWatcher> logger) : IJobObserver
{
    public void Ended(JobRun run)
    {
        meter.Ended(run);
        if (run.State == JobState.Done)
        {
            ServiceLog.JobDone(logger, run.Code, run.Tries);
        }
        else if (run.Fault != RunJob.Interrupted)
        {
            ServiceLog.JobFailed(logger, run.Code, run.Tries, run.Fault ?? "unknown", run.State.ToString());
        }
    }

    public void BookFailed(Exception fault) => ServiceLog.JobBookFailed(logger, fault.GetType().FullName!, fault.StackTrace);
}

internal static class JobSetup
{
    internal static void AddJobs(this IServiceCollection services, ServiceOptions options, PlatformPorts ports)
    {
        if (ports.Jobs is not { } jobs || !options.RunsJobs)
        {
            return;
        }

        services.AddSingleton<JobMeter>();
        services.AddSingleton<JobWatcher>();
        services.AddSingleton(of => new JobScheduler(
            jobs.Ledger,
            PlatformJobs.Of(ports, options.Clock),
            new JobSchedulerOptions { Holder = NewHolder(), Lease = options.JobLease, Tick = options.JobTick, LocalOffset = ports.LocalOffset },
            of.GetRequiredService<JobWatcher>(),
            options.Clock));
        services.AddHostedService<JobHost>();
    }

    /// <summary>A name that no other instance has, and the same instance not after its next start.</summary>
    internal static string NewHolder() => $"{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
}
