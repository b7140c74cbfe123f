using System.Collections.Concurrent;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>
/// The face work of a host: models loaded once, a few threads with a pipeline each, any number of sessions. A session has at
/// most one frame in the queue, and the queue is first in, first out: every session gets its turn. Thread-safe.
/// </summary>
public sealed class LiveFaces : IDisposable
{
    private readonly BlockingCollection<Action<FaceWorker>> _jobs = [];
    private readonly ModelSet _models;
    private readonly Thread[] _threads;

    private LiveFaces(ModelSet models, TemplateProtection? protection, int workers)
    {
        _models = models;
        _threads = [.. Enumerable.Range(1, workers).Select(number => new Thread(() => Work(protection)) { Name = $"face-{number}", IsBackground = true })];
    }

    /// <summary>Whom a face is compared beside; null: scores stay raw, and the profile's threshold for them applies.</summary>
    public FaceCohorts? Cohorts { get; private init; }

    /// <summary>Threads that look at frames.</summary>
    public int Workers => _threads.Length;

    /// <summary>Loads the models, starts the threads and warms every pipeline; returns when the first frame would be fast.</summary>
    /// <param name="protection">of the vault that holds the references; outlives this; null for plain templates</param>
    /// <param name="workers">1..256; one a core is best: two workers of one thread beat one of two</param>
    /// <param name="cohorts">of references under <paramref name="protection"/>; null: none</param>
    /// <exception cref="InvalidModelException">a model is missing, altered or of an unknown shape</exception>
    public static async Task<LiveFaces> OpenAsync(TemplateProtection? protection, int workers, CancellationToken cancellationToken, FaceCohorts? cohorts = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, 256);
        var faces = new LiveFaces(new ModelSet(ModelCatalog.Open()), protection, workers) { Cohorts = cohorts };
        foreach (var thread in faces._threads)
        {
            thread.Start();
        }

        await faces.WarmAsync(Warm).WaitAsync(cancellationToken);
        return faces;
    }

    /// <summary>A new session; the caller disposes it.</summary>
    /// <param name="rules">profile and what is asked</param>
    /// <param name="person">who is certified, compared beside people like them; null: scores stay raw</param>
    /// <param name="day">local day of the session</param>
    public async Task<LiveFace> BeginAsync(LiveFaceRules rules, BeneficiaryId? person = null, DateOnly day = default, CancellationToken cancellationToken = default)
    {
        var cohort = person is not { } certified || Cohorts is null || VerificationProfile.Shipped[rules.Profile].Calibration is not { } calibration
            ? null
            : await Cohorts.FindAsync(certified, day, calibration.MinimumMembers, cancellationToken);
        var rests = rules.IsPrompted ? Actions.DrawRests(rules.Profile, rules.Challenge.Count) : null;
        return new(this, rules, await RunAsync(worker => new FaceSession(worker.PipelineOf(rules.Profile), worker.Models, Actions.Parse(rules.Challenge), cohort, rests)));
    }

    /// <summary>Reads the enrolled references anew; null where no cohorts are kept.</summary>
    public async Task<CohortStanding?> RefreshCohortsAsync(CancellationToken cancellationToken) =>
        Cohorts is null ? null : await Cohorts.RefreshAsync(_models.Identities, cancellationToken);

    /// <summary>Ends the threads after the frames in hand; sessions still open fail with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _jobs.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _jobs.Dispose();
        _models.Dispose();
    }

    /// <summary>Runs on the next free worker, in turn; continuations never run on a worker's thread.</summary>
    internal Task<T> RunAsync<T>(Func<FaceWorker, T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _jobs.Add(worker => Complete(done, work, worker));
        }
        catch (InvalidOperationException)
        {
            // the host is shutting down
            throw new ObjectDisposedException(nameof(LiveFaces));
        }

        return done.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<FaceWorker, T> work, FaceWorker worker)
    {
        try
        {
            done.SetResult(work(worker));
        }
        catch (Exception fault)
        {
            // a fault belongs to the session that asked, not to the thread
            done.SetException(fault);
        }
    }

    private void Work(TemplateProtection? protection)
    {
        using var worker = new FaceWorker(_models, protection?.Transform);
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            job(worker);
        }
    }

    private static void Warm(FaceWorker worker)
    {
        foreach (var profile in VerificationProfile.Shipped.Keys)
        {
            worker.PipelineOf(profile);
        }
    }

    /// <summary>As many jobs as threads, each of which waits for the others, so that every thread takes one; one that fails keeps nobody waiting.</summary>
    internal Task WarmAsync(Action<FaceWorker> warm)
    {
        var all = new Barrier(_threads.Length);
        return Task.WhenAll(_threads.Select(_ => RunAsync(worker =>
        {
            try
            {
                warm(worker);
            }
            finally
            {
                all.SignalAndWait(Timeout.Infinite);
            }

            return true;
        })));
    }
}
