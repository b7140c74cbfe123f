using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SocialInsurance.Biometrics.Models;

/// <summary>
/// One worker's input and output tensors of one model, in native memory bound to a session for good:
/// a run allocates nothing. Not thread-safe.
/// </summary>
internal sealed class ModelBinding : IDisposable
{
    private static readonly RunOptions Options = new();

    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly BoundTensor _input;
    private readonly BoundTensor[] _outputs;

    internal ModelBinding(InferenceSession session, ModelEntry entry)
    {
        _session = session;
        _binding = session.CreateIoBinding();
        _input = new BoundTensor(entry.Input);
        _outputs = [.. entry.Outputs.Select(o => new BoundTensor(o))];
        _binding.BindInput(entry.Input.Name, _input.Value);
        for (var i = 0; i < _outputs.Length; i++)
        {
            _binding.BindOutput(entry.Outputs[i].Name, _outputs[i].Value);
        }
    }

    /// <summary>float32, shape of the manifest's input; the caller fills it before <see cref="Run"/>.</summary>
    internal Span<float> Input => _input.Span;

    /// <summary>float32, shape of the manifest's output of this position; valid until the next run.</summary>
    internal ReadOnlySpan<float> Output(int position = 0) => _outputs[position].Span;

    /// <summary>Puts back what the model answered before.</summary>
    internal void Recall(ReadOnlySpan<float> output) => output.CopyTo(_outputs[0].Span);

    internal void Run() => _session.RunWithBinding(Options, _binding);

    /// <summary>Zeroes what the tensors hold of a face.</summary>
    internal void Clear()
    {
        _input.Span.Clear();
        foreach (var output in _outputs)
        {
            output.Span.Clear();
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        foreach (var output in _outputs)
        {
            output.Dispose();
        }
    }

    private sealed unsafe class BoundTensor : IDisposable
    {
        private const nuint Alignment = 64;
        private readonly int _length;
        private float* _memory;

        internal BoundTensor(TensorShape shape)
        {
            _length = shape.Shape.Aggregate(1, (product, side) => checked(product * side));
            _memory = (float*)NativeMemory.AlignedAlloc((nuint)_length * sizeof(float), Alignment);
            Span.Clear();
            Value = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance,
                TensorElementType.Float,
                [.. shape.Shape.Select(side => (long)side)],
                (nint)_memory,
                (long)_length * sizeof(float));
        }

        internal OrtValue Value { get; }

        internal Span<float> Span => new(_memory, _length);

        public void Dispose()
        {
            Value.Dispose();
            if (_memory != null)
            {
                Span.Clear();
                NativeMemory.AlignedFree(_memory);
                _memory = null;
            }
        }
    }
}
