using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace SocialInsurance.Biometrics.Models;

/// <summary>Name and digest of one model as it runs; goes into every verification result.</summary>
/// <param name="Sha256">Digest of the weights as published.</param>
public sealed record ModelIdentity(ModelTask Task, string Name, string Sha256);

/// <summary>
/// The loaded models, one session each, shared by all pipelines of a process: weights are in memory once.
/// Thread-safe; every <see cref="FacePipeline"/> has bindings of its own.
/// </summary>
public sealed class ModelSet : IDisposable
{
    private readonly Dictionary<ModelTask, InferenceSession> _sessions = [];

    /// <param name="threadsPerInference">1 is best for throughput: two workers of one thread beat one of two.</param>
    /// <exception cref="InvalidModelException">A model is missing, altered, or of an unknown shape.</exception>
    public ModelSet(ModelCatalog catalog, int threadsPerInference = 1)
        : this(catalog, threadsPerInference, catalog.ReadPrepared)
    {
    }

    /// <summary>For measurements: the models as published, or prepared in another way.</summary>
    internal ModelSet(ModelCatalog catalog, int threadsPerInference, Func<ModelEntry, byte[]> read)
    {
        try
        {
            foreach (var entry in catalog.Manifest.Models)
            {
                ModelDropIn.Find(entry.Task)?.Check(entry);
                _sessions.Add(entry.Task, Load(entry, read(entry), threadsPerInference));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        Identities = [.. catalog.Manifest.Models.Select(e => new ModelIdentity(e.Task, e.Name, e.Sha256))];
        Entries = catalog.Manifest.Models.ToImmutableDictionary(e => e.Task);
    }

    public ImmutableArray<ModelIdentity> Identities { get; }

    internal ImmutableDictionary<ModelTask, ModelEntry> Entries { get; } = ImmutableDictionary<ModelTask, ModelEntry>.Empty;

    /// <summary>Whether a drop-in is installed; models that ship always are.</summary>
    public bool Has(ModelTask task) => Entries.ContainsKey(task);

    internal ModelBinding Bind(ModelTask task) => new(_sessions[task], Entries[task]);

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        _sessions.Clear();
    }

    private static InferenceSession Load(ModelEntry entry, byte[] model, int threads)
    {
        QuietRuntime.Ensure();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // spinning burns a core that another worker could use
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        InferenceSession session;
        try
        {
            session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new InvalidModelException($"ONNX Runtime refuses model '{entry.Name}'", fault) { File = entry.File };
        }

        try
        {
            CheckShape(entry, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        return session;
    }

    /// <summary>A model of another shape than the manifest's is refused here, not discovered as a wrong answer later.</summary>
    private static void CheckShape(ModelEntry entry, InferenceSession session)
    {
        Check(entry, entry.Input, session.InputMetadata);
        foreach (var output in entry.Outputs)
        {
            Check(entry, output, session.OutputMetadata);
        }
    }

    private static void Check(ModelEntry entry, TensorShape expected, IReadOnlyDictionary<string, NodeMetadata> found)
    {
        var shape = found.TryGetValue(expected.Name, out var node) ? string.Join('x', node.Dimensions) : "no such tensor";
        var wanted = string.Join('x', expected.Shape);
        if (node is null || !ModelDropIn.Fits(node.Dimensions, expected.Shape) || node.ElementType != typeof(float))
        {
            throw new InvalidModelException($"model '{entry.Name}', tensor '{expected.Name}'") { File = entry.File, Expected = $"float32 {wanted}", Found = shape };
        }
    }
}
