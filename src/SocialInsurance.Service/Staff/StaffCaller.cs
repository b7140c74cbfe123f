using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Service.Staff;

/// <summary>What the gate found out about a request: who asks, and the line of the case that the address names.</summary>
/// <param name="Case">null where the address names none</param>
internal sealed record StaffCaller(StaffAccount Account, CaseRow? Case, SignInStep Step = SignInStep.Done);

internal static class StaffCallers
{
    /// <exception cref="InvalidOperationException">the address lets anybody in: a bug</exception>
    internal static StaffCaller Caller(this HttpContext context) =>
        context.Features.Get<StaffCaller>() ?? throw new InvalidOperationException("The staff gate has let nobody in.");

    internal static StaffAccount Staff(this HttpContext context) => context.Caller().Account;
}
