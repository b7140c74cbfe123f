using System.Runtime.ExceptionServices;

namespace SocialInsurance.Comparison;

/// <summary>Runs one piece of work on n threads; the first failure cancels the others and is thrown as it was.</summary>
static class WorkerCrew
{
    internal static void Run(int threads, CancellationToken cancellationToken, Action<int, CancellationToken> work)
    {
        if (threads == 1)
        {
            work(0, cancellationToken);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? failure = null;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            try
            {
                work(i, stop.Token);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                stop.Cancel();
            }
        });
        failure?.Throw();
    }
}
