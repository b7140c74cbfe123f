using System.Net;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Pages;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Service;

/// <summary>Where the host listens and how long it keeps an answer. Validated once by <see cref="Validate"/>, all errors together.</summary>
public sealed record ServiceOptions
{
    /// <summary>Pages and REST over HTTP/1.1. Port 0 lets the system choose. Default <c>http://127.0.0.1:8080</c>.</summary>
    public string HttpUrl { get; init; } = "http://127.0.0.1:8080";

    /// <summary>gRPC over cleartext HTTP/2; a second port, because one cleartext port cannot carry both protocols. Default <c>http://127.0.0.1:8081</c>.</summary>
    public string GrpcUrl { get; init; } = "http://127.0.0.1:8081";

    /// <summary>
    /// Where people reach the pages, for example <c>https://rz.example.gov.cn</c>: the gateway in front ends TLS there. Requests with
    /// this host count as https (Secure cookies, HSTS). Null: nothing stands in front. A host name that is not stated here is refused;
    /// <c>localhost</c> and addresses are not.
    /// </summary>
    public string? PublicOrigin { get; init; }

    /// <summary>Roles whose accounts need a second factor; an account that has one is asked for it whatever its roles. Default: all.</summary>
    public StaffRoles SecondFactorFor { get; init; } =
        StaffRoles.Administrator | StaffRoles.Caseworker | StaffRoles.Approver | StaffRoles.Auditor | StaffRoles.Supervisor | StaffRoles.Operator;

    /// <summary>How long one reading of the overview serves every client. Default 2 s, range 0 s to 5 min.</summary>
    public TimeSpan OverviewLifetime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest gRPC request message. Default 65,536 bytes, range 1 KiB to 16 MiB.</summary>
    public int GrpcMaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>TLS on the gRPC listener, with client certificates; null: cleartext behind a gateway that ends TLS.</summary>
    public GrpcTlsOptions? GrpcTls { get; init; }

    /// <summary>How long a gRPC stream waits for its client's next message. Default 60 s, range 100 ms to 1 h.</summary>
    public TimeSpan GrpcIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Shows messages that the default channels kept, one-time codes among them, to whoever sits at this machine: for demonstrations
    /// only. Default false; needs a loopback address.
    /// </summary>
    public bool ShowOutbox { get; init; }

    /// <summary>
    /// A deployer's own voice prompts: <c>CODE.mp3</c> in this folder takes the place of the program's clip of that name. Read once, at the
    /// start. Null: the clips that the program carries.
    /// </summary>
    public string? VoiceFolder { get; init; }

    /// <summary>
    /// How many instances of the service serve the same people. More than one refuse to start without a shared short-lived store.
    /// Default 1, range 1 to 1,000.
    /// </summary>
    public int Instances { get; init; } = 1;

    /// <summary>
    /// How long this instance, once asked to end, goes on with what runs while readiness says no and nothing new begins: longer than the
    /// balancer in front takes to see it. Then sessions are handed over. Null: 5 s with several instances, else none. Range 0 s to 10 min.
    /// </summary>
    public TimeSpan? DrainFor { get; init; }

    /// <summary>Whether this instance takes part in running the jobs of the platform; of several that do, one leads. Default true.</summary>
    public bool RunsJobs { get; init; } = true;

