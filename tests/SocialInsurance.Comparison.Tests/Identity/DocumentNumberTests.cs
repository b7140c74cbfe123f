using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class DocumentNumberTests
{
    static readonly Gen<ulong> First17 =
        from region in Gen.Choose(110000, 659999)
        from day in Gen.Choose(new DateOnly(1900, 1, 1).DayNumber, new DateOnly(1999, 12, 31).DayNumber)
        from sequence in Gen.Choose(0, 999)
        let date = DateOnly.FromDayNumber(day)
        select (ulong)region * 100_000_000_000 + (ulong)(date.Year * 10000 + date.Month * 100 + date.Day) * 1000 + (ulong)sequence;

    internal static string Citizen(ulong first17) => $"{first17:D17}{(char)DocumentNumber.CheckCharacter(first17)}";

    internal static DocumentKeyResult Parse(string text) => DocumentKey.Parse(Encoding.UTF8.GetBytes(text));

    // slow, independent statement of ISO 7064 MOD 11-2: the sum of a_i * 2^(i-1), from the right, is 1 modulo 11
    static bool HasValidChecksum(string number)
    {
        int sum = 0;
        int power = 1;
        for (int i = 17; i >= 0; i--, power = power * 2 % 11)
        {
            sum += (number[i] == 'X' ? 10 : number[i] - '0') * power;
        }

        return sum % 11 == 1;
    }

    [Fact]
    public void Citizen_number_with_its_check_character_is_usable() => Prop.ForAll(First17.ToArbitrary(), n =>
    {
        string number = Citizen(n);
        return HasValidChecksum(number) && Parse(number) is { IsUsable: true } r && r.Key.Value / 11 == (long)n;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Citizen_number_with_any_one_digit_changed_is_refused() =>
        Prop.ForAll((from n in First17 from at in Gen.Choose(0, 16) from step in Gen.Choose(1, 9) select (n, at, step)).ToArbitrary(), x =>
        {
            char[] number = Citizen(x.n).ToCharArray();
            number[x.at] = (char)('0' + (number[x.at] - '0' + x.step) % 10);
            return Parse(new string(number)) is { Fault: DocumentNumberFault.ChecksumMismatch, Key.Value: 0 };
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fifteen_digits_equal_their_eighteen_character_form() => Prop.ForAll(First17.ToArbitrary(), n =>
    {
        string number = Citizen(n);
        return Parse(number[..6] + number[8..17]).Key == Parse(number).Key;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Other_documents_have_keys_of_their_own()
    {
        const string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        Gen<string> document = from n in Gen.Choose(5, 11) from c in Gen.ArrayOf(Gen.Elements(alphabet.ToCharArray()), n) select new string(c);
        Prop.ForAll((from a in document from b in document select (a, b)).ToArbitrary(), x =>
            Parse(x.a) is var a && Parse(x.b) is var b && (!a.IsUsable || !b.IsUsable || x.a == x.b || a.Key != b.Key)
            && (a.Fault is DocumentNumberFault.None or DocumentNumberFault.Placeholder)
            && (!a.IsUsable || a.Key.Value > 2_000_000_000_000_000_000)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Length_is_part_of_the_key() => Assert.NotEqual(Parse("01234567").Key, Parse("001234567").Key);

    [Theory]
    [InlineData("H12345678", "H1234567801")]
    [InlineData("M12345678", "m1234567803")]
    public void Permit_of_hong_kong_or_macau_keeps_its_key_when_renewed(string permit, string renewed)
    {
        Assert.True(Parse(permit).IsUsable);
        Assert.Equal(Parse(permit).Key, Parse(renewed).Key);
    }

    [Theory]
    [InlineData("E12345678")] // passport or foreigner's permit with nine characters
    [InlineData("12345678")] // Taiwan permit
    [InlineData("0123456789")] // older Taiwan permit
    [InlineData("CHN310123456780")] // residence permit of a foreigner, before 2023
    [InlineData("CH0310123456780")] // no such permit: refused by name, not misread
    public void Numbers_of_other_lengths_are_not_taken_for_citizen_numbers(string number) =>
        Assert.Equal(number.Length <= 11 || number[2] == 'N' ? DocumentNumberFault.None : DocumentNumberFault.MisplacedLetter, Parse(number).Fault);

    [Theory]
    [InlineData("", DocumentNumberFault.Empty)]
    [InlineData(" \t\u3000", DocumentNumberFault.Empty)]
    [InlineData("1234", DocumentNumberFault.WrongLength)]
    [InlineData("123456789012", DocumentNumberFault.WrongLength)]
    [InlineData("4301011940010100012345678901", DocumentNumberFault.WrongLength)]
    [InlineData("43010119400101O00X", DocumentNumberFault.MisplacedLetter)]
    [InlineData("430101194001/10001", DocumentNumberFault.NotAlphanumeric)]
    [InlineData("张三的证件号码", DocumentNumberFault.NotAlphanumeric)]
    [InlineData("111111111111111111", DocumentNumberFault.Placeholder)]
    [InlineData("000000000000000", DocumentNumberFault.Placeholder)]
    [InlineData("99999999", DocumentNumberFault.Placeholder)]
    [InlineData("430101400230001", DocumentNumberFault.ImpossibleBirthDate)]
    public void Unusable_number_names_its_fault(string text, DocumentNumberFault fault) =>
        Assert.Equal(new DocumentKeyResult(default, fault), Parse(text));

    [Theory]
    [InlineData(430101_19000229_001UL)] // 1900 was no leap year
    [InlineData(430101_19411301_001UL)]
    [InlineData(430101_00000229_001UL)]
    [InlineData(430101_17991231_001UL)]
    public void Impossible_birth_date_is_refused_although_the_checksum_fits(ulong first17) =>
        Assert.Equal(DocumentNumberFault.ImpossibleBirthDate, Parse(Citizen(first17)).Fault);

    [Fact]
    public void Leap_day_is_a_birth_date() => Assert.True(Parse(Citizen(430101_19400229_001UL)).IsUsable);

    [Fact]
    public void Full_width_lower_case_and_surrounding_blanks_do_not_matter()
    {
        ulong first17 = 430101_19400101_000UL;
        while (DocumentNumber.CheckCharacter(first17) != 'X')
        {
            first17++;
        }

        string number = Citizen(first17);
        DocumentKey key = Parse(number).Key;
        Assert.Equal(key, Parse(number.ToLowerInvariant()).Key);
        Assert.Equal(key, Parse($" \u3000{number}\u00A0\t").Key);
        Assert.Equal(key, Parse(string.Concat(number.Select(c => (char)(c - '!' + '\uFF01')))).Key);
        Assert.Equal(key, Parse(string.Concat(number.ToLowerInvariant().Select(c => (char)(c - '!' + '\uFF01')))).Key);
    }

    [Fact]
    public void Text_of_a_key_is_masked()
    {
        string number = Citizen(430101_19400101_123UL);
        Assert.Equal(number[..4] + "**********" + number[14..], Parse(number).Key.ToString());
        Assert.Equal("E1*****78", Parse("E12345678").Key.ToString());
        Assert.DoesNotContain("1940", Parse(number).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Arbitrary_bytes_never_throw() =>
        Prop.ForAll<byte[]>(bytes => DocumentKey.Parse(bytes).IsUsable == (DocumentKey.Parse(bytes).Key.Value != 0)).QuickCheckThrowOnFailure();
}
