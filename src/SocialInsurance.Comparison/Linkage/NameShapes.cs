namespace SocialInsurance.Comparison;

/// <summary>
/// Which characters are written for each other: kindred ones, of which one stood for the other in some register; look-alikes, which
/// differ by a radical or a stroke; and the two parts by which a rare character is described. Immutable, thread-safe.
/// Source: NameData/PROVENANCE.md.
/// </summary>
static class NameShapes
{
    static readonly CharacterMap<int[]> KindredGroups = Groups("kindred.txt");
    static readonly CharacterMap<int[]> LookAlikeGroups = Groups("lookalikes.txt");
    static readonly Dictionary<int, (int First, int Second)> Parts = NameTables.Lines("parts.txt")
        .Select(NameTables.CodePoints)
        .ToDictionary(p => p[0], p => (Whole(p[1]), Whole(p[2])));

    internal static bool AreKindred(int a, int b) => Share(KindredGroups, a, b);

    internal static bool AreLookAlikes(int a, int b) => Share(LookAlikeGroups, a, b);

    /// <summary>The character consists of these two, in any order.</summary>
    internal static bool ConsistsOf(int codePoint, int first, int second) =>
        Parts.TryGetValue(codePoint, out (int First, int Second) parts)
        && (parts == (Whole(first), Whole(second)) || parts == (Whole(second), Whole(first)));

    static bool Share(CharacterMap<int[]> groups, int a, int b) =>
        groups.TryGetValue(a, out int[]? ours) && groups.TryGetValue(b, out int[]? theirs) && ours.Any(g => theirs.Contains(g));

    /// <summary>The character that a clerk names when he means a radical.</summary>
    static int Whole(int part) => part switch
    {
        '氵' or '氺' => '水',
        '亻' => '人',
        '冫' => '冰',
        '忄' => '心',
        '扌' => '手',
        '犭' => '犬',
        '礻' => '示',
        '衤' => '衣',
        '讠' or '訁' => '言',
        '饣' => '食',
        '纟' or '糹' => '丝',
        '钅' or '釒' => '金',
        '刂' => '刀',
        '艹' => '草',
        '灬' => '火',
        '⺼' => '月',
        '牜' => '牛',
        '疒' => '病',
        '辶' => '走',
        _ => NameFolding.Fold(part).First,
    };

    static CharacterMap<int[]> Groups(string file)
    {
        var groups = new CharacterMap<int[]>();
        foreach (IGrouping<int, int> group in NameTables.Lines(file)
            .SelectMany((line, i) => NameTables.CodePoints(line).Select(c => (Character: c, Group: i)))
            .GroupBy(p => p.Character, p => p.Group))
        {
            groups[group.Key] = [.. group];
        }

        return groups;
    }
}
