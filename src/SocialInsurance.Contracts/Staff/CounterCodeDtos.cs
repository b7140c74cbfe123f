namespace SocialInsurance.Contracts.Staff;

/// <summary>
/// Body of <c>POST /api/v1/staff/people/counter-code</c>: a one-time code for somebody without a telephone whose identity document the
/// caseworker has looked at. Answer 201 with <see cref="CounterCodeDto"/>; 404 for nobody of the region, 409 for a declared relative or an
/// entry that no claim finds, 429 for too many in an hour.
/// </summary>
public sealed record CounterCodeRequest(string BeneficiaryId);

/// <summary>For the person, who types it in place of the code of a message. A code that was given before is dead. Never logged.</summary>
/// <param name="Code">six digits, taken once, with the document of the person only</param>
/// <param name="ExpiresInSeconds">from the answer on</param>
public sealed record CounterCodeDto(string Code, int ExpiresInSeconds);
