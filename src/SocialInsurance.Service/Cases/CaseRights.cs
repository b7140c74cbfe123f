using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>Who may give which command about a case: one table for the routes and for what a file says is allowed.</summary>
internal static class CaseRights
{
    /// <summary>Names as the last part of the addresses, in the order in which a page shows them.</summary>
    internal static IReadOnlyList<(string Name, StaffRoles Roles)> Commands { get; } =
    [
        ("assignment", StaffRoles.Caseworker | StaffRoles.Supervisor),
        ("evidence", StaffRoles.Caseworker),
        ("contacts", StaffRoles.Caseworker),
        ("investigation", StaffRoles.Caseworker),
        ("notices", StaffRoles.Caseworker),
        ("notes", StaffRoles.Caseworker | StaffRoles.Approver | StaffRoles.Supervisor),
        ("pause", StaffRoles.Caseworker),
        ("continuation", StaffRoles.Caseworker),
        ("confirmation", StaffRoles.Caseworker),
        ("proposal", StaffRoles.Caseworker),
        ("withdrawal", StaffRoles.Caseworker),
        ("approval", StaffRoles.Approver),
        ("return", StaffRoles.Approver),
        ("resumption", StaffRoles.Caseworker),
        ("closing", StaffRoles.Caseworker),
        ("joining", StaffRoles.Caseworker),
        ("reopening", StaffRoles.Caseworker | StaffRoles.Supervisor),
        ("appeals", StaffRoles.Caseworker),
        ("identity", StaffRoles.Caseworker | StaffRoles.Approver | StaffRoles.Auditor),
    ];

    internal static StaffRoles Of(string command) => Commands.First(one => one.Name == command).Roles;
}
