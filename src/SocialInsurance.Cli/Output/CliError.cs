using System.Globalization;
using System.Text.Json.Serialization;

namespace SocialInsurance.Cli.Output;

/// <summary>An error as scripts read it: <c>{"error":{...}}</c>, of several faults with all of them as <c>"errors":[...]</c> beside it. Never holds personal data.</summary>
internal sealed record CliError(
    string Code,
    string Message,
    string? File = null,
    long? Line = null,
    int? Column = null,
    string? Expected = null,
    string? Found = null)
{
    /// <summary>What kind of fault it is, in the reader's language, before a message that has only English.</summary>
    [JsonIgnore]
    internal string? Headline { get; init; }

    /// <summary>Faults of the same input that were found with it, to be mended all at once.</summary>
    [JsonIgnore]
    internal IReadOnlyList<CliError> Also { get; init; } = [];

    /// <summary>As people read it: this fault and those beside it.</summary>
    internal IEnumerable<string> Lines() => [.. OwnLines(), .. Also.SelectMany(other => other.Lines())];

    private IEnumerable<string> OwnLines()
    {
        var place = string.Join(':', new[] { File, Line?.ToString(CultureInfo.InvariantCulture), Column?.ToString(CultureInfo.InvariantCulture) }.Where(p => p is not null));
        var said = Phrases.Say(Message);
        var text = Headline is null ? said : Strings.Format("ErrorHeadline", Headline, said);
        yield return place.Length == 0 ? text! : $"{place}: {text}";
        if (Expected is not null)
        {
            yield return $"  {Strings.Expected}: {Phrases.Say(Expected)}";
        }

        if (Found is not null)
        {
            yield return $"  {Strings.Found}: {Phrases.Say(Found)}";
        }
    }
}

/// <summary>Thrown by a command to refuse its input; becomes exit code 3.</summary>
internal sealed class InputRefused(CliError error) : Exception(error.Message)
{
    internal CliError Error { get; } = error;
}
