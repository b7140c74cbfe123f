using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace SocialInsurance.Cli.Output;

/// <summary>
/// Where a command speaks: with <c>--json</c> standard output holds exactly one JSON document; text for people and
/// progress go to standard error. Without it, results for people go to standard output.
/// </summary>
internal sealed class Terminal
{
    private const int LeastWidth = 160;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Optional members of an error are absent, not null.</summary>
    private static readonly JsonSerializerOptions ErrorOptions = new(JsonOptions) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly TextWriter _out;

    internal Terminal(bool json, TextWriter output, TextWriter error)
    {
        Json = json;
        _out = output;
        Error = error;
        var redirected = json ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        People = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Out = new AnsiConsoleOutput(json ? error : output),
        });
        // Spectre.Console 0.49.1 throws when it must break a line of wide characters: never let it
        People.Profile.Width = Math.Max(People.Profile.Width, LeastWidth);
    }

    internal bool Json { get; }

    internal TextWriter Error { get; }

    /// <summary>Tables and text for people.</summary>
    internal IAnsiConsole People { get; }

    /// <summary>A progress line on standard error, redrawn in place when that is a terminal.</summary>
    internal ProgressLine Progress() => new(Error, !Console.IsErrorRedirected);

    /// <summary>The one JSON document of this run, or, for people, whatever <paramref name="show"/> draws.</summary>
    internal void Result(object document, Action<IAnsiConsole> show)
    {
        if (Json)
        {
            _out.WriteLine(Serialise(document));
        }
        else
        {
            show(People);
        }
    }

    /// <summary>A result as scripts read it, for commands that also keep it in a file.</summary>
    internal static string Serialise(object document) => JsonSerializer.Serialize(document, JsonOptions);

    internal void Fail(CliError error)
    {
        if (Json)
        {
            CliError[]? errors = error.Also.Count == 0 ? null : [error, .. error.Also];
            _out.WriteLine(JsonSerializer.Serialize(new { error, errors }, ErrorOptions));
            return;
        }

        foreach (var line in error.Lines())
        {
            Error.WriteLine(line);
        }
    }
}
