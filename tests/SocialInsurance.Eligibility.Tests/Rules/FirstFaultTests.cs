using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>A slip of the pen is reported as itself, alone, with the name that was meant; what follows from it is not the author's fault.</summary>
public sealed class FirstFaultTests
{
    [Theory]
    [InlineData("condition: intervalCoversAsOf", "condition: intervalCoverAsOf", PolicyErrorKind.InvalidValue, "intervalCoversAsOf")]
    [InlineData("condition: numberUnusable", "condition: numberUnuseable", PolicyErrorKind.InvalidValue, "numberUnusable")]
    [InlineData("condition: otherwise", "condition: otherwhise", PolicyErrorKind.InvalidValue, "otherwise")]
    [InlineData("outcome: Review", "outcome: review", PolicyErrorKind.InvalidValue, "Review")]
    [InlineData("finding: DeathContradicted", "finding: DeathContradict", PolicyErrorKind.InvalidValue, "DeathContradicted")]
    [InlineData("color: yellow", "color: yelow", PolicyErrorKind.InvalidValue, "yellow")]
    [InlineData("    color: red", "    colour: red", PolicyErrorKind.UnknownMember, "color")]
    [InlineData("    when:", "    wen:", PolicyErrorKind.UnknownMember, "when")]
    [InlineData("days: deathAgreement", "days: deathAgrement", PolicyErrorKind.UnknownName, "deathAgreement")]
    [InlineData("sources: [payment_split]", "sources: [payment_splits]", PolicyErrorKind.UnknownName, "payment_split")]
    [InlineData("kind: interval", "kind: intervall", PolicyErrorKind.InvalidValue, "interval")]
    [InlineData("legalBasis: household-8", "legalBasis: houshold-8", PolicyErrorKind.UnknownName, "household-8")]
    [InlineData("\nsources:\n", "\nsource:\n", PolicyErrorKind.UnknownMember, "sources")]
    [InlineData("\nparameters:\n", "\nparamters:\n", PolicyErrorKind.UnknownMember, "parameters")]
    [InlineData("\nrules:\n", "\nruels:\n", PolicyErrorKind.UnknownMember, "rules")]
    [InlineData("\ndueDates:\n", "\nduedates:\n", PolicyErrorKind.UnknownMember, "dueDates")]
    [InlineData("effectiveFrom: 2026-01-01", "effectiveFrom: 2026-1-1", PolicyErrorKind.InvalidValue, null)]
    [InlineData("rule: R330 }", "rule: R33O }", PolicyErrorKind.UnknownName, "R330")]
    public void Misspelt_word_is_the_only_fault_and_names_what_was_meant(string find, string replace, PolicyErrorKind kind, string? nearest)
    {
        var errors = SamplePolicy.LoadText(SamplePolicy.Change(find, replace)).Errors;
        Assert.True(errors.Count == 1, string.Join('\n', errors));
        Assert.Equal((kind, nearest), (errors[0].Kind, errors[0].Nearest));
        Assert.True(errors[0].Line > 0 && errors[0].Column > 0);
    }

    [Fact]
    public void Word_that_resembles_nothing_has_no_nearest_name()
    {
        var error = Assert.Single(SamplePolicy.LoadText(SamplePolicy.Change("condition: otherwise", "condition: elephant")).Errors);
        Assert.Null(error.Nearest);
    }

    [Fact]
    public void Two_slips_in_two_places_are_both_reported()
    {
        string text = SamplePolicy.Change("kind: interval", "kind: intervall").Replace("condition: otherwise", "condition: otherwhise", StringComparison.Ordinal);
        Assert.Equal(["intervall", "otherwhise"], SamplePolicy.LoadText(text).Errors.Select(e => e.Found));
    }
}
