using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Contracts.Problems;

namespace SocialInsurance.Contracts;

/// <summary>JSON form of the contracts: camelCase members, outcomes by name, colours and states in camelCase. Thread-safe.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(OutcomeConverter), typeof(RiskColourConverter), typeof(ServingStateConverter)])]
[JsonSerializable(typeof(OverviewDto))]
[JsonSerializable(typeof(ProblemDto))]
[JsonSerializable(typeof(HealthDto))]
public sealed partial class ContractsJson : JsonSerializerContext;

internal sealed class OutcomeConverter() : JsonStringEnumConverter<Outcome>(namingPolicy: null, allowIntegerValues: false);

internal sealed class RiskColourConverter() : JsonStringEnumConverter<RiskColour>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class ServingStateConverter() : JsonStringEnumConverter<ServingState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
