using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Output;
using SocialInsurance.Service;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Cli.Configuration;

/// <summary>
/// <c>service.json</c> in a data folder: the host's options by their names, so that every option can be set without a program. A flag of
/// <c>serve</c> that is given counts more. Times as <c>hh:mm:ss</c>. What only demonstrations and tests set is not taken.
/// </summary>
internal static class ServiceFile
{
    internal const string Name = "service.json";

    private const string Form = "{\"publicOrigin\":\"https://HOST\",\"sessions\":{\"idleTimeout\":\"00:00:20\"},\"velocity\":{\"addressHeader\":\"X-Real-IP\"}}";

    private static readonly Dictionary<Type, string[]> NotTaken = new()
    {
        [typeof(ServiceOptions)] = [nameof(ServiceOptions.Clock), nameof(ServiceOptions.ShowOutbox)],
        [typeof(LiveSessionOptions)] = [nameof(LiveSessionOptions.FixedChallengeForTests)],
    };

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOut } },
    };

    /// <summary>The defaults where there is no file.</summary>
    /// <exception cref="InputRefused">the file is not in order</exception>
    internal static ServiceOptions Read(string dataFolder)
    {
        var path = Path.Combine(dataFolder, Name);
        if (!File.Exists(path))
        {
            return new ServiceOptions();
        }

        try
        {
            var options = JsonSerializer.Deserialize<ServiceOptions>(CommandContext.ReadInput(path), Strict) ?? throw Refused(path, null, "null");
            return options.Validate() is { Count: > 0 } errors ? throw Refused(path, null, string.Join("; ", errors)) : options;
        }
        catch (JsonException fault)
        {
            throw Refused(path, fault.LineNumber + 1, fault.Path ?? "$");
        }
    }

    /// <summary>Whether the file may set the property.</summary>
    internal static bool Takes(Type type, string property) => !(NotTaken.TryGetValue(type, out var names) && names.Contains(property));

    private static void LeaveOut(JsonTypeInfo type)
    {
        if (NotTaken.TryGetValue(type.Type, out var names))
        {
            foreach (var property in type.Properties.Where(property => names.Contains(property.Name, StringComparer.OrdinalIgnoreCase)).ToList())
            {
                type.Properties.Remove(property);
            }
        }
    }

    private static InputRefused Refused(string path, long? line, string found) =>
        new(new CliError("serviceFile", Strings.Get("ServiceFileRefused"), path, line, Expected: Form, Found: found));
}
