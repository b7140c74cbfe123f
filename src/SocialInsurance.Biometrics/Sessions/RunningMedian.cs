using System.Numerics.Tensors;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>Median of the last values of one person, at most <paramref name="capacity"/>; allocates nothing. Not thread-safe.</summary>
internal sealed class RunningMedian(int capacity)
{
    private readonly float[] _values = new float[capacity];
    private readonly float[] _sorted = new float[capacity];
    private int _added;

    internal int Count => Math.Min(_added, capacity);

    internal void Add(float value) => _values[_added++ % capacity] = value;

    /// <summary>Distance of the smallest and the largest value; 0 without any.</summary>
    internal float Range => Count == 0 ? 0 : TensorPrimitives.Max<float>(_values.AsSpan(0, Count)) - TensorPrimitives.Min<float>(_values.AsSpan(0, Count));

    /// <summary>The upper of the two middle values; 0 without any.</summary>
    internal float Value
    {
        get
        {
            var sorted = _sorted.AsSpan(0, Count);
            _values.AsSpan(0, Count).CopyTo(sorted);
            sorted.Sort();
            return Count == 0 ? 0 : sorted[Count / 2];
        }
    }
}
