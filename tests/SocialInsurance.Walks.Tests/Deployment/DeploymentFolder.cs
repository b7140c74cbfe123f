using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Walks.Tests.Deployment;

/// <summary>The committed files of <c>samples/deployment</c>.</summary>
internal static partial class DeploymentFolder
{
    public static string RepoRoot { get; } = typeof(DeploymentFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "RepoRoot").Value!;

    public static string At(params string[] names) => Path.Combine([RepoRoot, "samples", "deployment", .. names]);

    public static string Read(params string[] names) => File.ReadAllText(At(names));

    /// <summary>Every document of every manifest.</summary>
    public static IReadOnlyList<YamlMappingNode> Manifests()
    {
        List<YamlMappingNode> all = [];
        foreach (var file in Directory.EnumerateFiles(At("kubernetes"), "*.yaml").Order(StringComparer.Ordinal))
        {
            var stream = new YamlStream();
            using var text = new StreamReader(file);
            stream.Load(text);
            all.AddRange(stream.Documents.Select(document => (YamlMappingNode)document.RootNode));
        }

        return all;
    }

    /// <summary>The blocks marked <c>sh</c> of the chapters with these numbers, in order.</summary>
    public static IReadOnlyList<string> Blocks(string runbook, params int[] chapters) =>
        [.. chapters.SelectMany(number => Block().Matches(Chapter(runbook, number)).Select(match => match.Groups[1].Value))];

    public static string Chapter(string runbook, int number)
    {
        var from = runbook.IndexOf($"\n## {number}. ", StringComparison.Ordinal);
        var until = runbook.IndexOf($"\n## {number + 1}. ", StringComparison.Ordinal);
        return runbook[from..(until < 0 ? runbook.Length : until)];
    }

    /// <summary>Runs a program to its end; output and errors together.</summary>
    public static async Task<(int Exit, string Text)> RunAsync(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Debian's packages, installed when running as root and missing; else the sentence says what to run.</summary>
    public static async Task NeedAsync(string program, string package)
    {
        if (File.Exists(program))
        {
            return;
        }

        var install = $"[ -e /etc/postgresql-common/createcluster.conf ] || {{ mkdir -p /etc/postgresql-common; echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf; }}; apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends {package}";
        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException($"These tests need {program}; run: sudo apt-get install --yes --no-install-recommends {package}");
        }

        var (exit, text) = await RunAsync("/bin/sh", ["-c", install], "/");
        Assert.True(exit == 0 && File.Exists(program), text);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
