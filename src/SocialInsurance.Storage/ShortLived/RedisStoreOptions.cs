using System.Globalization;

namespace SocialInsurance.Storage.ShortLived;

/// <summary>Where the shared short-lived store is. Validated when it is opened, all errors together.</summary>
public sealed record RedisStoreOptions
{
    /// <summary>HOST:PORT of one Redis server (7 or later); an IPv6 address in brackets.</summary>
    public required string EndPoint { get; init; }

    /// <summary>Secret: from a file or the environment, never from the command line. Null: none.</summary>
    public string? Password { get; init; }

    /// <summary>Before every key, so that several installations share a server. 1..32 of [A-Za-z0-9:-]; default <c>sicert:</c>.</summary>
    public string KeyPrefix { get; init; } = "sicert:";

    /// <summary>How long a connection may take. Default 2 s, range 100 ms to 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an operation may take before it counts as failed. Default 2 s, range 50 ms to 30 s.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Every error of these options.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (TryParse(EndPoint) is null)
        {
            errors.Add($"{nameof(EndPoint)}: expected HOST:PORT, found {EndPoint}");
        }

        if (KeyPrefix.Length is 0 or > 32 || KeyPrefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not (':' or '-')))
        {
            errors.Add($"{nameof(KeyPrefix)}: expected 1..32 of [A-Za-z0-9:-], found {KeyPrefix.Length} characters");
        }

        Check(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMilliseconds(100));
        Check(nameof(OperationTimeout), OperationTimeout, TimeSpan.FromMilliseconds(50));
        return errors;

        void Check(string name, TimeSpan found, TimeSpan least)
        {
            if (found < least || found > TimeSpan.FromSeconds(30))
            {
                errors.Add($"{name}: expected {least.TotalMilliseconds} ms to 30 s, found {found}");
            }
        }
    }

    /// <summary>Host and port; null when it is not of the form.</summary>
    internal static (string Host, int Port)? TryParse(string endPoint)
    {
        var colon = endPoint.LastIndexOf(':');
        var host = colon > 0 ? endPoint[..colon].Trim('[', ']') : string.Empty;
        return host.Length > 0
            && Uri.CheckHostName(host) != UriHostNameType.Unknown
            && int.TryParse(endPoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65_535
            ? (host, port)
            : null;
    }
}
