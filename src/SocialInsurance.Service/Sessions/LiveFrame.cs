using System.Buffers;

namespace SocialInsurance.Service.Sessions;

/// <summary>One frame between socket and worker, in rented memory that is zeroed when it is given back.</summary>
/// <param name="Received">timestamp of the clock</param>
/// <param name="ClientClockMs">as a page stamped it; null from a program, whose stamps may be a camera's own even ones</param>
internal readonly record struct LiveFrame(byte[] Rented, int Length, long Sequence, long Received, long? ClientClockMs)
{
    internal ReadOnlyMemory<byte> Jpeg => Rented.AsMemory(0, Length);

    internal static LiveFrame Copy(ReadOnlySpan<byte> jpeg, long sequence, long received, long? clientClockMs)
    {
        var rented = ArrayPool<byte>.Shared.Rent(jpeg.Length);
        jpeg.CopyTo(rented);
        return new LiveFrame(rented, jpeg.Length, sequence, received, clientClockMs);
    }

    internal void Return()
    {
        Rented.AsSpan(0, Length).Clear();
        ArrayPool<byte>.Shared.Return(Rented);
    }
}
