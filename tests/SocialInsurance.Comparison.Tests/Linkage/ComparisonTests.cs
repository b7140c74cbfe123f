using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class ComparisonTests
{
    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Theory]
    [InlineData("王秀英", "王秀英", ComparisonLevel.NameExact)]
    [InlineData("王 秀英", "王秀英", ComparisonLevel.NameExact)]
    [InlineData("买买提·阿不都", "买买提•阿不都", ComparisonLevel.NameExact)]
    [InlineData("ＡＢＣ", "abc", ComparisonLevel.NameExact)]
    [InlineData("王秀英", "王秀瑛", ComparisonLevel.NameSoundAlike)]
    [InlineData("王秀英", "王英秀", ComparisonLevel.NameNear)]
    [InlineData("王秀英", "王英", ComparisonLevel.NameNear)]
    [InlineData("王秀英", "汪秀英", ComparisonLevel.NameSoundAlike)]
    [InlineData("王丽", "王莉", ComparisonLevel.NameSoundAlike)]
    [InlineData("王丽", "汪丽", ComparisonLevel.NameSoundAlike)]
    [InlineData("王丽", "王芳", ComparisonLevel.NameSurnameOnly)]
    [InlineData("王秀英", "王建国", ComparisonLevel.NameSurnameOnly)]
    [InlineData("王秀英", "李建国", ComparisonLevel.NameDifferent)]
    [InlineData("王秀英", "", ComparisonLevel.NameMissing)]
    [InlineData(" ·", "王秀英", ComparisonLevel.NameMissing)]
    public void Names_agree_as_far_as_a_typist_would_slip(string a, string b, ComparisonLevel expected)
    {
        Assert.Equal(expected, NameText.Compare(Utf8(a), Utf8(b)));
        Assert.Equal(expected, NameText.Compare(Utf8(b), Utf8(a)));
    }

    static readonly Gen<string> Names =
        from letters in Gen.Elements("王秀英A aＡ·•.　 b".ToCharArray()).NonEmptyListOf()
        select new string([.. letters.Take(12)]);

    [Fact]
    public void Names_are_equal_exactly_when_their_keys_are() => Prop.ForAll(Names.Two().ToArbitrary(), p =>
        NameText.Compare(Utf8(p.Item1), Utf8(p.Item2)) switch
        {
            ComparisonLevel.NameExact => NameKey.Of(Utf8(p.Item1)).AgreesWith(NameKey.Of(Utf8(p.Item2))),
            ComparisonLevel.NameMissing => NameKey.Of(Utf8(p.Item1)).Value == 0 || NameKey.Of(Utf8(p.Item2)).Value == 0,
            _ => NameKey.Of(Utf8(p.Item1)) != NameKey.Of(Utf8(p.Item2)),
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(19400102, 19400102, ComparisonLevel.BirthDateEqual)]
    [InlineData(19400102, 19400201, ComparisonLevel.BirthDateSwapped)]
    [InlineData(19400102, 19400103, ComparisonLevel.BirthDateOneDigit)]
    [InlineData(19400102, 19040102, ComparisonLevel.BirthDateOneDigit)]
    [InlineData(19400112, 19400121, ComparisonLevel.BirthDateOneDigit)]
    [InlineData(19400102, 19410103, ComparisonLevel.BirthDateDifferent)]
    [InlineData(19400102, 0, ComparisonLevel.BirthDateMissing)]
    public void Dates_of_birth_agree_as_far_as_a_typist_would_slip(int a, int b, ComparisonLevel expected)
    {
        Assert.Equal(expected, BirthDates.Compare(a, b));
        Assert.Equal(expected, BirthDates.Compare(b, a));
    }

    static readonly Gen<(string Number, string Slipped)> OneSlip =
        from person in Gen.Choose(0, 27_999)
        from kind in Gen.Choose(0, 3)
        from at in Gen.Choose(0, 16)
        from digit in Gen.Choose(1, 9)
        let number = Scene.Number(person)
        select (number, kind switch
        {
            0 => number[..at] + (char)('0' + (number[at] - '0' + digit) % 10) + number[(at + 1)..],
            1 => number[..at] + number[at + 1] + number[at] + number[(at + 2)..],
            2 => number.Remove(at, 1),
            _ => number.Insert(at, digit.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        });

    [Fact]
    public void Repair_leads_back_to_the_number_from_any_single_slip() => Prop.ForAll(OneSlip.ToArbitrary(), p =>
    {
        var keys = new List<long>();
        NumberRepair.KeysAround(Utf8(p.Slipped), keys);
        return p.Number == p.Slipped || keys.Contains(DocumentKey.Parse(Utf8(p.Number)).Key.Value);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Repairs_are_distinct_and_few()
    {
        var keys = new List<long>();
        NumberRepair.KeysAround("430101194001010010"u8, keys);
        Assert.Equal(keys.Distinct().Order(), keys);
        Assert.InRange(keys.Count, 10, 45);
    }
}