    /// <summary>How long an instance that leads and vanishes keeps the others from leading. Default 1 min, range 5 s to 1 h.</summary>
    public TimeSpan JobLease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often due jobs are looked for. Default 5 s, range 10 ms to a third of the lease.</summary>
    public TimeSpan JobTick { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Live face sessions.</summary>
    public LiveSessionOptions Sessions { get; init; } = new();

    /// <summary>How often sessions may be opened.</summary>
    public VelocityOptions Velocity { get; init; } = new();

    /// <summary>Clock of the host.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal TimeSpan DrainTime => DrainFor ?? (Instances > 1 ? TimeSpan.FromSeconds(5) : TimeSpan.Zero);

    private static TimeSpan LongestDrain { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Every error of these options; empty when the host can be built from them.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(nameof(HttpUrl), HttpUrl, errors);
        Check(nameof(GrpcUrl), GrpcUrl, errors);
        if (PublicOrigin is not null && ParseOrigin(PublicOrigin) is null)
        {
            errors.Add($"{nameof(PublicOrigin)}: expected https://HOST[:PORT] or http://HOST[:PORT], found {PublicOrigin}");
        }

        if (OverviewLifetime < TimeSpan.Zero || OverviewLifetime > TimeSpan.FromMinutes(5))
        {
            errors.Add($"{nameof(OverviewLifetime)}: expected 0 s to 5 min, found {OverviewLifetime}");
        }

        if (GrpcMaxMessageBytes is < 1024 or > 16 * 1024 * 1024)
        {
            errors.Add($"{nameof(GrpcMaxMessageBytes)}: expected 1024 to 16777216, found {GrpcMaxMessageBytes}");
        }

        if (GrpcIdleTimeout < TimeSpan.FromMilliseconds(100) || GrpcIdleTimeout > TimeSpan.FromHours(1))
        {
            errors.Add($"{nameof(GrpcIdleTimeout)}: expected 100 ms to 1 h, found {GrpcIdleTimeout}");
        }

        if (ShowOutbox && ParseUrl(HttpUrl) is { } shown && !IPAddress.IsLoopback(shown.Address))
        {
            errors.Add($"{nameof(ShowOutbox)}: expected a loopback {nameof(HttpUrl)}, found {HttpUrl}");
        }

        if (Instances is < 1 or > 1_000)
        {
            errors.Add($"{nameof(Instances)}: expected 1 to 1000, found {Instances}");
        }

        if (DrainFor < TimeSpan.Zero || DrainFor > LongestDrain)
        {
            errors.Add($"{nameof(DrainFor)}: expected 0 s to 10 min, found {DrainFor}");
        }

        if (JobLease < TimeSpan.FromSeconds(5) || JobLease > TimeSpan.FromHours(1))
        {
            errors.Add($"{nameof(JobLease)}: expected 5 s to 1 h, found {JobLease}");
        }

        if (JobTick < TimeSpan.FromMilliseconds(10) || JobTick > JobLease / 3)
        {
            errors.Add($"{nameof(JobTick)}: expected 10 ms to a third of {nameof(JobLease)}, found {JobTick}");
        }

        errors.AddRange(VoiceFolder is null ? [] : VoiceClips.Errors(VoiceFolder).Select(error => $"{nameof(VoiceFolder)}: {error}"));
        errors.AddRange(GrpcTls?.Errors().Select(error => $"{nameof(GrpcTls)}.{error}") ?? []);
        errors.AddRange(Sessions.Errors().Select(error => $"{nameof(Sessions)}.{error}"));
        errors.AddRange(Velocity.Errors().Select(error => $"{nameof(Velocity)}.{error}"));
        if (errors.Count == 0 && ParseUrl(HttpUrl) is { Port: not 0 } http && http.Equals(ParseUrl(GrpcUrl)))
        {
            errors.Add($"{nameof(GrpcUrl)}: expected another port than {nameof(HttpUrl)}, found {GrpcUrl}");
        }

        return errors;
    }

    /// <summary>The end point a URL names, or null when it is not <c>http://ADDRESS:PORT</c> with an IP address, <c>localhost</c> or <c>*</c>.</summary>
    internal static IPEndPoint? ParseUrl(string url)
    {
        if (!Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || uri.UserInfo.Length != 0)
        {
            return null;
        }

        var host = uri.Host == "localhost" ? "127.0.0.1" : uri.Host.Trim('[', ']');
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, uri.Port) : null;
    }

    /// <summary>The origin, or null when the text is none.</summary>
    internal static Uri? ParseOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0 && uri.Host.Length > 0
            ? uri
            : null;

    private static void Check(string name, string url, List<string> errors)
    {
        if (ParseUrl(url) is null)
        {
            errors.Add($"{name}: expected http://ADDRESS:PORT (an IP address, localhost or *), found {url}");
        }
    }
}
