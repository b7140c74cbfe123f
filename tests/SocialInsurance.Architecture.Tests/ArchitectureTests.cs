using Mono.Cecil;

namespace SocialInsurance.Architecture.Tests;

/// <summary>The rules that hold the house together. Each has a twin that sees it fail on a planted violation.</summary>
public sealed class ArchitectureTests
{
    private const string RulesNamespace = "SocialInsurance.Eligibility.Rules";

    public static TheoryData<string> AllRooms => [.. Arrows.Allowed.Keys];

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Room_references_only_what_its_arrow_allows(string room) => Assert.Empty(Arrows.Violations(Rooms.Read(room)));

    [Fact]
    public void Arrow_that_is_not_drawn_is_reported()
    {
        using var planted = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition("SocialInsurance.Biometrics", new Version(1, 0)), "planted", ModuleKind.Dll);
        planted.MainModule.AssemblyReferences.Add(new AssemblyNameReference("SocialInsurance.Storage", new Version(1, 0)));
        Assert.Equal(["SocialInsurance.Biometrics -> SocialInsurance.Storage"], Arrows.Violations(planted));
    }

    [Fact]
    public void Every_room_of_the_sources_has_an_arrow()
    {
        var projects = Rooms.SourceFiles("*.csproj").Select(f => Path.GetFileNameWithoutExtension(f)).Select(n => n == "SocialInsurance.Cli" ? "sicert" : n);
        Assert.Equal(Arrows.Allowed.Keys.Order(), projects.Order());
    }

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Only_interop_calls_native_code(string room)
    {
        if (room != "SocialInsurance.Interop")
        {
            Assert.Empty(NativeCalls(Rooms.Read(room)));
        }
    }

    [Fact]
    public void Native_call_outside_interop_is_reported() =>
        Assert.Contains(NativeCalls(Rooms.Planted), call => call.Contains("CallsNativeCode", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Only_biometrics_names_onnx_runtime(string room)
    {
        var names = Rooms.Read(room).MainModule.AssemblyReferences.Select(r => r.Name);
        Assert.Equal(room == "SocialInsurance.Biometrics", names.Contains("Microsoft.ML.OnnxRuntime"));
    }

    [Fact]
    public void Rules_are_pure() => Assert.Empty(ImpureUses(Rooms.Read("SocialInsurance.Eligibility").MainModule, RulesNamespace));

    [Fact]
    public void Rule_that_reads_a_file_or_the_clock_is_reported()
    {
        var violations = ImpureUses(Rooms.Planted.MainModule, "SocialInsurance.Architecture.Tests.Planted.Rules");
        Assert.Contains(violations, v => v.EndsWith("System.IO.File", StringComparison.Ordinal));
        Assert.Contains(violations, v => v.EndsWith("System.TimeProvider", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SocialInsurance.Biometrics")]
    [InlineData("SocialInsurance.Comparison")]
    public void Core_knows_nothing_of_web_databases_or_pensions(string core)
    {
        using var assembly = Rooms.Read(core);
        Assert.DoesNotContain(assembly.MainModule.AssemblyReferences, r => r.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || r.Name is "Dapper" or "Microsoft.Data.Sqlite" or "Npgsql");
        Assert.Empty(PensionWords(assembly));
    }

    [Fact]
    public void Pension_word_in_a_core_is_reported() => Assert.Contains(PensionWords(Rooms.Planted), name => name.EndsWith("BeneficiaryHelper", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void No_type_is_called_common_helper_utility_or_manager(string room) => Assert.Empty(VagueNames(Rooms.Read(room)));

    [Fact]
    public void Vague_name_is_reported() => Assert.Contains(VagueNames(Rooms.Planted), name => name.EndsWith("BeneficiaryHelper", StringComparison.Ordinal));

    [Fact]
    public void No_outcome_of_a_machine_suspends_anyone() =>
        Assert.Empty(StoppingMembers(Rooms.Read("SocialInsurance.Eligibility").MainModule, RulesNamespace));

    [Fact]
    public void Outcome_that_suspends_is_reported() =>
        Assert.NotEmpty(StoppingMembers(Rooms.Planted.MainModule, "SocialInsurance.Architecture.Tests.Planted.Rules"));

    private static List<string> NativeCalls(AssemblyDefinition assembly) =>
        [.. assembly.MainModule.GetTypes().SelectMany(t => t.Methods).Where(m => m.IsPInvokeImpl).Select(m => m.FullName)];

    private static IReadOnlyList<string> ImpureUses(ModuleDefinition module, string rules) => TypeUses.Find(module, rules, used =>
        (used.Namespace.StartsWith("SocialInsurance.", StringComparison.Ordinal) && !used.Namespace.StartsWith(rules, StringComparison.Ordinal))
        || used.Namespace.StartsWith("System.Net", StringComparison.Ordinal)
        || used.FullName is "System.IO.File" or "System.IO.Directory" or "System.IO.FileStream" or "System.IO.FileInfo" or "System.IO.StreamReader"
            or "System.TimeProvider" or "System.Environment" or "System.Console" or "System.Random" or "System.Diagnostics.Stopwatch"
            or "System.Diagnostics.Process" or "System.Threading.Thread" or "System.Threading.Tasks.Task");

    private static List<string> PensionWords(AssemblyDefinition assembly) => [.. assembly.MainModule.GetTypes()
        .Where(t => new[] { "Beneficiar", "Pension", "Eligib", "Retire" }.Any(word => t.Name.Contains(word, StringComparison.Ordinal)))
        .Select(t => t.FullName)];

    private static List<string> VagueNames(AssemblyDefinition assembly) => [.. assembly.MainModule.GetTypes()
        .Where(t => new[] { "Common", "Helper", "Helpers", "Util", "Utils", "Manager" }.Any(word => t.Name.EndsWith(word, StringComparison.Ordinal)) && t.Namespace.StartsWith("SocialInsurance", StringComparison.Ordinal))
        .Select(t => t.FullName)];

    private static List<string> StoppingMembers(ModuleDefinition module, string rules) => [.. module.GetTypes()
        .Where(t => t.IsEnum && t.Namespace.StartsWith(rules, StringComparison.Ordinal))
        .SelectMany(t => t.Fields)
        .Where(f => new[] { "Suspend", "Terminat", "Stop" }.Any(word => f.Name.StartsWith(word, StringComparison.Ordinal)))
        .Select(f => f.FullName)];
}
