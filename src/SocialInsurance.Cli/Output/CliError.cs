namespace SocialInsurance.Cli.Output;

/// <summary>An error as scripts read it: <c>{"error":{...}}</c>. Never holds personal data.</summary>
internal sealed record CliError(
    string Code,
    string Message,
    string? File = null,
    long? Line = null,
    int? Column = null,
    string? Expected = null,
    string? Found = null);

/// <summary>Thrown by a command to refuse its input; becomes exit code 3.</summary>
internal sealed class InputRefused(CliError error) : Exception(error.Message)
{
    internal CliError Error { get; } = error;
}
