using System.Text;

namespace SocialInsurance.Cli.Province;

/// <summary>Characters and parts that names are made of, in UTF-8 and GB 18030, with the same indices for both.</summary>
static class NameTable
{
    const string SurnameText = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

    const string GivenText = "秀英桂兰玉珍红梅丽华建国志强伟明军平勇芳娜敏静艳霞燕娟文辉力涛斌波宁凯健俊峰磊超鹏飞宇浩然子轩雨欣怡佳慧琳雪莹晨曦春生福贵德才水木火土永长安康寿荣昌盛兴旺发财源泉森松柏竹菊莲荷花香月云凤凰鸾鹤祥瑞吉庆喜乐欢悦和顺富仁义礼智信忠孝廉洁勤俭友善正直诚实光亮星辰天地海洋河湖山川岩峻岭青绿蓝紫黑";

    // the traditional form as documents of Hong Kong, Macau and Taiwan print it, after each simplified character
    const string TraditionalPairs = "张張刘劉陈陳杨楊黄黃赵趙吴吳孙孫马馬罗羅郑鄭谢謝许許韩韓冯馮邓鄧蒋蔣叶葉苏蘇吕呂卢盧钟鍾谭譚陆陸贾賈韦韋邹鄒闫閆龙龍贺賀顾顧龚龔万萬钱錢严嚴汤湯兰蘭红紅丽麗华華国國强強伟偉军軍艳豔辉輝涛濤宁寧凯凱鹏鵬飞飛轩軒莹瑩贵貴财財长長荣榮兴興发發凤鳳鸾鸞鹤鶴庆慶乐樂欢歡悦悅顺順义義礼禮洁潔俭儉诚誠实實岭嶺绿綠蓝藍莲蓮云雲寿壽静靜";

    // what typists and scanners take for each other: same sound or nearly the same shape
    const string NearPairs = "丽莉华花伟玮芳方英瑛兰蓝玉钰红虹珍真梅美娟涓静靖军君明名霞侠辉晖斌彬宁凝波博健建俊峻峰锋宇雨欣新怡宜佳嘉慧惠琳林莹营晨辰春椿生升福富贵桂德得才材昌畅兴星泉全松嵩柏伯莲连荷何香湘云芸凤风祥详瑞锐吉杰庆清和合仁人义艺智志信鑫忠中勤琴友有正政直植诚成亮良天添洋阳山珊川传青卿";

    static readonly string[] MinorityParts =
        ["阿卜杜拉", "买买提", "吐尔逊", "阿依古丽", "艾山江", "热合曼", "古丽巴哈尔", "帕提古丽", "玉素甫", "艾合买提", "努尔兰", "哈丽旦", "依明", "木合塔尔", "阿孜古丽", "赛买提"];

    static readonly string[] TibetanParts = ["扎西", "次仁", "卓玛", "多吉", "桑杰", "央金", "格桑", "旺堆", "拉姆", "平措", "尼玛", "达瓦"];

    static readonly string[] LatinFamilies = ["Smith", "Johnson", "Tanaka", "Mueller", "Martin", "Kim", "Brown", "Wilson", "Suzuki", "Dubois", "Campbell", "Nguyen"];
    static readonly string[] LatinGivens = ["John", "Mary", "Kenji", "Anna", "Robert", "Yuki", "Peter", "Helen", "Jean", "Min", "David", "Laura"];

    // of GB 18030, not of GBK: four bytes each
    static readonly string[] RareParts = ["䶮", "㛃", "㼆", "䥑", "𬭎", "𫖯", "𬴂", "𫘜", "𣲗", "𬬻", "㻽", "𬀩"];

    static readonly string[] DotParts = ["·", "•", "・", "‧", "．", ".", "∙", ""];

    static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")
        ?? throw new InvalidOperationException("the shared framework lacks GB 18030");

    internal static readonly byte[][][] Surnames = Encoded(Runes(SurnameText));
    internal static readonly byte[][][] Given = Encoded(Runes(GivenText));
    internal static readonly byte[][][] TraditionalSurnames = Encoded(Swapped(SurnameText, TraditionalPairs));
    internal static readonly byte[][][] TraditionalGiven = Encoded(Swapped(GivenText, TraditionalPairs));
    internal static readonly byte[][][] NearGiven = Encoded(Swapped(GivenText, NearPairs));
    internal static readonly byte[][][] Minority = Encoded(MinorityParts);
    internal static readonly byte[][][] Tibetan = Encoded(TibetanParts);
    internal static readonly byte[][][] Rare = Encoded(RareParts);
    internal static readonly byte[][][] Dots = Encoded(DotParts);
    internal static readonly string[] Families = LatinFamilies;
    internal static readonly string[] GivenLatin = LatinGivens;

    /// <summary>䶮 as older systems keep it: a private character of GBK.</summary>
    internal static readonly byte[][][] RarePrivate = Encoded(["\uE863"]);

    /// <summary>How a name is written, beside the department's own notation.</summary>
    internal enum Spelling : byte
    {
        Clean,
        InnerBlank,

        /// <summary>One character of the given name put for one that looks or sounds like it.</summary>
        NearGivenName,

        /// <summary>Another given name.</summary>
        OtherGivenName,
    }

    /// <summary>Writes the plain Chinese name that belongs to this noise.</summary>
    internal static void Write(ref ByteWriter to, ulong noise, Spelling spelling, bool gb18030) =>
        NameWriter.Chinese(ref to, NameWriter.PartsOf(noise), spelling, gb18030 ? 1 : 0);

    static string[] Runes(string text) => [.. text.EnumerateRunes().Select(r => r.ToString())];

    /// <summary>Each character, or what stands for it in the pairs.</summary>
    static string[] Swapped(string text, string pairs)
    {
        Dictionary<char, char> other = pairs.Chunk(2).ToDictionary(p => p[0], p => p[1]);
        return [.. text.Select(c => other.GetValueOrDefault(c, c).ToString())];
    }

    /// <summary>First index: 0 UTF-8, 1 GB 18030.</summary>
    static byte[][][] Encoded(string[] parts) => [[.. parts.Select(Encoding.UTF8.GetBytes)], [.. parts.Select(Gb18030.GetBytes)]];
}
