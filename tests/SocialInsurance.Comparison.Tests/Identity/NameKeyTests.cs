using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class NameKeyTests
{
    static NameKey Key(string name) => NameKey.Of(Encoding.UTF8.GetBytes(name));

    [Theory]
    [InlineData("王秀英", " 王 秀\u3000英\u00A0")]
    [InlineData("阿依古丽·买买提", "阿依古丽•买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽・买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽.买买提")]
    [InlineData("阿依古丽·买买提", "阿依古丽．买买提")]
    [InlineData("John Smith", "ＪＯＨＮ　ＳＭＩＴＨ")]
    [InlineData("Zoë", "ZOË")]
    public void Spellings_of_one_name_agree(string a, string b) => Assert.True(Key(a).AgreesWith(Key(b)));

    [Theory]
    [InlineData("王秀英", "王秀兰")]
    [InlineData("王秀英", "秀英王")]
    [InlineData("王秀英", "王秀")]
    [InlineData("", "")]
    [InlineData(" · ", "")]
    public void Other_names_and_missing_names_do_not_agree(string a, string b) => Assert.False(Key(a).AgreesWith(Key(b)));

    [Fact]
    public void Arbitrary_bytes_never_throw() =>
        Prop.ForAll<byte[]>(bytes => NameKey.Of(bytes) == NameKey.Of(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_shows_no_name() => Assert.Equal("(name)", Key("王秀英").ToString());
}
