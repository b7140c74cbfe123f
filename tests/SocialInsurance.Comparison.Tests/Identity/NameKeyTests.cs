using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class NameKeyTests
{
    static NameKey Key(string name) => NameKey.Of(Encoding.UTF8.GetBytes(name));

    [Theory]
    [InlineData("王秀英", " 王 秀\u3000英\u00A0")]
    [InlineData("李䶮", "李\uE863")] // code page 936
    [InlineData("张㑇", "张\uE81A")]
    [InlineData("阿依古丽·买买提", "阿依古丽•买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽・买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽.买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽．买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽‧买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽･买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽。買買提")]
    [InlineData("阿依古丽·买买提", "阿依古丽\u200B\u2022\uFEFF买买提")]
    [InlineData("John Smith", "ＪＯＨＮ　ＳＭＩＴＨ")]
    [InlineData("John Smith", "SMITH, JOHN")]
    [InlineData("John Smith", "SMITH<<JOHN")]
    [InlineData("JohnSmith", "Smith John")]
    [InlineData("Jean-Luc Picard", "PICARD JEAN LUC")]
    [InlineData("Seán O’Brien", "O'BRIEN SEAN")]
    [InlineData("Zoë", "ZOË")]
    [InlineData("Zoë", "Zoe\u0308")]
    [InlineData("Nguyễn Văn Đức", "NGUYEN VAN DUC")]
    [InlineData("Groß", "GROSS")]
    [InlineData("Ælfric", "Aelfric")]
    [InlineData("Иванов", "ИВАНОВ")]
    [InlineData("Fӱдор", "fӱдор")]
    [InlineData("李 xiaoming", "李XiaoMing")]
    [InlineData("ᠪᠠᠲᠤ", "ᠪᠠᠲᠤ ")]
    [InlineData("བཀྲ་ཤིས", "བཀྲ་ཤིས")]
    public void Spellings_of_one_name_agree(string a, string b) => Assert.True(Key(a).AgreesWith(Key(b)));

    // public knowledge: the General List of Simplified Characters (1986), the First List of Variant Characters (1955), the General
    // Standard Chinese Characters (2013)
    [Theory]
    [InlineData("張偉", "张伟")]
    [InlineData("龍", "龙")]
    [InlineData("葉劍英", "叶剑英")]
    [InlineData("範文瀾", "范文澜")]
    [InlineData("後", "后")]
    [InlineData("裏", "里")]
    [InlineData("裡", "里")]
    [InlineData("發", "发")]
    [InlineData("髮", "发")]
    [InlineData("鐘", "钟")]
    [InlineData("鍾", "钟")]
    [InlineData("錢鍾書", "钱锺书")]
    [InlineData("錢鍾書", "钱钟书")]
    [InlineData("寧", "宁")]
    [InlineData("國", "国")]
    [InlineData("囯", "国")]
    [InlineData("峯", "峰")]
    [InlineData("羣", "群")]
    [InlineData("説", "说")]
    [InlineData("說", "说")]
    [InlineData("戶", "户")]
    [InlineData("戸", "户")]
    [InlineData("青", "靑")] // the printing form before 1965
    [InlineData("颖", "頴")]
    [InlineData("颖", "颕")]
    [InlineData("修", "修")]
    [InlineData("黄", "黃")]
    [InlineData("吕", "呂")]
    [InlineData("吴", "吳")]
    [InlineData("吴", "呉")]
    [InlineData("泽", "沢")]
    [InlineData("龍", "龍")] // U+F9C4
    [InlineData("金", "金")] // U+F90A
    [InlineData("金", "⾦")] // Kangxi radical
    [InlineData("𫘝", "駃")]
    [InlineData("葛\U000E0100", "葛")] // a glyph selector
    public void Traditional_and_variant_characters_are_the_standard_one(string a, string b) => Assert.True(Key("李" + a + "华").AgreesWith(Key("李" + b + "华")));

    [Theory]
    [InlineData("王秀英", "王秀兰")]
    [InlineData("王秀英", "秀英王")]
    [InlineData("王秀英", "王秀")]
    [InlineData("", "")]
    [InlineData(" · ", "")]
    [InlineData("李喆", "李哲")] // of different people since 2013, both standard
    [InlineData("李堃", "李坤")]
    [InlineData("李淼", "李渺")]
    [InlineData("李昇", "李升")]
    [InlineData("乾隆", "干隆")] // 乾 is standard when read qian
    [InlineData("於梨华", "于梨华")] // both surnames
    [InlineData("甯静", "宁静")]
    [InlineData("潁河", "穎河")] // two characters, simplified too: 颍 and 颖
    [InlineData("萧红", "肖红")]
    [InlineData("傅明", "付明")]
    [InlineData("阎明", "闫明")]
    [InlineData("张三", "章三")]
    [InlineData("李未", "李末")]
    [InlineData("李？", "李艳")]
    [InlineData("李大", "李犬")]
    [InlineData("John Smith", "Jane Smith")]
    [InlineData("ВИКТОР", "BИКТОР")] // a Latin B looks like a Cyrillic one
    [InlineData("ᠪᠠᠲᠤ", "ᠪᠠᠲᠦ")]
    public void Other_names_and_missing_names_do_not_agree(string a, string b) => Assert.False(Key(a).AgreesWith(Key(b)));

    [Fact]
    public void Arbitrary_bytes_never_throw() =>
        Prop.ForAll<byte[]>(bytes => NameKey.Of(bytes) == NameKey.Of(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_shows_no_name() => Assert.Equal("(name)", Key("王秀英").ToString());

    static readonly Gen<string> Names = Gen.OneOf(
        from letters in Gen.Elements([.. "王張张峯峰羣群鍾锺钟龍龙后後乾干於于Aaｂ B·•.　-'ée\u0301Ññßsœ<()（?□1１".EnumerateRunes(), new Rune(0x2B61D), new Rune(0xE0100)]).NonEmptyListOf()
        select string.Concat(letters.Take(9)),
        from letters in Gen.Elements("abABéÉ -,".ToCharArray()).NonEmptyListOf()
        select new string([.. letters.Take(7)]),
        from codes in Gen.Choose(0x20, 0x2FFFF).Where(Rune.IsValid).NonEmptyListOf()
        select string.Concat(codes.Take(4).Select(c => new Rune(c))));

    [Fact]
    public void Keys_agree_exactly_when_the_plain_twin_folds_to_one_text() => Prop.ForAll(Names.Two().ToArbitrary(), p =>
    {
        (string a, string b) = (PlainNames.Fold(p.Item1), PlainNames.Fold(p.Item2));
        return Key(p.Item1).AgreesWith(Key(p.Item2)) == (a.Length > 0 && a == b);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Folding_what_is_folded_changes_nothing() => Prop.ForAll(Names.ToArbitrary(), name =>
    {
        string folded = PlainNames.Fold(name);
        return PlainNames.Fold(folded) == folded && Key(folded) == Key(name);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Every_character_of_the_basic_planes_folds_as_the_plain_twin_says_and_no_further()
    {
        var wrong = new List<string>();
        foreach (int c in Enumerable.Range(0x20, 0x2FFFF).Where(Rune.IsValid))
        {
            string text = new Rune(c).ToString();
            string folded = PlainNames.Fold(text);
            bool isWrong = folded.Length == 0 ? Key(text).Value != 0 : !Key("李" + text).AgreesWith(Key(PlainNames.Fold("李" + text))) || PlainNames.Fold(folded) != folded;
            wrong.AddRange(isWrong ? [$"U+{c:X}"] : []);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Standard_characters_of_every_reading_keep_keys_of_their_own()
    {
        string[] standard = [.. NameTables.Lines("readings.txt").SelectMany(l => l.Split(' ')[1].EnumerateRunes()).Where(r => r.Value > 0x80).Select(r => r.ToString()).Distinct()];
        Assert.True(standard.Length > 15_000);
        Assert.Equal(standard.Length, standard.Select(Key).Distinct().Count());
    }
}
