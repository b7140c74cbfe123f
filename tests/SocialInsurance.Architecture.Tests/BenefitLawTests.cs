using Mono.Cecil;

namespace SocialInsurance.Architecture.Tests;

/// <summary>No way to a stopped payment but through the law in code: who makes a change of a benefit, and who stores one.</summary>
public sealed class BenefitLawTests
{
    private const string Change = "SocialInsurance.Eligibility.Benefits.BenefitChanged";
    private const string Records = "SocialInsurance.Eligibility.Benefits.IBenefitRecords";
    private static readonly string[] Makers = ["BenefitLaw", "BenefitTable"];
    private static readonly string[] Storers = ["HandleCase", "PutRight", "NotifyingStore"];

    public static TheoryData<string> AllRooms => [.. Arrows.Allowed.Keys];

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Only_the_law_makes_a_change_of_a_benefit_and_only_the_store_reads_one_back(string room) =>
        Assert.Empty(Callers(Rooms.Read(room).MainModule, IsMaking).Except(Makers));

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Only_decided_commands_store_a_change_of_a_benefit(string room) =>
        Assert.Empty(Callers(Rooms.Read(room).MainModule, IsStoring).Except(Storers));

    [Fact]
    public void Both_ways_are_really_taken()
    {
        var domain = Rooms.Read("SocialInsurance.Eligibility").MainModule;
        Assert.Equal(["BenefitLaw"], Callers(domain, IsMaking));
        Assert.Equal(Storers.Order(), Callers(domain, IsStoring).Order());
        Assert.Equal(["BenefitTable"], Callers(Rooms.Read("SocialInsurance.Storage").MainModule, IsMaking));
    }

    [Fact]
    public void Change_made_or_stored_elsewhere_is_reported()
    {
        Assert.Equal(["StopsAPayment"], Callers(Rooms.Planted.MainModule, IsMaking));
        Assert.Equal(["StopsAPayment"], Callers(Rooms.Planted.MainModule, IsStoring));
    }

    // a copy with other members ("with") is a new change too
    private static bool IsMaking(MethodReference called) =>
        called.DeclaringType.FullName == Change && (called.Name is ".ctor" or "<Clone>$" || called.Name.StartsWith("set_", StringComparison.Ordinal));

    private static bool IsStoring(MethodReference called) => called.DeclaringType.FullName == Records && called.Name == "AddAsync";

    /// <summary>Names of the outermost types whose code calls something.</summary>
    private static IReadOnlyList<string> Callers(ModuleDefinition module, Func<MethodReference, bool> called) =>
        [.. module.GetTypes()
            .Where(type => type.FullName != Change)
            .Where(type => type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions).Any(at => at.Operand is MethodReference reference && called(reference)))
            .Select(Outermost)
            .Distinct()];

    private static string Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.Name;
    }
}
