using System.Security.Cryptography;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Models that a deployer brings. The files are evaluation data beside a checkout; what needs none of them runs anywhere.</summary>
public sealed class ModelDropInTests : IDisposable
{
    private readonly ModelCatalog _installed = ModelCatalog.Open();
    private readonly string _folder = Directory.CreateTempSubdirectory("sicert-dropins").FullName;

    public ModelDropInTests()
    {
        foreach (var file in _installed.Manifest.Models.Select(m => m.File).Append(ModelManifest.FileName))
        {
            var link = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.GetFullPath(Path.Combine(_installed.Folder, file)));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Installation_without_drop_ins_says_what_it_runs_without() =>
        Assert.Equal(ModelDropIn.Known.Select(d => d.Task), ModelCatalog.Open(_folder).Absent.Select(d => d.Task));

    [Theory]
    [InlineData(ModelTask.PresentationAttackNear)]
    [InlineData(ModelTask.DetectionFine)]
    public void Model_of_another_shape_is_not_taken_in(ModelTask task)
    {
        var eyes = _installed.Manifest.Models.Single(m => m.Task == ModelTask.Eyes);
        var fault = Assert.Throws<InvalidModelException>(() => ModelCatalog.Open(_folder).Add(task, Path.Combine(_folder, eyes.File), "test", "test"));
        Assert.Contains("shape", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, ModelManifest.LocalFileName)));
    }

    [Fact]
    public void File_that_is_no_model_is_not_taken_in()
    {
        var text = Path.Combine(_folder, "text.onnx");
        File.WriteAllText(text, "not a model");
        Assert.Equal(text, Assert.Throws<InvalidModelException>(() => ModelCatalog.Open(_folder).Add(ModelTask.DetectionFine, text, "test", "test")).File);
    }

    [Fact]
    public void Task_of_a_model_that_ships_takes_no_drop_in() =>
        Assert.Throws<InvalidModelException>(() => ModelCatalog.Open(_folder).Add(ModelTask.Template, "any.onnx", "test", "test"));

    [Fact]
    public void Local_manifest_may_not_replace_a_model_that_ships()
    {
        File.Copy(Path.Combine(_installed.Folder, ModelManifest.FileName), Path.Combine(_folder, ModelManifest.LocalFileName));
        Assert.Contains("must have no model here", Assert.Throws<InvalidModelException>(() => ModelCatalog.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Added_model_is_known_by_digest_and_an_altered_one_is_refused()
    {
        var file = DropIn("silent_2.7_80x80_MiniFASNetV2.onnx");
        var entry = ModelCatalog.Open(_folder).Add(ModelTask.PresentationAttackNear, file, "test", "Apache-2.0");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), entry.Sha256);
        Assert.All(ModelCatalog.Open(_folder).Verify(), s => Assert.Equal(ModelPresence.Verified, s.Presence));

        var copy = Path.Combine(_folder, entry.File);
        var bytes = File.ReadAllBytes(copy);
        bytes[^1] ^= 1;
        File.WriteAllBytes(copy, bytes);
        Assert.Equal(entry.Sha256, Assert.Throws<InvalidModelException>(() => new ModelSet(ModelCatalog.Open(_folder))).Expected);
    }

    [Fact]
    public void Listed_drop_in_that_is_gone_is_refused_not_passed_over()
    {
        var entry = ModelCatalog.Open(_folder).Add(ModelTask.PresentationAttackNear, DropIn("silent_2.7_80x80_MiniFASNetV2.onnx"), "test", "Apache-2.0");
        File.Delete(Path.Combine(_folder, entry.File));
        Assert.Equal("no file", Assert.Throws<InvalidModelException>(() => new ModelSet(ModelCatalog.Open(_folder))).Found);
    }

    [Fact]
    public void Drop_ins_vote_are_named_in_the_result_and_allocate_nothing()
    {
        using var models = WithEveryDropIn();
        using var pipeline = new FacePipeline(models, VerificationProfile.Standard);
        var analysis = new FrameAnalysis();
        Assert.Equal(FrameOutcome.Acceptable, pipeline.Analyse(Pictures.Hopper, FaceStages.Live, analysis));
        var face = analysis.Faces[0];
        Assert.InRange(face.PadVotes.Of(PadVote.SilentPair), 0, 1);
        Assert.Equal(VerificationProfile.Standard.Pad.Fusion.Fuse(face.PadVotes), face.PadScore);
        Assert.Subset(models.Identities.Select(m => m.Task).ToHashSet(), ModelDropIn.Known.Select(d => d.Task).ToHashSet());

        AssertAllocatesNothing(pipeline, analysis);
    }

    [Fact]
    public void Preparation_changes_no_vote_of_the_pair()
    {
        using var prepared = WithEveryDropIn();
        var catalog = ModelCatalog.Open(_folder);
        using var published = new ModelSet(catalog, 1, catalog.ReadPublished);
        var (a, b) = (new FrameAnalysis(), new FrameAnalysis());
        using var first = new FacePipeline(prepared, VerificationProfile.Standard);
        using var second = new FacePipeline(published, VerificationProfile.Standard);
        foreach (var picture in (byte[][])[Pictures.Hopper, Pictures.Collins])
        {
            first.Analyse(picture, FaceStages.PresentationAttack, a);
            second.Analyse(picture, FaceStages.PresentationAttack, b);
            Assert.Equal(b.Faces[0].PadVotes.Of(PadVote.SilentPair), a.Faces[0].PadVotes.Of(PadVote.SilentPair), 4);
        }
    }

    [Fact]
    public void Finer_detector_finds_the_same_face()
    {
        using var models = WithEveryDropIn();
        using var fine = new FacePipeline(models, VerificationProfile.Standard);
        using var shippedModels = new ModelSet(_installed);
        using var shipped = new FacePipeline(shippedModels, VerificationProfile.Standard);
        var (a, b) = (new FrameAnalysis(), new FrameAnalysis());
        foreach (var picture in (byte[][])[Pictures.Hopper, Pictures.Collins])
        {
            fine.Analyse(picture, FaceStages.None, a);
            shipped.Analyse(picture, FaceStages.None, b);
            Assert.Equal((1, 1), (a.FacesFound, b.FacesFound));
            Assert.InRange(a.Faces[0].Box.Overlap(b.Faces[0].Box), 0.6f, 1f);
        }
    }

    [Fact]
    public void Every_vote_measured_allocates_nothing()
    {
        using var models = new ModelSet(_installed);
        var profile = VerificationProfile.Standard;
        using var pipeline = new FacePipeline(models, profile with { Pad = profile.Pad with { Fusion = profile.Pad.Fusion.MeasuringAll() } });
        var analysis = new FrameAnalysis();
        pipeline.Analyse(Pictures.Hopper, FaceStages.Live, analysis);
        foreach (var vote in Enum.GetValues<PadVote>().Where(v => v != PadVote.SilentPair))
        {
            Assert.False(float.IsNaN(analysis.Faces[0].PadVotes.Of(vote)), $"{vote} did not vote");
        }

        AssertAllocatesNothing(pipeline, analysis);
    }

    private static void AssertAllocatesNothing(FacePipeline pipeline, FrameAnalysis analysis)
    {
        for (var i = 0; i < 3; i++)
        {
            pipeline.Analyse(Pictures.Hopper, FaceStages.Live, analysis);
        }

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                pipeline.Analyse(Pictures.Hopper, FaceStages.Live, analysis);
            }
        }));
    }

    private ModelSet WithEveryDropIn()
    {
        ModelCatalog.Open(_folder).Add(ModelTask.PresentationAttackNear, DropIn("silent_2.7_80x80_MiniFASNetV2.onnx"), "test", "Apache-2.0");
        ModelCatalog.Open(_folder).Add(ModelTask.PresentationAttackFar, DropIn("silent_4_0_0_80x80_MiniFASNetV1SE.onnx"), "test", "Apache-2.0");
        ModelCatalog.Open(_folder).Add(ModelTask.DetectionFine, DropIn("yunet_n_dynamic.onnx"), "test", "Apache-2.0");
        return new ModelSet(ModelCatalog.Open(_folder));
    }

    private static string DropIn(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Pictures.RepoRoot, "..", "shared", "models", name));
        Assert.SkipUnless(File.Exists(path), $"drop-in '{name}' is not beside this checkout; nothing was measured");
        return path;
    }
}
