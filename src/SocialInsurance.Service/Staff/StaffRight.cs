using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Service.Staff;

/// <summary>Whom an address of staff tells about.</summary>
internal enum StaffScope
{
    /// <summary>No person: accounts, rules, numbers.</summary>
    Nobody = 1,

    /// <summary>People of the account's region only: beyond it a case or a person does not exist.</summary>
    Region = 2,
}

/// <summary>How far somebody must have come before an address of staff answers.</summary>
internal enum StaffDoor
{
    /// <summary>Signed in, the password their own, one of the roles.</summary>
    Roles = 1,

    /// <summary>
    /// Signed in, whatever the roles; a password from somebody else may still have to be changed and a second factor to be set up, but
    /// one that stands has been shown.
    /// </summary>
    SignedIn = 2,

    /// <summary>The password was given; whatever comes after it may still be missing.</summary>
    Password = 4,

    /// <summary>Nobody is asked; a write still needs the header of our own page.</summary>
    Anybody = 3,
}

/// <summary>Who may ask an address of staff. <see cref="StaffGate"/> enforces it; an address without it answers nobody.</summary>
/// <param name="WritesReading">the address itself writes down whose data was read; the gate does it for auditors elsewhere</param>
internal sealed record StaffRight(StaffRoles Roles, StaffScope Scope, StaffDoor Door = StaffDoor.Roles, bool WritesReading = false);

internal static class StaffRights
{
    internal const string Problem = "application/problem+json";

    /// <summary>Everybody who works on people's cases or looks after those who do.</summary>
    internal const StaffRoles Readers = StaffRoles.Caseworker | StaffRoles.Approver | StaffRoles.Supervisor | StaffRoles.Auditor;

    internal static RouteHandlerBuilder ForStaff(this RouteHandlerBuilder route, StaffRoles roles, StaffScope scope, bool writesReading = false) =>
        route.With(new StaffRight(roles, scope, WritesReading: writesReading))
            .Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem).Produces<ProblemDto>(StatusCodes.Status403Forbidden, Problem);

    internal static RouteHandlerBuilder ForSignedIn(this RouteHandlerBuilder route) =>
        route.With(new StaffRight(StaffRoles.None, StaffScope.Nobody, StaffDoor.SignedIn)).Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem);

    internal static RouteHandlerBuilder ForPassword(this RouteHandlerBuilder route) =>
        route.With(new StaffRight(StaffRoles.None, StaffScope.Nobody, StaffDoor.Password)).Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem);

    internal static RouteHandlerBuilder ForAnybody(this RouteHandlerBuilder route) =>
        route.With(new StaffRight(StaffRoles.None, StaffScope.Nobody, StaffDoor.Anybody));

    private static RouteHandlerBuilder With(this RouteHandlerBuilder route, StaffRight right) => route.WithTags("staff").WithMetadata(right);
}
