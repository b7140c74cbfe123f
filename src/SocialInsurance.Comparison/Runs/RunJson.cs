using System.Text.Json.Serialization;

namespace SocialInsurance.Comparison;

/// <summary>
/// How the files of a run folder become JSON, compiled beforehand: reading it off the types at every start cost a small run a tenth of its time.
/// Names, order and escaping stay with the options of each file.
/// </summary>
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(StateFile.Meta))]
[JsonSerializable(typeof(LinkFile.Head))]
[JsonSerializable(typeof(LinkFile.Line))]
sealed partial class RunJson : JsonSerializerContext;
