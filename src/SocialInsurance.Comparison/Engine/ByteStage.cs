namespace SocialInsurance.Comparison;

/// <summary>One stage of <see cref="DeliveredText"/>: pulls bytes from the stage before it. Used by one reader at a time.</summary>
abstract class ByteStage : IDisposable
{
    /// <summary>Fills a part of <paramref name="to"/>, at least one byte; 0 only at the end.</summary>
    internal abstract int Read(Span<byte> to);

    public virtual void Dispose()
    {
    }
}

/// <summary>A stage with a buffer: the derived class refills it, the reader empties it.</summary>
abstract class BufferedStage : ByteStage
{
    readonly List<byte> ready = [];
    int taken;
    bool isOver;

    /// <summary>Appends bytes by <see cref="Put"/>; false when nothing follows.</summary>
    protected abstract bool Refill();

    protected void Put(ReadOnlySpan<byte> bytes) => ready.AddRange(bytes);

    internal sealed override int Read(Span<byte> to)
    {
        while (taken == ready.Count && !isOver)
        {
            ready.Clear();
            taken = 0;
            isOver = !Refill();
        }

        int count = Math.Min(to.Length, ready.Count - taken);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ready).Slice(taken, count).CopyTo(to);
        taken += count;
        return count;
    }
}
