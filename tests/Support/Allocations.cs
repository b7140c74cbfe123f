namespace SocialInsurance.Tests.Support;

/// <summary>What the managed heap gave to the current thread.</summary>
internal static class Allocations
{
    private const int Attempts = 8;

    /// <summary>Bytes that an action allocates on the current thread once it is warm.</summary>
    internal static long Of(Action action) => Of(() => action, static run => run());

    /// <summary>
    /// Bytes that an action allocates on the current thread, without what its preparation does. A collection meanwhile, which any other test may begin, takes the
    /// rest of the thread's piece of memory (8 KiB) away and counts it as allocated: such a measurement is taken again.
    /// </summary>
    internal static long Of<T>(Func<T> prepare, Action<T> action)
    {
        for (var attempt = 1; ; attempt++)
        {
            var prepared = prepare();
            var collections = GC.CollectionCount(0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            action(prepared);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (GC.CollectionCount(0) == collections || attempt == Attempts)
            {
                return bytes;
            }
        }
    }
}
