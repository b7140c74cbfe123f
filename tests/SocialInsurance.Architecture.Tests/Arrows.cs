using Mono.Cecil;

namespace SocialInsurance.Architecture.Tests;

/// <summary>The arrows between rooms as the README draws them: a room and what it may reference.</summary>
internal static class Arrows
{
    internal static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["SocialInsurance.Interop"] = [],
        ["SocialInsurance.Biometrics"] = ["SocialInsurance.Interop"],
        ["SocialInsurance.Comparison"] = ["SocialInsurance.Interop"],
        ["SocialInsurance.Eligibility"] = ["SocialInsurance.Biometrics", "SocialInsurance.Comparison", "SocialInsurance.Interop"],
        ["SocialInsurance.Storage"] = ["SocialInsurance.Eligibility", "SocialInsurance.Comparison"],
        ["SocialInsurance.Contracts"] = [],
        ["SocialInsurance.Service"] = ["SocialInsurance.Eligibility", "SocialInsurance.Storage", "SocialInsurance.Contracts"],
        ["sicert"] =
        [
            "SocialInsurance.Eligibility", "SocialInsurance.Storage", "SocialInsurance.Service", "SocialInsurance.Contracts",
            // the command line shows what the two cores say: their result types are part of its output
            "SocialInsurance.Biometrics", "SocialInsurance.Comparison", "SocialInsurance.Interop",
        ],
    };

    /// <summary>References of <paramref name="assembly"/> to rooms that its row does not name.</summary>
    internal static IReadOnlyList<string> Violations(AssemblyDefinition assembly)
    {
        var allowed = Allowed[assembly.Name.Name];
        return [.. assembly.MainModule.AssemblyReferences
            .Select(r => r.Name)
            .Where(name => Allowed.ContainsKey(name) && !allowed.Contains(name))
            .Select(name => $"{assembly.Name.Name} -> {name}")];
    }
}
