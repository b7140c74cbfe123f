using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class DocumentKindTests
{
    static DocumentKeyResult Parse(string text, DocumentKind kind) => DocumentKey.Parse(Encoding.UTF8.GetBytes(text), kind);

    static readonly string Number = DocumentNumberTests.Citizen(430101_19400101_123UL);

    public static TheoryData<string> Decorated => new(
        "'" + Number, Number[..6] + "-" + Number[6..14] + "-" + Number[14..], Number[..6] + " " + Number[6..], "\u200B" + Number, Number + "\uFEFF",
        Number[..6] + "\u2013" + Number[6..], "\u2018" + Number + "\u2019", "（" + Number + "）", Number[..3] + "\u00A0" + Number[3..], "－" + Number);

    [Theory]
    [MemberData(nameof(Decorated))]
    public void What_people_put_between_the_characters_of_a_number_does_not_matter(string text) =>
        Assert.Equal(DocumentNumberTests.Parse(Number), DocumentNumberTests.Parse(text));

    [Theory]
    [InlineData("1.10105E+17")]
    [InlineData("4.30101194001011E+17")]
    [InlineData("1.1e+17")]
    [InlineData("1E+17")]
    [InlineData("'4.3E+17")]
    [InlineData("４．３Ｅ＋１７")]
    [InlineData("430101194001010100.0")]
    [InlineData("12345678.0")]
    public void Number_damaged_by_a_spreadsheet_is_named_as_such(string text) =>
        Assert.Equal(DocumentNumberFault.DamagedBySpreadsheet, DocumentNumberTests.Parse(text).Fault);

    [Theory]
    [InlineData("E12345678")]
    [InlineData("1E123456")]
    [InlineData("E-1234567")]
    public void Passport_with_the_letter_e_is_no_damage(string text) => Assert.True(DocumentNumberTests.Parse(text).IsUsable);

    [Theory]
    [InlineData(911156_19650812_001UL)] // residence permit of a foreigner since 2023
    [InlineData(810000_19501231_002UL)] // Hong Kong
    [InlineData(820000_19501231_003UL)] // Macau
    [InlineData(830000_19501231_004UL)] // Taiwan
    public void Residence_permits_have_the_form_of_citizen_numbers(ulong first17)
    {
        DocumentKeyResult key = DocumentNumberTests.Parse(DocumentNumberTests.Citizen(first17));
        Assert.True(key.IsUsable && key.Key.IsCitizenForm);
        Assert.Equal(key, Parse(DocumentNumberTests.Citizen(first17), first17 / 100_000_000_000_000_000 == 9 ? DocumentKind.ForeignerPermit : DocumentKind.Unstated));
    }

    [Theory]
    [InlineData("USA110000000012")]
    [InlineData("AAA000000000000")]
    [InlineData("ZZZ999999999999")]
    public void Older_permit_of_a_foreigner_keeps_every_character(string permit)
    {
        DocumentKey key = DocumentNumberTests.Parse(permit).Key;
        Assert.Equal((permit, false), (key.Reveal(), key.IsCitizenForm));
        Assert.Equal(key, DocumentNumberTests.Parse(permit.ToLowerInvariant()).Key);
        Assert.Equal($"{permit[..2]}***********{permit[13..]}", key.ToString());
    }

    [Fact]
    public void Taiwan_permit_of_ten_digits_is_that_of_eight_only_where_the_kind_is_stated()
    {
        Assert.Equal(DocumentNumberTests.Parse("01234567"), Parse("0123456702", DocumentKind.TaiwanPermit));
        Assert.Equal(DocumentNumberTests.Parse("01234567"), Parse("01234567(02)", DocumentKind.TaiwanPermit));
        Assert.NotEqual(DocumentNumberTests.Parse("01234567"), DocumentNumberTests.Parse("0123456702"));
    }

    [Theory]
    [InlineData("E12345678", DocumentKind.Citizen)]
    [InlineData("123456789", DocumentKind.TaiwanPermit)]
    [InlineData("H1234567", DocumentKind.HongKongMacauPermit)]
    public void Length_that_the_stated_kind_never_has_is_refused(string text, DocumentKind kind) =>
        Assert.Equal(DocumentNumberFault.WrongLength, Parse(text, kind).Fault);

    [Fact]
    public void Column_of_kinds_tells_ten_digits_from_ten_digits_also_in_the_register()
    {
        using var scene = new Scene();
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace("dueDate: due", "documentType: type", StringComparison.Ordinal) + "\ndocumentTypes: { 台胞证: taiwanPermit }");
        scene.File("register.csv", "id,number,name,type\na,0123456701,林美华,台胞证\nb,0123456701,Kim,护照");
        scene.Feed("bus", "type,number,name,on\n台胞证,0123456705,林美华,2026-10-01\n护照,0123456701,Kim,2026-10-02\n身份证,0123456705,林美华,2026-10-03\n",
            Scene.Descriptor("bus", columns: "{ number: number, name: name, eventDate: on, documentType: type }", more: "documentTypes: { 台胞证: taiwanPermit, 护照: passport, 身份证: citizen }"));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,4,2,NumberWrongLength"], run.Rejects);
        Assert.Equal((20261001, 20261002), (run.Cell("a", "bus").LatestOn, run.Cell("b", "bus").LatestOn));
        Assert.Equal(["01234567", "0123456701"], run.Result.ReadRegister(default).Select(r => r.Number));
    }
}
