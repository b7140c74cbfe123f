using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Contacts;

namespace SocialInsurance.Eligibility.Tests.Contacts;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("13900000001", "13900000001")]
    [InlineData(" 139 0000 0001 ", "13900000001")]
    [InlineData("139-0000-0001", "13900000001")]
    [InlineData("+86 139 0000 0001", "13900000001")]
    [InlineData("＋８６１３９０００００００１", "13900000001")]
    [InlineData("１３９００００００００１", null)]
    [InlineData("１３９０００００００１", "13900000001")]
    [InlineData("+85291234567", "+85291234567")]
    [InlineData("+886 912 345 678", "+886912345678")]
    [InlineData("+1 (202) 555-0100", null)]
    [InlineData("12900000001", null)]
    [InlineData("1390000000", null)]
    [InlineData("139000000011", null)]
    [InlineData("+8612900000001", null)]
    [InlineData("+0123456789", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("010-88888888", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Number_has_one_form_or_is_none(string? raw, string? expected)
    {
        Assert.Equal(expected is not null, PhoneNumber.TryCreate(raw, out var number));
        Assert.Equal(expected, number?.Reveal());
    }

    [Fact]
    public void Any_mobile_number_survives_grouping_and_shows_two_digits_at_most() => Prop.ForAll(
        Gen.Choose(0, 999_999_999).Select(rest => $"13{rest:D9}").Zip(Gen.Choose(1, 10), (text, at) => (text, at)).ToArbitrary(),
        sample =>
        {
            var number = PhoneNumber.From(sample.text.Insert(sample.at, " - "));
            Assert.Equal(sample.text, number.Reveal());
            Assert.Equal(PhoneNumber.From("+86" + sample.text), number);
            Assert.Equal("*********" + sample.text[^2..], number.ToString());
            Assert.True(number.IsMainland);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_answered_without_an_exception() => Prop.ForAll<string>(text =>
    {
        var created = PhoneNumber.TryCreate(text, out var number);
        Assert.Equal(created, number is not null);
        Assert.True(number is null || PhoneNumber.From(number.Reveal()).Equals(number));
    }).QuickCheckThrowOnFailure();
}
