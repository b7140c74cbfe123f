using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class NameTextTests
{
    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Theory]
    [InlineData("張偉", "张伟", ComparisonLevel.NameExact)]
    [InlineData("SMITH JOHN", "John Smith", ComparisonLevel.NameExact)]
    [InlineData("於梨华", "于梨华", ComparisonLevel.NameVariant)]
    [InlineData("萧红", "肖红", ComparisonLevel.NameVariant)]
    [InlineData("傅大明", "付大明", ComparisonLevel.NameVariant)]
    [InlineData("李堃", "李坤", ComparisonLevel.NameVariant)]
    [InlineData("李喆", "李哲", ComparisonLevel.NameVariant)]
    [InlineData("甯静", "寧靜", ComparisonLevel.NameVariant)]
    [InlineData("Smith Paul John", "John Paul Smith", ComparisonLevel.NameVariant)]
    [InlineData("死者李建国", "李建国", ComparisonLevel.NameVariant)]
    [InlineData("已故 李艷", "李yan", ComparisonLevel.NameSubstitute)]
    [InlineData("死者李建国", "李建华", ComparisonLevel.NameNear)]
    [InlineData("死者", "李建国", ComparisonLevel.NameDifferent)]
    [InlineData("买买提阿依古丽", "阿依古丽·买买提", ComparisonLevel.NameVariant)]
    [InlineData("买买提·阿依古丽", "阿依古丽·买买提", ComparisonLevel.NameVariant)]
    [InlineData("阿依古丽·买买提", "阿依古丽", ComparisonLevel.NameShortened)]
    [InlineData("阿依古丽·买买提", "阿依古丽·买", ComparisonLevel.NameShortened)]
    [InlineData("买买提·阿不都拉", "麦麦提", ComparisonLevel.NameShortened)]
    [InlineData("阿依古丽买买提", "阿依古丽", ComparisonLevel.NameDifferent, true)] // no dot says where the father's name starts
    [InlineData("李□", "李喆", ComparisonLevel.NameSubstitute)]
    [InlineData("李？", "李喆", ComparisonLevel.NameSubstitute)]
    [InlineData("李\uE123", "李喆", ComparisonLevel.NameSubstitute)]
    [InlineData("李yan", "李艳", ComparisonLevel.NameSubstitute)]
    [InlineData("李xiaoyan", "李晓艳", ComparisonLevel.NameSubstitute)]
    [InlineData("王(火华)", "王烨", ComparisonLevel.NameSubstitute)]
    [InlineData("王（火＋華）明", "王烨明", ComparisonLevel.NameSubstitute)]
    [InlineData("李(yan)", "李艳", ComparisonLevel.NameSubstitute)]
    [InlineData("李yan", "李明", ComparisonLevel.NameSurnameOnly)]
    [InlineData("□□", "李喆", ComparisonLevel.NameDifferent)]
    [InlineData("张三", "章三", ComparisonLevel.NameSoundAlike)]
    [InlineData("张伟", "章玮", ComparisonLevel.NameSoundAlike)]
    [InlineData("陈小丽", "程晓莉", ComparisonLevel.NameSoundAlike)]
    [InlineData("买买提", "麦麦提", ComparisonLevel.NameSoundAlike)]
    [InlineData("单田芳", "善田芳", ComparisonLevel.NameSoundAlike)] // 单 as a surname is read shan
    [InlineData("LI XIAOMING", "李晓明", ComparisonLevel.NameSoundAlike)]
    [InlineData("Xiaoming Li", "李晓明", ComparisonLevel.NameSoundAlike)]
    [InlineData("LYU XIULIAN", "吕秀莲", ComparisonLevel.NameSoundAlike)]
    [InlineData("LV XIULIAN", "吕秀莲", ComparisonLevel.NameSoundAlike)]
    [InlineData("LI XIAOMING", "李晓光", ComparisonLevel.NameDifferent)]
    [InlineData("李未", "李末", ComparisonLevel.NameLookAlike)]
    [InlineData("王土生", "王士生", ComparisonLevel.NameLookAlike)]
    [InlineData("侯明", "候明", ComparisonLevel.NameSoundAlike)]
    [InlineData("李梓华", "李锌华", ComparisonLevel.NameLookAlike)]
    [InlineData("王秀英", "王秀国", ComparisonLevel.NameNear)]
    [InlineData("阿卜杜热依木·吐尔逊", "阿卜杜热衣木·吐尔迅", ComparisonLevel.NameSoundAlike)]
    [InlineData("阿依古丽·买买提江", "阿依吐丽·买买提红", ComparisonLevel.NameNear)]
    [InlineData("John Smith", "Jon Smith", ComparisonLevel.NameNear)]
    [InlineData("Smith John", "Jon Smith", ComparisonLevel.NameNear)]
    [InlineData("John Smith", "Mary Smith", ComparisonLevel.NameSurnameOnly)]
    [InlineData("John Smith", "Mary Brown", ComparisonLevel.NameDifferent)]
    [InlineData("王丽", "王芳", ComparisonLevel.NameSurnameOnly)]
    [InlineData("萧丽", "肖芳", ComparisonLevel.NameSurnameOnly)]
    public void Level_says_how_the_names_differ(string a, string b, ComparisonLevel expected, bool orSurname = false)
    {
        ComparisonLevel found = NameText.Compare(Utf8(a), Utf8(b));
        Assert.Equal(orSurname && found == ComparisonLevel.NameSurnameOnly ? found : expected, found);
        Assert.Equal(found, NameText.Compare(Utf8(b), Utf8(a)));
    }

    static readonly Gen<string> Names =
        from letters in Gen.Elements("王汪章张未末李于於丽·. ?□(（)）火华烨xiaoyanABab喆哲".ToCharArray()).NonEmptyListOf()
        select new string([.. letters.Take(10)]);

    [Fact]
    public void Comparison_is_symmetric_and_equal_exactly_when_the_keys_are() => Prop.ForAll(Names.Two().ToArbitrary(), p =>
    {
        (byte[] a, byte[] b) = (Utf8(p.Item1), Utf8(p.Item2));
        ComparisonLevel level = NameText.Compare(a, b);
        return level == NameText.Compare(b, a)
            && (level == ComparisonLevel.NameExact) == NameKey.Of(a).AgreesWith(NameKey.Of(b))
            && (level == ComparisonLevel.NameMissing) == (NameKey.Of(a).Value == 0 || NameKey.Of(b).Value == 0);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Arbitrary_bytes_are_compared_without_a_fault() => Prop.ForAll<byte[], byte[]>((a, b) =>
        NameText.Compare(a, b) is >= ComparisonLevel.NameExact and <= ComparisonLevel.NameMissing && SoundKey.Of(a) == SoundKey.Of(a)).QuickCheckThrowOnFailure();

    [Fact]
    public void Many_letters_that_are_no_pinyin_are_told_at_once()
    {
        byte[] name = Utf8("李" + string.Concat(Enumerable.Repeat("xian", 30)) + "q"); // thousands of millions of ways to cut it
        Assert.Equal(ComparisonLevel.NameSurnameOnly, NameText.Compare(name, Utf8("李艳")));
        Assert.NotEqual(NameKey.Of(name), NameKey.Of(Utf8("李艳")));
    }

    [Theory]
    [InlineData("张三", "章叁")]
    [InlineData("李艳", "李yan")]
    [InlineData("李艳", "LI YAN")]
    [InlineData("陳莉", "程丽")]
    public void Names_of_one_sound_share_a_sound_key(string a, string b)
    {
        Assert.NotEqual(0UL, SoundKey.Of(Utf8(a)));
        Assert.Equal(SoundKey.Of(Utf8(a)), SoundKey.Of(Utf8(b)));
    }

    [Theory]
    [InlineData("李")]
    [InlineData("李？")]
    [InlineData("John Smith")]
    [InlineData("")]
    public void Names_without_a_known_sound_share_none(string name) => Assert.Equal(0UL, SoundKey.Of(Utf8(name)));
}
