using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SocialInsurance.Contracts;

namespace SocialInsurance.Browser.Tests.Board;

/// <summary>Answers in files, read through the contracts: a member that the contract does not know fails the test.</summary>
internal static class KnownAnswers
{
    private static readonly JsonSerializerOptions Strict = new(ContractsJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = ContractsJson.Default,
    };

    internal static T Read<T>(string name) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "answers", name + ".json")), (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T)))!;

    /// <summary>As the service writes it.</summary>
    internal static string Json<T>(T answer) => JsonSerializer.Serialize(answer, (JsonTypeInfo<T>)ContractsJson.Default.GetTypeInfo(typeof(T))!);

    internal static JsonObject Parsed(string json) => JsonNode.Parse(json)!.AsObject();
}
