using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Service.Limits;

namespace SocialInsurance.Service.Claims;

/// <summary>What stands at the door where claims are opened, in one hand.</summary>
internal sealed record ClaimDoor(CodeQueue Codes, ClaimLimits Limits, VelocityLimits Velocity, VelocityOptions Options, KnownBrowsers Browsers)
{
    internal string AddressOf(HttpContext context) => ClientTraits.AddressOf(context, Options.AddressHeader);
}
