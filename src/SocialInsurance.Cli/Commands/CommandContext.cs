using System.CommandLine;
using System.Globalization;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Commands;

/// <summary>Options that every command has, and the one place where faults become exit codes.</summary>
internal static class CommandContext
{
    internal static readonly Option<bool> Json = new("--json") { Description = Strings.Get("OptionJson"), Recursive = true };

    internal static readonly Option<string?> Lang = new("--lang") { Description = Strings.Get("OptionLang"), Recursive = true };

    /// <summary>Runs <paramref name="body"/> and turns what it throws into an exit code and an error for its reader.</summary>
    internal static void Handle(this Command command, Func<ParseResult, Terminal, CancellationToken, Task<int>> body) =>
        command.SetAction((parsed, cancellation) => Run(parsed, body, cancellation));

    internal static void Handle(this Command command, Func<ParseResult, Terminal, CancellationToken, int> body) =>
        command.Handle((parsed, terminal, cancellation) => Task.FromResult(body(parsed, terminal, cancellation)));

    private static async Task<int> Run(ParseResult parsed, Func<ParseResult, Terminal, CancellationToken, Task<int>> body, CancellationToken cancellation)
    {
        var terminal = new Terminal(parsed.GetValue(Json), Console.Out, Console.Error);
        try
        {
            return await body(parsed, terminal, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Fail(new CliError("cancelled", Strings.Get("Cancelled")));
            return ExitCode.Cancelled;
        }
        catch (Exception fault) when (Refusal(fault) is { } error)
        {
            terminal.Fail(error);
            return ExitCode.InputRefused;
        }
        catch (Exception fault)
        {
            terminal.Fail(new CliError("internal", Strings.Format("InternalFault", fault.GetType().Name)));
            if (!terminal.Json)
            {
                terminal.Error.WriteLine(fault.ToString());
            }

            return ExitCode.InternalFault;
        }
    }

    /// <summary>Faults of the input, as opposed to faults of this program.</summary>
    private static CliError? Refusal(Exception fault) => fault switch
    {
        InputRefused refused => refused.Error,
        InvalidModelException model => new CliError("model", model.Message, model.File, Expected: model.Expected, Found: model.Found),
        _ => null,
    };

    /// <summary>Reads an input file or refuses it with what stands in the way.</summary>
    internal static byte[] ReadInput(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputRefused(new CliError("unreadable", Strings.Get("FileUnreadable"), path, Expected: Strings.Get("ExpectedReadableFile"), Found: fault.GetType().Name));
        }
    }

    internal static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
