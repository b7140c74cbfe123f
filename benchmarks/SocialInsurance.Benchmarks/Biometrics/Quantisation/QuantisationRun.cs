using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>
/// The face models as integers: what they cost against the prepared float models, and how far their answers are from theirs. Needs the
/// evaluation data. Prints; the page benchmarks/results/quantisation.md is written by hand from it.
/// </summary>
internal static class QuantisationRun
{
    private const int Rounds = 60;
    private const int FramesPerClip = 20;
    private const int Pictures = 160;

    internal static void Run(string repoRoot, string[] arguments)
    {
        var data = DataFolder(repoRoot);
        var catalog = ModelCatalog.Open();
        using var models = new ModelSet(catalog);
        using var pipeline = new FacePipeline(models, VerificationProfile.Standard);
        var crops = (bool isFromPeople) => isFromPeople
            ? ModelCrops.Take(pipeline, ModelCrops.Pictures(Files(data, "groups"), Pictures))
            : ModelCrops.Take(pipeline, ModelCrops.Samples(repoRoot, FramesPerClip));
        if (arguments is ["models", var folder, var source, .. var tasks])
        {
            var isFromPeople = source == "people";
            WriteModels(catalog, folder, [.. tasks.Select(t => Enum.Parse<ModelTask>(t, ignoreCase: true))], isFromPeople, crops(isFromPeople));
            return;
        }

        var (samples, people) = (crops(false), crops(true));
        var lfw = ModelCrops.Take(pipeline, ModelCrops.Pictures(Files(data, "verification/lfw"), Pictures));
        var clips = ModelCrops.Take(pipeline, Directory.EnumerateFiles(Path.Combine(data, "clips"), "*.mjpeg").Order(StringComparer.Ordinal).SelectMany(c => ModelCrops.Spread([.. FrameSequence.Read(c)], FramesPerClip)));
        Console.WriteLine($"Calibrated on {samples[ModelTask.Pose].Count} crops of the samples or {people[ModelTask.Pose].Count} people; judged on {lfw[ModelTask.Pose].Count} pictures of LFW (template) and {clips[ModelTask.Pose].Count} frames of clips.");
        foreach (var entry in ModelCrops.Tasks.Select(t => catalog.Manifest.Models.Single(m => m.Task == t)).Where(e => arguments.Length == 0 || arguments.Contains(e.Name)))
        {
            Measure(catalog, models, entry, form => (form.IsFromPeople ? people : samples)[entry.Task], entry.Task == ModelTask.Template ? lfw[entry.Task] : clips[entry.Task]);
        }
    }

    private static void Measure(ModelCatalog catalog, ModelSet models, ModelEntry entry, Func<IntegerForm, List<float[]>> cropsOf, List<float[]> held)
    {
        List<ModelSet> sets = [];
        List<(string Name, ModelBinding Model)> variants = [("fp32, prepared", models.Bind(entry.Task))];
        void Add(string name, byte[] model)
        {
            sets.Add(new ModelSet(catalog, 1, e => e.Task == entry.Task ? model : catalog.ReadPrepared(e)));
            variants.Add((name, sets[^1].Bind(entry.Task)));
        }

        if (entry.Task == ModelTask.Pose)
        {
            Add("fp32, shuffles as gathers", Changed(catalog, entry, ShuffleGather.Apply));
            Add("fp16 with casts", Changed(catalog, entry, HalfPrecision.Apply));
        }

        foreach (var alike in IntegerForm.Of(entry).GroupBy(f => f with { Rule = default }))
        {
            var (model, ranges) = alike.Key.Calibrate(catalog, entry, cropsOf(alike.Key));
            foreach (var form in alike)
            {
                Add(form.Name, form.Make(model, ranges, entry.Task));
            }
        }

        var losses = variants.Select(v => ModelLoss.Of(entry.Task, variants[0].Model, v.Model, held)).ToArray();
        var standings = Race.Run(
            [.. variants.Select(v =>
            {
                held[0].CopyTo(v.Model.Input);
                return new Contestant(v.Name, v.Model.Run);
            })],
            Rounds);
        Console.WriteLine($"\n{entry.Name}, {Rounds} rounds, load {ComparisonRace.LoadAverage()}\n\n| form | median ms | least ms | paired ratio | against fp32 |\n|---|---:|---:|---:|---|");
        foreach (var (standing, loss) in standings.Zip(losses))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {standing.Name} | {standing.MedianMs:F2} | {standing.MinimumMs:F2} | {standing.PairedRatio:F3} | {loss} |"));
        }

        variants.ForEach(v => v.Model.Dispose());
        sets.ForEach(s => s.Dispose());
    }

    private static byte[] Changed(ModelCatalog catalog, ModelEntry entry, Action<GraphProto> change)
    {
        var model = ModelProto.Parser.ParseFrom(catalog.ReadPrepared(entry));
        change(model.Graph);
        return model.ToByteArray();
    }

    /// <summary>A folder for <c>SICERT_MODELS</c>: the models of these tasks as integers, the others as they are.</summary>
    private static void WriteModels(ModelCatalog catalog, string folder, IReadOnlyCollection<ModelTask> tasks, bool isFromPeople, IReadOnlyDictionary<ModelTask, List<float[]>> crops)
    {
        Directory.CreateDirectory(folder);
        var entries = catalog.Manifest.Models.Select(entry =>
        {
            var form = IntegerForm.Of(entry).Last(f => f.IsFromPeople == isFromPeople && f.IsEqualised == isFromPeople && f.Rule == RangeRule.Percentile9999);
            var bytes = tasks.Contains(entry.Task) ? Integers(form, entry) : catalog.ReadPrepared(entry);
            var file = $"{entry.Name}.onnx";
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
            return entry with { File = file, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)), Preparation = [] };
        });
        (catalog.Manifest with { Models = [.. entries] }).Save(Path.Combine(folder, ModelManifest.FileName));

        byte[] Integers(IntegerForm form, ModelEntry entry)
        {
            var (model, ranges) = form.Calibrate(catalog, entry, crops[entry.Task]);
            return form.Make(model, ranges, entry.Task);
        }
    }

    private static string DataFolder(string repoRoot)
    {
        var data = Path.GetFullPath(Path.Combine(repoRoot, "..", "shared", "data"));
        return Directory.Exists(data) ? data : throw new InvalidOperationException("expected the evaluation data in ../shared/data, found none");
    }

    private static string[] Files(string data, string folder) => [.. Directory.EnumerateFiles(Path.Combine(data, folder), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
