namespace SocialInsurance.Walks.Tests.Support;

/// <summary>A small register with feeds, written by hand into a workspace. Everybody in it is made up.</summary>
internal sealed class HandmadeData(Workspace workspace)
{
    public const string RegisterHeader = "id,number,name,due\n";
    public const string FeedHeader = "number,name,on\n";

    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    public string Folder => workspace.At("data");

    public string RegisterPath => workspace.At("data", "register.csv");

    /// <summary>
    /// A well-formed number of nobody: a division code that stands for no place, sequence <paramref name="i"/>. Neighbours differ
    /// in county, birth date and sequence, as strangers do: numbers one slip apart would rightly be possible links.
    /// </summary>
    public static string Number(int i)
    {
        var digits = $"9901{(i * 7 % 31) + 1:D2}{1940 + (i * 3 % 25)}{(i * 5 % 12) + 1:D2}{(i * 11 % 28) + 1:D2}{i:D3}";
        return digits + "10X98765432"[Enumerable.Range(0, Weights.Length).Sum(at => (digits[at] - '0') * Weights[at]) % 11];
    }

    public HandmadeData Register(string rows, string header = RegisterHeader)
    {
        workspace.Write("data/register.feed.yaml", """
            name: register
            kind: subjects
            authority: 经办机构
            filePattern: 'register*.csv'
            format: { delimiter: ',', header: yes }
            columns: { id: id, number: number, name: name, dueDate: due }
            dateFormat: yyyy-MM-dd
            maxRejectedShare: 1
            """);
        workspace.Write("data/register.csv", header + rows);
        return this;
    }

    public HandmadeData Feed(string name, string kind, string rows, string presence = "administrative") =>
        Feed(name, Descriptor(name, kind, presence), System.Text.Encoding.UTF8.GetBytes(FeedHeader + rows));

    public HandmadeData Feed(string name, string descriptor, byte[] bytes)
    {
        workspace.Write($"data/{name}.feed.yaml", descriptor);
        workspace.Write($"data/{name}.csv", bytes);
        return this;
    }

    public static string Descriptor(
        string name,
        string kind,
        string presence = "administrative",
        string format = "{ delimiter: ',', header: yes }",
        string columns = "{ number: number, name: name, eventDate: on }",
        string maxRejectedShare = "1") => $"""
        name: {name}
        kind: {kind}
        authority: 测试
        filePattern: '{name}*.csv'
        format: {format}
        columns: {columns}
        dateFormat: yyyy-MM-dd
        presenceClass: {presence}
        independenceGroup: {name}
        maxRejectedShare: {maxRejectedShare}
        """;

    /// <summary>Arguments of a run over this data.</summary>
    public string[] Run(string target, string? policy = null, string asOf = "2026-10-31") =>
        ["compare", "run", "--register", RegisterPath, "--feeds", Folder, "--policy", policy ?? Workspace.PolicyPath, "--as-of", asOf, "--out", target, "--json"];
}
