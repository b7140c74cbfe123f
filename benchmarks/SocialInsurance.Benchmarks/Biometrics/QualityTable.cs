using System.Globalization;
using System.Numerics;
using System.Text;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Quality;
using SocialInsurance.Interop;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// How often the quality stage takes a bare face for a covered one, by group, and how often it sees a mask painted over the
/// same faces: what <see cref="QualitySettings.MaximumLowerFaceDifference"/> was chosen from.
/// </summary>
internal static class QualityTable
{
    private static readonly (string Name, Vector3 Colour)[] Masks =
    [
        ("light blue", new(120, 160, 210)), ("green", new(120, 180, 150)), ("white", new(225, 225, 225)), ("black", new(35, 35, 38)), ("pink", new(235, 180, 190)),
    ];

    private sealed record Row(string Group, float Bare, float[] Painted);

    /// <param name="folders">pictures; a folder with labels.csv beside it (path,age,sex,origin) is split by sex and origin</param>
    internal static void Run(string repoRoot, IReadOnlyList<string> folders)
    {
        using var models = new ModelSet(ModelCatalog.Open());
        using var finder = FaceFinder.Of(models, VerificationProfile.Standard.Detection);
        using var landmarks = new LandmarkDetector(models, new FrameSampler());
        using var decoder = new ImageDecoder();
        var cover = new CoverMeasure();
        var boxes = new FaceBox[FrameAnalysis.MaximumFaces];
        List<Row> rows = [];
        foreach (var folder in folders)
        {
            var groups = Groups(folder);
            foreach (var file in Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (decoder.Decode(File.ReadAllBytes(file), FacePipeline.WorkingShortSide, PixelLayout.Planar, out var frame) == ImageStatus.Ok && finder.Detect(frame, boxes) > 0)
                {
                    landmarks.Detect(frame, boxes[0], 0, out var points);
                    var bare = cover.Measure(frame, points);
                    rows.Add(new Row(groups.GetValueOrDefault(Path.GetFileName(file), Name(folder)), bare, [.. Masks.Select(m => Painted(cover, m.Colour))]));
                }
            }
        }

        Write(repoRoot, rows);
    }

    private static string Name(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) is var name && name == "images"
        ? Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)))!
        : name;

    private static Dictionary<string, string> Groups(string folder)
    {
        var labels = Path.Combine(folder, "..", "labels.csv");
        return File.Exists(labels)
            ? File.ReadLines(labels).Skip(1).Select(l => l.Split(',')).ToDictionary(l => l[0], l => $"{l[3]} {l[2]}", StringComparer.Ordinal)
            : [];
    }

    /// <summary>The aligned face with everything from below the nose bridge painted, as bright as the face is lit.</summary>
    private static float Painted(CoverMeasure cover, Vector3 colour)
    {
        const int side = CoverMeasure.Side, plane = side * side;
        var rgb = cover.Pixels.ToArray();
        var light = rgb.Average() / 128;
        for (var y = 34; y < side; y++)
        {
            for (var x = 9; x < 48; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    rgb[(channel * plane) + (y * side) + x] = Math.Clamp(colour[channel] * light, 0, 255);
                }
            }
        }

        return CoverMeasure.LowerFaceDifference(rgb);
    }

    private static void Write(string repoRoot, List<Row> rows)
    {
        var limit = VerificationProfile.Standard.Quality.MaximumLowerFaceDifference;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Covered mouth and chin

            A face is called covered when its lower face differs in colour from nose bridge and cheeks by more than {limit} (natural logarithms of R/G
            and B/G). Bare faces of the evaluation data, where a few are covered by hands, papers or tinted glasses; and the same aligned faces with a
            mask painted over them, flat and lit as the face: real masks have folds and shadows. `turned`: not measured. {Report.Machine()}

            | group | n | turned | called covered | share |{string.Concat(Masks.Select(m => $" {m.Name} mask seen |"))}
            |---|---:|---:|---:|---:|{string.Concat(Masks.Select(_ => "---:|"))}

            """);
        foreach (var group in rows.GroupBy(r => r.Group).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.ToArray())).Append(("all", [.. rows])))
        {
            var measured = group.Item2.Where(r => !float.IsNaN(r.Bare)).ToArray();
            var covered = measured.Count(r => r.Bare > limit);
            text.Append(CultureInfo.InvariantCulture, $"| {group.Item1} | {measured.Length} | {group.Item2.Length - measured.Length} | {covered} | {(double)covered / measured.Length:P2} |");
            for (var mask = 0; mask < Masks.Length; mask++)
            {
                text.Append(CultureInfo.InvariantCulture, $" {(double)measured.Count(r => r.Painted[mask] > limit) / measured.Length:P0} |");
            }

            text.Append('\n');
        }

        text.Append("\nZero of n only bounds the share below 3/n. White, black and skin-coloured masks are mostly not seen; glasses are not looked for, because dark eyes of dark-skinned people measure like tinted ones.\n");
        Console.Write(text);
        var file = Path.Combine(repoRoot, "benchmarks", "results", "quality.md");
        File.WriteAllText(file, text + AlteredPictures(File.ReadAllText(file)));
    }

    /// <summary>The second part of the file, which this table does not measure.</summary>
    private static string AlteredPictures(string written) => written.IndexOf("\n# Altered", StringComparison.Ordinal) is >= 0 and var start ? written[start..] : "";
}
