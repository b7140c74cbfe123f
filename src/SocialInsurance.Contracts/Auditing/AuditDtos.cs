namespace SocialInsurance.Contracts.Auditing;

/// <summary>Answer of <c>GET /api/v1/audit/consistency</c>: the log that a witness saw is the beginning of today's (RFC 9162, 2.1.4).</summary>
/// <param name="From">entries that the witness saw</param>
/// <param name="Size">entries today</param>
/// <param name="RootHash">root over them, hexadecimal</param>
/// <param name="Proof">nodes from the leaves towards the root, hexadecimal</param>
public sealed record AuditConsistencyDto(long From, long Size, string RootHash, IReadOnlyList<string> Proof);
