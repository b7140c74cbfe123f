using System.Buffers;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Names as code points, folded exactly as <see cref="NameKey"/> folds them. Stateless, thread-safe.</summary>
static class NameText
{
    internal const int MaxCodePoints = 48;

    const int FewestForOneEdit = 3; // of two characters, one edit leaves a surname only: no evidence

    // Characters that one typist or scanner puts for another: same sound or nearly the same shape.
    // Compiled by us from common pinyin homophones and shapes of given names; a group is a line of the alphabet of slips.
    static readonly string[] LookAlikes =
    [
        "丽莉俪", "军君均钧", "伟玮炜苇", "芳方", "华花桦", "明名鸣", "英瑛", "兰蓝岚", "珍真贞", "玉钰", "红虹洪宏鸿", "梅美", "霞侠", "艳燕雁",
        "娟涓", "静敬靖婧", "辉晖徽", "涛焘", "斌彬宾", "波博", "宁凝", "凯恺", "健建键", "俊峻骏", "峰锋丰", "磊雷蕾", "超朝", "鹏朋", "飞菲",
        "宇雨羽", "轩萱", "欣新馨心", "怡宜", "佳嘉家", "慧惠会", "琳林霖淋", "雪学", "莹营萤", "晨辰臣", "曦希熙", "春椿", "生升胜", "福富", "贵桂",
        "德得", "才材财", "昌畅", "兴星", "旺望", "泉全", "松嵩", "柏伯", "菊居", "莲连", "荷何", "香湘", "云芸", "凤风", "祥详", "瑞锐", "吉杰",
        "庆清", "乐月", "和合", "顺舜", "仁人", "义艺", "礼理里", "智志治", "信鑫", "忠中钟", "孝晓小", "洁捷", "勤琴芹", "俭剑", "友有", "正政",
        "直植", "诚成程", "实石", "亮良", "天添", "海还", "洋阳扬", "河合", "山珊", "川传", "青卿", "末未", "大太", "土士", "己已", "日曰", "戊戌",
        "张章", "王汪", "陈程", "徐许", "余于俞", "江姜", "吴武", "刘柳", "李黎",
    ];

    static readonly Dictionary<int, int[]> GroupsOf = Groups();

    /// <summary>Code points without blanks and dots, full-width forms and upper case folded; at most <see cref="MaxCodePoints"/>.</summary>
    internal static int Fold(ReadOnlySpan<byte> utf8, Span<int> to)
    {
        int length = 0;
        while (!utf8.IsEmpty && length < to.Length)
        {
            bool isText = Rune.DecodeFromUtf8(utf8, out Rune rune, out int read) == OperationStatus.Done;
            if (isText && rune.Value is >= 0xFF01 and <= 0xFF5E)
            {
                rune = new Rune(rune.Value - 0xFF01 + 0x21);
            }

            if (!isText || !NameKey.IsDropped(rune.Value))
            {
                to[length++] = Rune.ToLowerInvariant(rune).Value;
            }

            utf8 = utf8[read..];
        }

        return length;
    }

    /// <summary>The longest prefix of whole characters that fits.</summary>
    internal static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8, int maxBytes)
    {
        int length = Math.Min(utf8.Length, maxBytes);
        while (length > 0 && length < utf8.Length && (utf8[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return utf8[..length];
    }

    /// <summary>How far two names agree; NameMissing when one side has none.</summary>
    internal static ComparisonLevel Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Span<int> left = stackalloc int[MaxCodePoints];
        Span<int> right = stackalloc int[MaxCodePoints];
        left = left[..Fold(a, left)];
        right = right[..Fold(b, right)];
        return left.IsEmpty || right.IsEmpty ? ComparisonLevel.NameMissing
            : left.SequenceEqual(right) ? ComparisonLevel.NameExact
            : IsOneSlip(left, right) ? ComparisonLevel.NameNear
            : left[0] == right[0] ? ComparisonLevel.NameSurnameOnly
            : ComparisonLevel.NameDifferent;
    }

    static bool IsOneSlip(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        if (Math.Max(a.Length, b.Length) >= FewestForOneEdit)
        {
            return Math.Abs(a.Length - b.Length) <= 1 && EditDistance.Of(a, b) == 1;
        }

        int same = a.CommonPrefixLength(b);
        return a.Length == b.Length && a[(same + 1)..].SequenceEqual(b[(same + 1)..]) && AreLookAlikes(a[same], b[same]);
    }

    static bool AreLookAlikes(int a, int b) =>
        GroupsOf.TryGetValue(a, out int[]? groups) && GroupsOf.TryGetValue(b, out int[]? others) && groups.Intersect(others).Any();

    static Dictionary<int, int[]> Groups() => LookAlikes
        .SelectMany((group, i) => group.Select(c => ((int)c, i)))
        .GroupBy(p => p.Item1, p => p.i)
        .ToDictionary(g => g.Key, g => g.ToArray());
}
