using System.Buffers.Binary;
using SocialInsurance.Biometrics.Landmarks;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Whether a session's frames are pictures of their own, as a camera gives them, or a few shown again: by their coded pictures, and by how many
/// of the faces moved since the one before. A mean movement would not do: one jump between two stills lifts it. Not thread-safe.
/// </summary>
internal sealed class PictureWatch(SessionSettings settings) : IDisposable
{
    /// <summary>Frames that a session is expected to have at most; more cost memory of their own.</summary>
    private const int UsualFrames = 1024;

    private readonly PictureDigest _digest = new();
    private readonly byte[] _picture = new byte[PictureDigest.Bytes];
    private readonly HashSet<ulong> _seen = new(UsualFrames);
    private FaceLandmarks _last;
    private int _repeated;
    private int _faces;
    private int _moved;

    /// <summary>Of the frames with a face only: a closed shutter or a camera that wakes up gives the same black again and again.</summary>
    internal bool Repeats => _repeated > settings.MaximumRepeatedShare * _faces;

    /// <summary>Most faces stand exactly where the one before stood: nobody alive, and no camera in a hand, is that still.</summary>
    internal bool IsStill => _moved < settings.Stillness.LeastMovingShare * (_faces - 1);

    /// <summary>Digest of the frame last seen.</summary>
    internal ReadOnlySpan<byte> Picture => _picture;

    /// <summary>Looks at the next frame.</summary>
    internal void See(ReadOnlySpan<byte> encoded) => _digest.Compute(encoded, _picture);

    /// <summary>Counts the frame last seen, which shows a face.</summary>
    internal void Add(in FaceLandmarks landmarks)
    {
        _repeated += _seen.Add(BinaryPrimitives.ReadUInt64LittleEndian(_picture)) ? 0 : 1;
        _moved += _faces++ > 0 && MotionTrace.Movement(_last, landmarks) >= settings.MinimumMotion ? 1 : 0;
        _last = landmarks;
    }

    public void Dispose() => _digest.Dispose();
}
