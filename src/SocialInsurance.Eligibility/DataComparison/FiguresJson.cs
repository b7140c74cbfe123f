using System.Text.Json.Serialization;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>How <see cref="RunFigures"/> become JSON, compiled beforehand.</summary>
[JsonSerializable(typeof(RunFigures))]
internal sealed partial class FiguresJson : JsonSerializerContext;
