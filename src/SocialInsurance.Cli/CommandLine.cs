using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Demo;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli;

/// <summary><c>sicert</c>: every job without a browser.</summary>
internal static class CommandLine
{
    /// <summary>A command that was asked to end may take this long for a clean state: a service drains up to 30 s, a busy disk syncs. The library's 2 s cut that off.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    internal static async Task<int> RunAsync(string[] args)
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        Strings.Language = LanguageOf(args);
        var root = CreateRoot();
        var parsed = root.Parse(args);
        return parsed.Errors.Count > 0 ? Refuse(parsed, isForMachines: args.Contains(CommandContext.Json.Name))
            : parsed.Action is HelpAction ? Say(parsed, Console.Out, ExitCode.Positive)
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Patience + (LivePorts.DrainOf(parsed) ?? TimeSpan.Zero) });
    }

    /// <summary>A wrong command line. People see all that is wrong with it, and what they may have meant.</summary>
    private static int Refuse(ParseResult parsed, bool isForMachines)
    {
        if (isForMachines || parsed.Action is not ParseErrorAction library)
        {
            var message = LibraryTexts.Translate(parsed.Errors[0].Message);
            new Terminal(isForMachines, Console.Out, Console.Error).Fail(new CliError("usage", Strings.Format("UsageError", message), Expected: Strings.Get("UsageHint")));
            return ExitCode.Usage;
        }

        library.ShowHelp = false;
        library.ShowTypoCorrections = true;
        Say(parsed, Console.Error, ExitCode.Usage);
        Console.Error.WriteLine(Strings.Get("UsageHint"));
        return ExitCode.Usage;
    }

    /// <summary>What the library has to say.</summary>
    private static int Say(ParseResult parsed, TextWriter to, int exitCode)
    {
        using var said = new StringWriter();
        parsed.Invoke(new InvocationConfiguration { Output = said, Error = said });
        to.Write(LibraryTexts.Translate(said.ToString()));
        return exitCode;
    }

    internal static RootCommand CreateRoot()
    {
        var root = new RootCommand(Strings.Get("RootHelp"))
        {
            DemoCommand.Create(),
            ModelsCommand.Create(),
            FaceCommand.Create(),
            ProvinceCommand.Create(),
            CompareCommand.Create(),
            PolicyCommand.Create(),
            AuditCommand.Create(),
            ReceiptCommand.Create(),
            TemplatesCommand.Create(),
            KeysCommand.Create(),
            RetentionCommand.Create(),
            ContactCommand.Create(),
            PartnerCommand.Create(),
            EventsCommand.Create(),
            JobsCommand.Create(),
            DueCommand.Create(),
            StaffCommand.Create(),
            ServeCommand.Create(),
            CapacityCommand.Create(),
            ConfigCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
        };
        root.Options.Add(CommandContext.Json);
        root.Options.Add(CommandContext.Lang);
        return root;
    }

    /// <summary>Read before parsing: the help itself is in that language.</summary>
    private static CultureInfo LanguageOf(string[] args)
    {
        var (at, name) = (Array.IndexOf(args, CommandContext.LangName), CommandContext.LangName);
        var joined = args.LastOrDefault(a => a.StartsWith(name + "=", StringComparison.Ordinal) || a.StartsWith(name + ":", StringComparison.Ordinal));
        return (at >= 0 && at + 1 < args.Length ? args[at + 1] : joined?[(name.Length + 1)..]) switch
        {
            "en" => Strings.English,
            "zh" => Strings.Chinese,
            _ => Strings.FromEnvironment(),
        };
    }
}
