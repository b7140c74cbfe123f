using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service;

namespace SocialInsurance.Cli.Commands;

/// <summary>Options of <c>serve</c> about who gets in and how: the public name, the second factor, TLS of the gRPC listener.</summary>
internal static class TrustOptions
{
    private const string Everybody = "all";
    private const string Nobody = "none";

    private static readonly Option<string?> PublicOrigin = new("--public-origin") { Description = Strings.Get("OptionPublicOrigin"), HelpName = "URL" };

    private static readonly Option<string[]> SecondFactor = new("--second-factor")
    {
        Description = Strings.Get("OptionSecondFactor"),
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [Everybody],
    };

    private static readonly Option<string?> GrpcCertificate = new("--grpc-certificate") { Description = Strings.Get("OptionGrpcCertificate"), HelpName = "PEM" };
    private static readonly Option<string?> GrpcKey = new("--grpc-key") { Description = Strings.Get("OptionGrpcKey"), HelpName = "PEM" };
    private static readonly Option<bool> GrpcClients = new("--grpc-client-certificates") { Description = Strings.Get("OptionGrpcClients") };

    internal static void AddTo(Command command)
    {
        SecondFactor.AcceptOnlyFromAmong([Everybody, Nobody, .. Roles.Select(NameOf)]);
        command.Add(PublicOrigin);
        command.Add(SecondFactor);
        command.Add(GrpcCertificate);
        command.Add(GrpcKey);
        command.Add(GrpcClients);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(GrpcCertificate) is null) != (result.GetValue(GrpcKey) is null))
            {
                result.AddError(Strings.Get("GrpcTlsNeedsBoth"));
            }
        });
    }

    internal static ServiceOptions Apply(ParseResult parsed, ServiceOptions options) => options with
    {
        PublicOrigin = parsed.GetValue(PublicOrigin) ?? options.PublicOrigin,
        SecondFactorFor = parsed.IsGiven(SecondFactor) ? RolesOf(parsed.GetValue(SecondFactor) ?? []) : options.SecondFactorFor,
        GrpcTls = parsed.GetValue(GrpcCertificate) is { } certificate && parsed.GetValue(GrpcKey) is { } key
            ? new GrpcTlsOptions { CertificateFile = certificate, KeyFile = key, RequireClientCertificate = parsed.GetValue(GrpcClients) }
            : options.GrpcTls,
    };

    private static IEnumerable<StaffRoles> Roles => Enum.GetValues<StaffRoles>().Where(role => role != StaffRoles.None);

    private static StaffRoles RolesOf(string[] names) => Roles
        .Where(role => names.Contains(Everybody) || names.Contains(NameOf(role)))
        .Aggregate(StaffRoles.None, static (all, one) => all | one);

    private static string NameOf(StaffRoles role) => role.ToString().ToLowerInvariant();
}
