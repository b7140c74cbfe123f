using System.CommandLine;
using SocialInsurance.Cli.Commands;

namespace SocialInsurance.Walks.Tests;

/// <summary>Help is read by a newcomer: it shows an example that works, in the reader's language.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly Workspace workspace = new();

    public static TheoryData<string> Jobs => [.. Leaves(Cli.CommandLine.CreateRoot(), string.Empty).Select(leaf => leaf.Path)];

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Help_of_a_job_shows_an_example_in_both_languages(string job)
    {
        var chinese = (await workspace.RunAsync([.. job.Split(' '), "--help"])).AssertExit(0);
        Assert.Matches($@"\n *示例:\r?\n +sicert {job}", chinese.Out);
        Assert.Empty(chinese.Error);
        var english = (await workspace.RunAsync([.. job.Split(' '), "--help", "--lang", "en"])).AssertExit(0);
        Assert.Matches($@"\n *Examples:\r?\n +sicert {job}", english.Out);
        Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", english.Out);
    }

    [Fact]
    public async Task Help_of_a_group_lists_its_jobs()
    {
        foreach (var group in Groups(Cli.CommandLine.CreateRoot(), string.Empty))
        {
            var help = (await workspace.RunAsync([.. group.Path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).AssertExit(0);
            Assert.All(group.Command.Subcommands, sub => Assert.Contains($"\n  {sub.Name}", help.Out, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_example_is_a_command_line_that_parses()
    {
        var root = Cli.CommandLine.CreateRoot();
        string[] examples = [.. Leaves(root, string.Empty).SelectMany(leaf => (leaf.Command.Description ?? string.Empty).Split('\n')).Where(line => line.StartsWith("  sicert ", StringComparison.Ordinal))];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(root.Parse(example.Trim()["sicert ".Length..]).Errors));
    }

    [Fact]
    public void Every_job_takes_json_and_a_language()
    {
        var root = Cli.CommandLine.CreateRoot();
        Assert.Superset(new HashSet<Option> { CommandContext.Json, CommandContext.Lang }, root.Options.ToHashSet());
        Assert.True(CommandContext.Json.Recursive && CommandContext.Lang.Recursive);
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(sub => Leaves(sub, $"{path} {sub.Name}".Trim()));

    private static IEnumerable<(string Path, Command Command)> Groups(Command command, string path) => command.Subcommands.Count == 0
        ? []
        : [(path, command), .. command.Subcommands.SelectMany(sub => Groups(sub, $"{path} {sub.Name}".Trim()))];

    public void Dispose() => workspace.Dispose();
}
