using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// The embeddings that a session keeps: of its best frames for the comparison, and of the last sample for continuity.
/// All memory is taken at the start. Not thread-safe.
/// </summary>
/// <param name="actions">Actions of the challenge.</param>
/// <param name="leastLength">Length of an embedding, before it is normalised, below which the model saw too little of a face to call it another person's.</param>
internal sealed class SessionTemplates(SessionSettings settings, int actions, float leastLength)
{
    private readonly float[][] _best = [.. Enumerable.Range(0, settings.FusedFrames).Select(_ => new float[BiometricTemplate.Length])];
    private readonly float[] _quality = new float[settings.FusedFrames];
    private readonly int[] _frames = new int[settings.FusedFrames];
    private readonly float[] _last = new float[BiometricTemplate.Length];
    private readonly float[] _now = new float[BiometricTemplate.Length];
    private readonly float[] _sum = new float[BiometricTemplate.Length];
    private readonly float[][] _acted = [.. Enumerable.Range(0, actions * 2).Select(_ => new float[BiometricTemplate.Length])];
    private int _actedCount;
    private bool _actedBefore;
    private bool _isClearlySeen;
    private int _kept;
    private bool _sampled;
    private int _lastFrame;
    private int _lastKept;
    private int _slips;
    private float _doubted = NotDoubted;

    /// <summary>No clear sample was unlike yet: above any similarity.</summary>
    private const float NotDoubted = 1;

    /// <summary>So many unlike samples are no slips any more, wherever they lie.</summary>
    private const int Slips = 3;

    /// <summary>Frames kept for the comparison.</summary>
    internal int Kept => _kept;

    /// <summary>Index of the best frame; -1 without one.</summary>
    internal int BestFrame => _kept == 0 ? -1 : _frames[_quality.AsSpan(0, _kept).IndexOf(TensorPrimitives.Max<float>(_quality.AsSpan(0, _kept)))];

    /// <summary>Least similarity of a sample to those before it, of two in a row the greater.</summary>
    internal float LeastContinuity { get; private set; } = 1;

    /// <summary>The frame is one of the best, and far enough from the last one kept to show something else.</summary>
    internal bool IsBetter(int frame, float quality) =>
        _kept == 0
        || (frame - _lastKept >= settings.Schedule.KeepEvery
            && (_kept < _best.Length || quality > settings.Schedule.BetterBy * TensorPrimitives.Min<float>(_quality)));

    /// <summary>The last sample was unlike the one before: the next frame must say whether that was a slip.</summary>
    internal bool InDoubt { get; private set; }

    /// <summary>The doubt is about a face that was seen clearly: somebody else's, if the next clear one is like it.</summary>
    internal bool SawSomebodyElse => _doubted < NotDoubted;

    /// <summary>The last sample showed enough of a face to say whose it is.</summary>
    internal bool IsClear { get; private set; }

    /// <summary>The sample last added was the first clear one after others that were not: whatever these showed stands for nobody.</summary>
    internal bool BeginsAnew { get; private set; }

    /// <summary>
    /// Least similarity of the face that acted, seen straight on before and after each action, to the mean of those compared; 1 without one.
    /// Small steps from one face to another leave every sample like the last one; who acted is not who is compared.
    /// </summary>
    internal float LeastActed
    {
        get
        {
            var least = 1f;
            for (var i = 0; i < _actedCount && _kept > 0; i++)
            {
                least = MathF.Min(least, TensorPrimitives.CosineSimilarity<float>(_acted[i], _sum));
            }

            return least;
        }
    }

    internal bool IsDue(int frame) => !_sampled || _actedBefore || frame - _lastFrame >= settings.ContinuityEvery;

    /// <summary>The person passed an action: the last sample before it, and the next clear frontal one, say who did.</summary>
    internal void Act()
    {
        if (_sampled)
        {
            _last.CopyTo(_acted[_actedCount++], 0);
        }

        _actedBefore = true;
    }

    /// <summary>
    /// Takes a sample and compares it with the last frontal one and with the best so far: two poor pictures of one person may be unlike
    /// each other, somebody else is unlike both. One unlike sample is a doubt, two are a change: a slip of the landmarks must not accuse
    /// anybody, and nobody gains from one frame. A sample that shows too little of a face (blurred, half out of the picture) accuses
    /// nobody and clears nobody: the doubt stays, and no action counts until a clear sample ends it. Nobody slips again and again, each time
    /// in one frame: <see cref="Slips"/> clear ones of another face by turns with the person's own are a change too.
    /// </summary>
    /// <param name="frontal">Whether the samples to come are compared with this one.</param>
    internal void Add(int frame, ReadOnlySpan<float> embedding, bool frontal)
    {
        var length = TensorPrimitives.Norm(embedding);
        TensorPrimitives.Divide(embedding, MathF.Max(float.Epsilon, length), _now);
        IsClear = length >= leastLength;
        BeginsAnew = IsClear && !_isClearlySeen && _sampled;
        if (BeginsAnew)
        {
            (_kept, _sampled, _actedCount, _actedBefore, frontal) = (0, false, 0, false, true);
        }

        _isClearlySeen |= IsClear && frontal;
        var similarity = _sampled ? TensorPrimitives.Dot<float>(_now, _last) : 1;
        if (_kept > 0)
        {
            similarity = MathF.Max(similarity, TensorPrimitives.CosineSimilarity<float>(_now, _sum));
        }

        if (frontal && IsClear && _actedBefore)
        {
            _now.CopyTo(_acted[_actedCount++], 0);
            _actedBefore = false;
        }

        if (similarity < settings.ContinuityThreshold)
        {
            InDoubt = true;
            if (IsClear)
            {
                if (!SawSomebodyElse && ++_slips >= Slips)
                {
                    _doubted = similarity;
                }

                LeastContinuity = MathF.Min(LeastContinuity, MathF.Max(similarity, _doubted));
                _doubted = similarity;
            }

            return;
        }

        (InDoubt, _doubted) = (false, NotDoubted);
        LeastContinuity = MathF.Min(LeastContinuity, similarity);
        if (frontal)
        {
            _now.CopyTo(_last, 0);
            (_sampled, _lastFrame) = (true, frame);
        }
    }

    /// <summary>Keeps the sample last added as one of the best; never one in doubt.</summary>
    internal void Keep(int frame, float quality)
    {
        var slot = _kept < _best.Length ? _kept++ : _quality.AsSpan().IndexOf(TensorPrimitives.Min<float>(_quality));
        _now.CopyTo(_best[slot], 0);
        (_quality[slot], _frames[slot], _lastKept) = (quality, frame, frame);
        Sum();
    }

    /// <summary>Sum of the best samples, float32[512]; the caller clears it. Null without one.</summary>
    internal float[]? Fuse()
    {
        if (_kept == 0)
        {
            return null;
        }

        return [.. _sum];
    }

    internal void Clear()
    {
        foreach (var values in _best.Concat(_acted))
        {
            values.AsSpan().Clear();
        }

        _last.AsSpan().Clear();
        _now.AsSpan().Clear();
        _sum.AsSpan().Clear();
        _kept = 0;
    }

    private void Sum()
    {
        _sum.AsSpan().Clear();
        foreach (var values in _best.AsSpan(0, _kept))
        {
            TensorPrimitives.Add(_sum, values, _sum);
        }
    }
}
