using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Commands;

/// <summary>Lists of pictures and their templates, for <c>face calibrate</c> and <c>face evaluate</c>.</summary>
internal static class FacePictures
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    /// <summary>Templates of the named pictures; those made in an earlier run are taken from the cache in <paramref name="cacheFolder"/>.</summary>
    internal static IReadOnlyDictionary<string, AcquiredPicture> Acquire(
        string folder, IReadOnlyCollection<string> names, string cacheFolder, ModelSet models, VerificationProfile profile, Terminal terminal, CancellationToken cancellation)
    {
        if (names.FirstOrDefault(n => !File.Exists(Path.Combine(folder, n))) is { } missing)
        {
            throw new InputRefused(new CliError(
                "unreadable", Strings.Get("FileUnreadable"), folder, Expected: Strings.Get("ExpectedReadableFile"), Found: Path.GetExtension(missing)));
        }

        using var progress = terminal.Progress();
        using var cache = TemplateCache.Open(cacheFolder, models, profile);
        return new TemplateAcquirer(models, profile, cache).Acquire(folder, names, Environment.ProcessorCount, new Line(progress), cancellation);
    }

    /// <summary>Names of all pictures of a folder, relative to it, in ordinal order.</summary>
    internal static string[] NamesIn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputRefused(new CliError("unreadable", Strings.Get("FileUnreadable"), folder, Expected: Strings.Get("ExpectedPictureFolder"), Found: Strings.Get("FoundNothing")));
        }

        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Select(f => Path.GetRelativePath(folder, f))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads and parses a list, or refuses it with its line.</summary>
    internal static T ReadList<T>(string path, Func<IEnumerable<string>, T> parse)
    {
        var text = System.Text.Encoding.UTF8.GetString(CommandContext.ReadInput(path));
        try
        {
            return parse(text.Split('\n'));
        }
        catch (InvalidListException fault)
        {
            throw new InputRefused(new CliError("list", Strings.Get("ListRefused"), path, fault.Line, Expected: fault.Expected, Found: fault.Found));
        }
    }

    private sealed class Line(ProgressLine progress) : IProgress<AcquisitionProgress>
    {
        public void Report(AcquisitionProgress value) =>
            progress.Report(Strings.Get("PhaseTemplates"), value.Done, value.Total, Strings.Get("UnitPictures"));
    }
}
