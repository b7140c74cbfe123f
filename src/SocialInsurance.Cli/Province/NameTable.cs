using System.Text;

namespace SocialInsurance.Cli.Province;

/// <summary>Synthetic names from common characters, in UTF-8 and GB 18030.</summary>
static class NameTable
{
    const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

    const string Given = "秀英桂兰玉珍红梅丽华建国志强伟明军平勇芳娜敏静艳霞燕娟文辉力涛斌波宁凯健俊峰磊超鹏飞宇浩然子轩雨欣怡佳慧琳雪莹晨曦春生福贵德才水木火土永长安康寿荣昌盛兴旺发财源泉森松柏竹菊莲荷花香月云凤凰鸾鹤祥瑞吉庆喜乐欢悦和顺富仁义礼智信忠孝廉洁勤俭友善正直诚实光亮星辰天地海洋河湖山川岩峻岭青绿蓝紫黑";

    static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")
        ?? throw new InvalidOperationException("the shared framework lacks GB 18030");

    static readonly byte[][][] SurnameBytes = [Bytes(Surnames, Encoding.UTF8), Bytes(Surnames, Gb18030)];
    static readonly byte[][][] GivenBytes = [Bytes(Given, Encoding.UTF8), Bytes(Given, Gb18030)];
    static readonly byte[][][] Dots = [Bytes("·•", Encoding.UTF8), Bytes("·•", Gb18030)];

    /// <summary>Spelling of a name.</summary>
    internal enum Spelling
    {
        Clean,
        OtherGivenName,
        InnerBlank,
        OtherDot,
    }

    /// <summary>Writes the name that belongs to this noise.</summary>
    internal static void Write(ref ByteWriter to, ulong noise, Spelling spelling, bool gb18030)
    {
        int encoding = gb18030 ? 1 : 0;
        byte[][] surnames = SurnameBytes[encoding];
        byte[][] given = GivenBytes[encoding];
        double u = (noise & 0xFFFFF) / 1048576.0;
        to.Put(surnames[(int)(surnames.Length * u * u)]);
        int first = (int)((noise >> 20) % (ulong)given.Length);
        int second = (int)((noise >> 32) % (ulong)given.Length);
        first = spelling == Spelling.OtherGivenName ? (first + 17) % given.Length : first;
        if (spelling == Spelling.InnerBlank)
        {
            to.Put((byte)' ');
        }

        to.Put(given[first]);
        if (noise >> 44 < 1 << 13) // one in 128: a longer name with a middle dot
        {
            to.Put(Dots[encoding][spelling == Spelling.OtherDot ? 1 : 0]);
            to.Put(given[second]);
            to.Put(given[(first * 7 + second) % given.Length]);
        }
        else if (noise % 10 < 7)
        {
            to.Put(given[second]);
        }
    }

    static byte[][] Bytes(string characters, Encoding encoding) => [.. characters.Select(c => encoding.GetBytes(c.ToString()))];
}
