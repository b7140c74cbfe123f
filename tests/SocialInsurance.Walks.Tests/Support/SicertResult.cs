using System.Text.Json;

namespace SocialInsurance.Walks.Tests.Support;

/// <summary>What a run of the command line left behind.</summary>
internal sealed record SicertResult(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as exactly one JSON document: anything before or after it fails.</summary>
    public JsonElement Json()
    {
        try
        {
            return JsonDocument.Parse(Out).RootElement;
        }
        catch (JsonException fault)
        {
            throw new Xunit.Sdk.XunitException($"standard output is not one JSON document ({fault.Message})\n{this}");
        }
    }

    /// <summary>The JSON document of a run that ended with <paramref name="exitCode"/>.</summary>
    public JsonElement Json(int exitCode)
    {
        AssertExit(exitCode);
        return Json();
    }

    public SicertResult AssertExit(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"expected exit code {exitCode}, found {ExitCode}\n{this}");
        return this;
    }

    /// <summary>
    /// The error document of refused input (exit 3): its code and, always, what was expected and what was found.
    /// Standard error is silent then: the document says all.
    /// </summary>
    public RefusedInput Refused()
    {
        var error = Json(exitCode: 3).GetProperty("error");
        Assert.Subset(new HashSet<string> { "error", "errors" }, Members.Of(Json()).ToHashSet()); // errors: where there are several
        Assert.Subset(new HashSet<string> { "code", "message", "file", "line", "column", "expected", "found" }, Members.Of(error).ToHashSet());
        var refused = new RefusedInput(
            error.GetProperty("code").GetString()!,
            Text("file"),
            error.TryGetProperty("line", out var line) ? line.GetInt64() : null,
            error.TryGetProperty("column", out var column) ? column.GetInt32() : null,
            Text("expected"),
            Text("found"));
        Assert.False(string.IsNullOrEmpty(error.GetProperty("message").GetString()), Out);
        Assert.False(string.IsNullOrEmpty(refused.Expected), $"no 'expected' in {Out}");
        Assert.False(string.IsNullOrEmpty(refused.Found), $"no 'found' in {Out}");
        return refused;

        string? Text(string name) => error.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}

/// <summary>An error as scripts read it.</summary>
internal sealed record RefusedInput(string Code, string? File, long? Line, int? Column, string? Expected, string? Found)
{
    /// <summary>File (its name), line and column: where the operator has to look.</summary>
    public (string? File, long? Line, int? Column) Place => (Path.GetFileName(File), Line, Column);
}

/// <summary>Members of a JSON object.</summary>
internal static class Members
{
    public static string[] Of(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    /// <summary>Others read these members; more may stand beside them.</summary>
    public static JsonElement AssertHas(this JsonElement element, params string[] names)
    {
        Assert.Empty(names.Except(Of(element)));
        Assert.DoesNotContain(Of(element), name => char.IsUpper(name[0]));
        return element;
    }
}
