namespace SocialInsurance.Comparison;

/// <summary>held-subjects.json of a run folder: <see cref="ComparisonState.OnlyInHeld"/>, ascending. No file when there are none.</summary>
static class HeldSubjectsFile
{
    const string FileName = "held-subjects.json";

    internal static void AddTo(RunFolder folder, IReadOnlyList<int> subjects)
    {
        if (subjects.Count > 0)
        {
            SideFile.AddTo(folder, FileName, subjects);
        }
    }

    /// <exception cref="InputRefusedException">The manifest names the file, and it is missing or another.</exception>
    internal static IReadOnlySet<int> Open(string runDirectory, RunManifest manifest) => SideFile.Read<HashSet<int>>(runDirectory, manifest, FileName) ?? [];
}
