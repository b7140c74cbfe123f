using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Contracts.Sessions;

namespace SocialInsurance.Service.Sessions;

/// <summary>What all instances know of a live session; lives in the short-lived store. Frames and measures stay in the instance.</summary>
/// <param name="Id">32 hexadecimal characters</param>
/// <param name="Claim">SHA-256 of the claim that opened it, hexadecimal</param>
/// <param name="Beneficiary">pseudonym</param>
/// <param name="Helped">a relative acts for the person</param>
/// <param name="Profile">as asked for: <c>standard</c> or <c>elderly</c></param>
/// <param name="Day">local day on which it was opened</param>
/// <param name="Connections">connections so far; only the last one may decide</param>
/// <param name="Result">null until it has ended with a decision</param>
internal sealed record SessionRecord(
    string Id,
    string Claim,
    string Beneficiary,
    bool Helped,
    string Profile,
    IReadOnlyList<string> Challenge,
    int Attempt,
    DateOnly Day,
    DateTimeOffset ExpiresAt,
    int Connections,
    SessionResultDto? Result);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SessionRecord))]
internal sealed partial class SessionRecordJson : JsonSerializerContext;
