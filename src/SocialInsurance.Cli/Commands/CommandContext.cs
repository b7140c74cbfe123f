using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Backups;

namespace SocialInsurance.Cli.Commands;

/// <summary>Options that every command has, and the one place where faults become exit codes.</summary>
internal static class CommandContext
{
    // what Linux answers; .NET hands it on as the exception's result
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int NoQuota = 122;

    internal static readonly Option<bool> Json = new("--json") { Description = Strings.Get("OptionJson"), Recursive = true };

    internal const string LangName = "--lang";

    /// <summary>Read before all others, by hand; here only for the help and to refuse a language that nobody wrote texts in.</summary>
    internal static readonly Option<string?> Lang = LangOption();

    private static Option<string?> LangOption()
    {
        var lang = new Option<string?>(LangName) { Description = Strings.Get("OptionLang"), Recursive = true };
        lang.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value is not ("zh" or "en"))
            {
                result.AddError($"{LangName}: {Strings.Expected} zh | en, {Strings.Found} {token.Value}");
            }
        });
        return lang;
    }

    /// <summary>Runs <paramref name="body"/> and turns what it throws into an exit code and an error for its reader.</summary>
    internal static void Handle(this Command command, Func<ParseResult, Terminal, CancellationToken, Task<int>> body) =>
        command.SetAction((parsed, cancellation) => Run(parsed, body, cancellation));

    internal static void Handle(this Command command, Func<ParseResult, Terminal, CancellationToken, int> body) =>
        command.Handle((parsed, terminal, cancellation) => Task.FromResult(body(parsed, terminal, cancellation)));

    private static async Task<int> Run(ParseResult parsed, Func<ParseResult, Terminal, CancellationToken, Task<int>> body, CancellationToken cancellation)
    {
        // the library listens for Ctrl+C only once this call has returned: work that never awaits would be killed, not cancelled
        await Task.Yield();
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
        InputRefusedException refused => Of(refused.Error) with { Also = [.. refused.Errors.Skip(1).Select(Of)] },
        PolicyRefusedException refused => Of(refused, file: null),
        BackupRefusedException refused => new CliError($"backup{refused.Fault}", refused.Reason, refused.Where, Expected: refused.Expected, Found: refused.Found),
        StorageRefusedException refused => new CliError($"storage{refused.Fault}", refused.Message),
        IOException { HResult: NoSpace or NoQuota } full => new CliError("diskFull", Strings.Get("DiskFull"), Expected: Strings.Get("ExpectedSpace"), Found: full.Message),
        IOException { HResult: ReadOnlyFileSystem } or UnauthorizedAccessException => new CliError("accessDenied", Strings.Get("AccessDenied"), Expected: Strings.Get("ExpectedAccess"), Found: fault.Message),
        _ => null,
    };

    internal static CliError Of(InputError e) =>
        new(CamelCase(e.Code.ToString()), e.Message, e.File, e.Line, e.Column, e.Expected, e.Found) { Headline = Strings.Get($"InputError{e.Code}") };

    private static CliError Of(PolicyRefusedException refused, string? file)
    {
        var first = refused.Errors[0];
        return new CliError(
            "policy", Strings.Format("PolicyRefused", refused.Errors.Count, $"{first.Path}: {first.Message}"), file, Place(first.Line), Place(first.Column), first.Expected, first.Found)
        {
            Also = [.. refused.Errors.Skip(1).Select(e => new CliError("policy", $"{e.Path}: {e.Message}", file, Place(e.Line), Place(e.Column), e.Expected, e.Found))],
        };
    }

    /// <summary>Lines and columns count from 1: 0 is a fault that stands nowhere in the text.</summary>
    private static int? Place(int from1) => from1 == 0 ? null : from1;

    /// <summary>Names <paramref name="file"/> when its policy is refused: the rules know text, not files.</summary>
    internal static T WithPolicy<T>(string file, Func<T> body)
    {
        try
        {
            return body();
        }
        catch (PolicyRefusedException refused)
        {
            throw new InputRefused(Of(refused, file));
        }
    }

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>Help text with an example that works as it stands.</summary>
    internal static string Help(string key, params string[] examples) =>
        $"{Strings.Get(key)}\n\n{Strings.Get("Examples")}:\n{string.Join('\n', examples.Select(e => "  sicert " + e))}";

    /// <summary>Whether the option stands on the command line, whatever its default.</summary>
    internal static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    internal static void RequireRange(OptionResult result, Option<long> option, long least, long most) => RequireRange<long>(result, option, least, most);

    internal static void RequireRange(OptionResult result, Option<int> option, int least, int most) => RequireRange<int>(result, option, least, most);

    /// <summary>An option that may be left out.</summary>
    internal static void RequireRange(OptionResult result, Option<int?> option, int least, int most)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
        {
            result.AddError(Invariant($"{option.Name}: {Strings.Expected} {least}..{most}, {Strings.Found} {value}"));
        }
    }

    /// <summary>A token that is no number at all is left to the parser, which says so after the validators.</summary>
    private static void RequireRange<T>(OptionResult result, Option<T> option, T least, T most)
        where T : struct, INumber<T>
    {
        var isNumber = result.Tokens.All(token => T.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        if (isNumber && result.GetValueOrDefault<T>() is var value && (value < least || value > most))
        {
            result.AddError(Invariant($"{option.Name}: {Strings.Expected} {least}..{most}, {Strings.Found} {value}"));
        }
    }

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
