using System.Reflection;
using Mono.Cecil;

namespace SocialInsurance.Architecture.Tests;

/// <summary>The built assemblies of the rooms and the checkout that they came from.</summary>
internal static class Rooms
{
    internal static string RepoRoot { get; } = typeof(Rooms).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;

    internal static AssemblyDefinition Read(string name) =>
        AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    /// <summary>This test assembly, which holds planted violations of each rule.</summary>
    internal static AssemblyDefinition Planted { get; } = Read(typeof(Rooms).Assembly.GetName().Name!);

    internal static IEnumerable<string> SourceFiles(string pattern) => Directory
        .EnumerateFiles(Path.Combine(RepoRoot, "src"), pattern, SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal));
}
