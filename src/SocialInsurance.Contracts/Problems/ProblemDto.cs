namespace SocialInsurance.Contracts.Problems;

/// <summary>Problem details of RFC 9457, sent as <c>application/problem+json</c> with every error.</summary>
/// <param name="Type">URN that names the kind of problem: <c>urn:socialinsurance:problem:</c> + code</param>
/// <param name="Title">Chinese first, then English</param>
/// <param name="Status">HTTP status code, the same as on the response</param>
/// <param name="Code">stable code for programs</param>
/// <param name="TraceId">id under which the operator's log holds the cause</param>
public sealed record ProblemDto(string Type, string Title, int Status, string Code, string TraceId);
