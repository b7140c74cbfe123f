using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace SocialInsurance.Biometrics.Models;

/// <summary>
/// A model that the product runs without and better with. A deployer brings the file (<c>models add</c>); its tensors must
/// have these shapes, whatever their names. Immutable.
/// </summary>
public sealed class ModelDropIn
{
    /// <summary>Where added files lie, relative to the manifest.</summary>
    private const string Folder = "local";

    private const int FineSide = 320;

    private readonly ImmutableArray<int> _input;
    private readonly ImmutableArray<ImmutableArray<int>> _outputs;

    private readonly ImmutableArray<PreparationStep> _preparation;

    private ModelDropIn(
        ModelTask task, string name, ModelTask basis, ImmutableArray<PreparationStep> preparation, ImmutableArray<int> input, params ImmutableArray<int>[] outputs)
    {
        (Task, Name, Basis, _preparation, _input) = (task, name, basis, preparation, input);
        _outputs = [.. outputs];
    }

    /// <summary>All that the pipeline can use, each task once.</summary>
    public static ImmutableArray<ModelDropIn> Known { get; } =
    [
        new(ModelTask.PresentationAttackNear, "silent_near", ModelTask.PresentationAttack, [PreparationStep.FlushWeights, PreparationStep.RewritePRelu], [1, 3, 80, 80], [1, 3]),
        new(ModelTask.PresentationAttackFar, "silent_far", ModelTask.PresentationAttack, [PreparationStep.FlushWeights, PreparationStep.RewritePRelu], [1, 3, 80, 80], [1, 3]),
        new(ModelTask.DetectionFine, "yunet", ModelTask.Detection, [PreparationStep.FlushWeights], [1, 3, FineSide, FineSide], FineOutputs()),
    ];

    internal static ImmutableArray<ModelTask> Tasks { get; } = [.. Known.Select(d => d.Task)];

    internal static ImmutableArray<ModelTask> RequiredTasks { get; } = [.. Enum.GetValues<ModelTask>().Except(Tasks)];

    public ModelTask Task { get; }

    public string Name { get; }

    /// <summary>The task of the model that ships, which works without this one.</summary>
    public ModelTask Basis { get; }

    /// <exception cref="InvalidModelException">The task is that of a model that ships.</exception>
    internal static ModelDropIn For(ModelTask task) => Find(task)
        ?? throw new InvalidModelException($"task '{task}' takes no drop-in") { Expected = string.Join(", ", Tasks), Found = $"{task}" };

    internal static ModelDropIn? Find(ModelTask task) => Known.FirstOrDefault(d => d.Task == task);

    /// <summary>Whether a tensor can have this shape: a dimension that the model leaves open (below 1) takes any size.</summary>
    internal static bool Fits(ReadOnlySpan<int> found, ImmutableArray<int> wanted)
    {
        if (found.Length != wanted.Length)
        {
            return false;
        }

        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] > 0 && found[i] != wanted[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Holds an entry of the manifest against what the pipeline can use.</summary>
    /// <exception cref="InvalidModelException">Other shapes than this task's.</exception>
    internal void Check(ModelEntry entry)
    {
        if (!entry.Input.Shape.SequenceEqual(_input) || entry.Outputs.Length != _outputs.Length)
        {
            throw Refusal(entry.File, $"{Text(_input)} to {_outputs.Length} outputs", $"{Text(entry.Input.Shape)} to {entry.Outputs.Length} outputs");
        }

        for (var i = 0; i < _outputs.Length; i++)
        {
            if (!entry.Outputs[i].Shape.SequenceEqual(_outputs[i]))
            {
                throw Refusal(entry.File, Text(_outputs[i]), Text(entry.Outputs[i].Shape));
            }
        }
    }

    /// <summary>The manifest's entry of a file, from its own metadata.</summary>
    /// <exception cref="InvalidModelException">Not readable, not a model, or other tensors than this task's.</exception>
    internal ModelEntry Describe(string file, out byte[] bytes)
    {
        try
        {
            bytes = File.ReadAllBytes(file);
            QuietRuntime.Ensure();
            using var session = new InferenceSession(bytes);
            if (session.InputNames.Count != 1 || session.OutputNames.Count != _outputs.Length)
            {
                throw Refusal(file, $"1 input, {_outputs.Length} outputs", $"{session.InputNames.Count} inputs, {session.OutputNames.Count} outputs");
            }

            return new ModelEntry(
                Task,
                Name,
                $"{Folder}/{Name}.onnx",
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                string.Empty,
                string.Empty,
                $"cards/{Name}.md",
                Tensor(file, session.InputNames[0], session.InputMetadata, _input),
                [.. session.OutputNames.Select((name, i) => Tensor(file, name, session.OutputMetadata, _outputs[i]))],
                _preparation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException("the model cannot be read", fault) { File = file, Expected = "a readable ONNX file", Found = fault.GetType().Name };
        }
        catch (OnnxRuntimeException fault)
        {
            throw new InvalidModelException("ONNX Runtime refuses the model", fault) { File = file, Expected = "an ONNX model", Found = fault.GetType().Name };
        }
    }

    private static TensorShape Tensor(string file, string name, IReadOnlyDictionary<string, NodeMetadata> metadata, ImmutableArray<int> wanted)
    {
        var node = metadata[name];
        return node.ElementType == typeof(float) && Fits(node.Dimensions, wanted)
            ? new TensorShape(name, wanted)
            : throw Refusal(file, $"float32 {Text(wanted)}", $"{node.ElementType.Name} {string.Join('x', node.Dimensions)}");
    }

    private static InvalidModelException Refusal(string file, string expected, string found) =>
        new("a drop-in of another shape than its task's") { File = file, Expected = expected, Found = found };

    private static string Text(ImmutableArray<int> shape) => string.Join('x', shape);

    /// <summary>Class, object, box and points, each at strides 8, 16 and 32.</summary>
    private static ImmutableArray<int>[] FineOutputs() =>
        [.. ((int[])[1, 1, 4, 10]).SelectMany(width => ((int[])[8, 16, 32]).Select(stride => (ImmutableArray<int>)[1, FineSide / stride * (FineSide / stride), width]))];
}
