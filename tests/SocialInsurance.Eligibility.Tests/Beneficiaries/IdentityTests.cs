using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Tests.Beneficiaries;

public sealed class IdentityTests
{
    // made up; the division does not exist
    private const string Citizen = "990101194901010010";

    [Theory]
    [InlineData("", false)]
    [InlineData("B-0001", true)]
    [InlineData("B 1", false)]
    [InlineData("乙1", false)]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", true)]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456", false)]
    public void Beneficiary_id_takes_1_to_32_letters_digits_and_hyphens(string text, bool expected) =>
        Assert.Equal(expected, BeneficiaryId.TryCreate(text, out _));

    [Fact]
    public void Beneficiary_id_in_error_does_not_repeat_what_it_found()
    {
        var fault = Assert.Throws<ArgumentException>(() => new BeneficiaryId("990101 194901010010"));
        Assert.DoesNotContain("1949", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Former_number_is_found_under_the_number_of_today()
    {
        var former = DocumentNumber.From("990101490101001");
        Assert.Equal(DocumentKind.FormerCitizenNumber, former.Kind);
        Assert.Equal(DocumentKind.CitizenNumber, DocumentNumber.From(former.LookupForm).Kind);
        Assert.Equal("990101194901010010"[..17], former.LookupForm[..17]);
    }

    [Theory]
    [InlineData("h12345678", "H12345678")]
    [InlineData(" Ｈ１２３ ", "H123")]
    public void Document_number_folds_case_width_and_margins(string raw, string expected) =>
        Assert.Equal(expected, DocumentNumber.From(raw).Reveal());

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("12 34")]
    [InlineData("123456789012345678901234567890123")]
    public void Document_number_of_another_form_is_refused(string? raw) => Assert.False(DocumentNumber.TryCreate(raw, out _));

    [Fact]
    public void Wrong_check_character_makes_another_document_not_an_error()
    {
        var right = DocumentNumber.From("990101490101001").LookupForm;
        var wrong = right[..17] + (right[17] == '0' ? '1' : '0');
        Assert.Equal(DocumentKind.Other, DocumentNumber.From(wrong).Kind);
        Assert.Equal(wrong, DocumentNumber.From(wrong).LookupForm);
    }

    [Fact]
    public void Beneficiary_prints_neither_number_nor_name()
    {
        var person = new Beneficiary(
            new BeneficiaryId("B1"),
            DocumentNumber.From(Citizen),
            new PersonName("试验者"),
            new DateOnly(1949, 1, 1),
            "990101",
            new DateOnly(2026, 11, 1),
            null);
        Assert.DoesNotContain(Citizen, person.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("19490101", person.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("试验者", person.ToString(), StringComparison.Ordinal);
        Assert.Equal("****", DocumentNumber.From("A123").ToString());
    }
}
