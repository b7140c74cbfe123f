using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// The policy in force on a day, for a host that runs for months: a policy published meanwhile counts from its day on
/// without a restart. The library is read again when its file changed. Thread-safe.
/// </summary>
/// <param name="folder">the library; may be missing</param>
/// <param name="otherwise">in force on days before the first publication</param>
public sealed class PolicyInForce(string folder, Policy otherwise)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Policy> loaded = [];
    private PolicyLibrary? library;
    private (DateTime, long) stamp;

    /// <exception cref="Comparison.InputRefusedException">The library or the policy in force was changed by another hand.</exception>
    public Policy At(DateOnly day)
    {
        lock (gate)
        {
            var found = StampOf(PolicyLibraryFile.LinesPath(folder));
            if (library is null || found != stamp)
            {
                (library, stamp) = (PolicyLibrary.Open(folder), found);
            }

            return library.EffectiveAt(day) is { } publication ? Load(library, publication) : otherwise;
        }
    }

    private Policy Load(PolicyLibrary from, PolicyPublication publication)
    {
        if (!loaded.TryGetValue(publication.Sha256, out var policy))
        {
            policy = from.PolicyOf(publication);
            loaded.Add(publication.Sha256, policy);
        }

        return policy;
    }

    private static (DateTime Written, long Length) StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
