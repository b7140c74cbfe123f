namespace SocialInsurance.Contracts.Staff;

/// <summary>
/// Body of <c>POST /api/v1/staff/accounts/{account}/relatives</c>: somebody registered is a relative of the account's owner, who then
/// handles none of that person's cases (回避). Never a URL, because a URL is logged by whoever carries it.
/// </summary>
public sealed record DeclareRelativeRequest(string DocumentNumber);

/// <summary>Body of <c>DELETE /api/v1/staff/accounts/{account}/relatives</c>. Nobody withdraws an own declaration.</summary>
public sealed record WithdrawRelativeRequest(string BeneficiaryId);

/// <summary>Answer of <c>GET</c> and <c>POST .../relatives</c>: the declarations as they stand, oldest first.</summary>
public sealed record DeclaredRelativeListDto(IReadOnlyList<DeclaredRelativeDto> Relatives);

/// <summary>Names nobody: who manages accounts sees no person.</summary>
public sealed record DeclaredRelativeDto(string BeneficiaryId, DateTimeOffset DeclaredAt);

/// <summary>Answer of <c>GET /api/v1/staff/colleagues</c>: to whom a case may be assigned, own team first.</summary>
public sealed record ColleagueListDto(IReadOnlyList<ColleagueDto> Colleagues);

/// <param name="Division">prefix of the division codes whose people the account may see; empty: all</param>
public sealed record ColleagueDto(string Account, string Team, string Division);
