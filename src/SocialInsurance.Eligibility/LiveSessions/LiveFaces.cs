using System.Collections.Concurrent;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
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

    /// <summary>Threads that look at frames.</summary>
    public int Workers => _threads.Length;

    /// <summary>Loads the models, starts the threads and warms every pipeline; returns when the first frame would be fast.</summary>
    /// <param name="protection">of the vault that holds the references; outlives this; null for plain templates</param>
    /// <param name="workers">1..256; one a core is best: two workers of one thread beat one of two</param>
    /// <exception cref="InvalidModelException">a model is missing, altered or of an unknown shape</exception>
    public static async Task<LiveFaces> OpenAsync(TemplateProtection? protection, int workers, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, 256);
        var faces = new LiveFaces(new ModelSet(ModelCatalog.Open()), protection, workers);
        foreach (var thread in faces._threads)
        {
            thread.Start();
        }

        await faces.WarmAsync().WaitAsync(cancellationToken);
        return faces;
    }

    /// <summary>A new session of a person; the caller disposes it.</summary>
    /// <param name="rules">profile and what is asked</param>
    public async Task<LiveFace> BeginAsync(LiveFaceRules rules) => new(
        this, rules, await RunAsync(worker => new FaceSession(worker.PipelineOf(rules.Profile), worker.Models, Actions.Parse(rules.Challenge))));

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

    /// <summary>As many jobs as threads, each of which waits for the others, so that every thread takes one.</summary>
    private Task WarmAsync()
    {
        var all = new Barrier(_threads.Length);
        return Task.WhenAll(_threads.Select(_ => RunAsync(worker =>
        {
            worker.PipelineOf(VerificationProfile.StandardName);
            worker.PipelineOf(VerificationProfile.ElderlyName);
            return all.SignalAndWait(Timeout.Infinite);
        })));
    }
}
